"""Signals and samples by JSON: what should be looked at, what was answered, what a call or visit found."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from chongyang.api.funding import WRITES, funding, page, said
from chongyang.api.funding_run_shapes import (
    AppealBody,
    DrawBody,
    ReplyBody,
    ResultBody,
    SampleLinePage,
    SampleLineRow,
    SamplePage,
    SampleRow,
    SampleShow,
    SignalAnswer,
    SignalPage,
    SignalRow,
    SignalRule,
    SignalShow,
)
from chongyang.api.needs import scope_of
from chongyang.api.shapes import LIMIT, Cursor, Limit
from chongyang.funding import operations, queries
from chongyang.funding.queries import signals
from chongyang.funding.rules import signals as rules


@funding.get("/funding/signal-rules", response=list[SignalRule], operation_id="list_signal_rules")
def list_rules(request: HttpRequest) -> Any:
    """Every rule with its reason, what it waits for, and how many of its signals wait."""
    counts = signals.count_signals(scope_of(request))
    return [
        {
            "name": rule.name,
            "what": rule.what,
            "reason": rule.reason,
            "severity": rule.severity,
            "waits_for": rule.waits_for,
            "count": counts.get(rule.name, 0),
        }
        for rule in rules.load().values()
    ]


@funding.get("/funding/signals", response=SignalPage, operation_id="list_signals")
def list_signals(
    request: HttpRequest,
    show: SignalShow = "open",
    rule: str = "",
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
) -> Any:
    """Those that wait for an answer, that hold payments, or all; the newest first."""
    return page(request, signals.list_signals, "raised_at", cursor, limit, show=show, rule=rule)


@funding.get("/funding/signals/{uuid:signal}", response=SignalRow, operation_id="read_signal")
def read_signal(request: HttpRequest, signal: UUID) -> Any:
    """One of the desk."""
    return signals.access_signal(scope_of(request), signal)


@funding.get(
    "/funding/applications/{uuid:application}/signals",
    response=list[SignalRow],
    operation_id="list_application_signals",
)
def list_of_application(request: HttpRequest, application: UUID) -> Any:
    """Those on one case: all for the desk, what was answered for who applied."""
    scope = scope_of(request)
    row = queries.access_application(scope, application)
    found = signals.list_signals_of(row)
    is_desk = queries.visible_applications(scope).filter(id=row.id).exists()
    return found if is_desk else [one for one in found if one.answered_at]


@funding.post(
    "/funding/signals/{uuid:signal}/answer", response=SignalRow, auth=WRITES, operation_id="answer_signal"
)
def answer(request: HttpRequest, signal: UUID, body: SignalAnswer) -> Any:
    """A person has looked: nothing is wrong and the payments go, or it is so and they stay."""
    return operations.answer_signal(signal=signal, **body.model_dump(), **said(request))


@funding.post(
    "/funding/signals/{uuid:signal}/appeal", response=SignalRow, auth=WRITES, operation_id="appeal_signal"
)
def appeal(request: HttpRequest, signal: UUID, body: AppealBody) -> Any:
    """Who applied does not agree with the answer, once."""
    return operations.appeal_signal(signal=signal, text=body.text, **said(request))


@funding.post(
    "/funding/signals/{uuid:signal}/reply", response=SignalRow, auth=WRITES, operation_id="reply_to_appeal"
)
def reply(request: HttpRequest, signal: UUID, body: ReplyBody) -> Any:
    """Another person decides about the objection."""
    return operations.reply_to_appeal(signal=signal, **body.model_dump(), **said(request))


@funding.get("/funding/samples", response=SamplePage, operation_id="list_samples")
def list_samples(request: HttpRequest, cursor: Cursor | None = None, limit: Limit = LIMIT) -> Any:
    """Samples within reach, the newest first; each says its seed."""
    return page(request, signals.list_samples, "drawn_at", cursor, limit)


@funding.post("/funding/samples", response={201: SampleRow}, auth=WRITES, operation_id="draw_sample")
def draw(request: HttpRequest, body: DrawBody) -> Any:
    """Paid cases by chance; the same seed draws the same."""
    return operations.draw_sample(**body.model_dump(), **said(request))


@funding.get("/funding/sample-lines", response=SampleLinePage, operation_id="list_sample_lines")
def list_lines(
    request: HttpRequest,
    show: SampleShow = "waiting",
    sample: UUID | None = None,
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
) -> Any:
    """Cases to call or visit, or with their result; by area."""
    told = {"show": show, "sample": sample}
    return page(request, signals.list_sample_lines, "area", cursor, limit, read=int, **told)


@funding.get("/funding/sample-lines/{uuid:line}", response=SampleLineRow, operation_id="read_sample_line")
def read_line(request: HttpRequest, line: UUID) -> Any:
    """One case that was drawn."""
    return signals.access_sample_line(scope_of(request), line)


@funding.post(
    "/funding/sample-lines/{uuid:line}/result",
    response=SampleLineRow,
    auth=WRITES,
    operation_id="tell_sample_result",
)
def tell_result(request: HttpRequest, line: UUID, body: ResultBody) -> Any:
    """What the call or the visit found; a bad result opens a signal."""
    return operations.tell_result(line=line, **body.model_dump(), **said(request))
