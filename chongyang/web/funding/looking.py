"""What should be looked at: signals with their answers, and samples of paid cases with their results."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from chongyang.core.integrity import Severity
from chongyang.funding import operations
from chongyang.funding.queries import signals as reads
from chongyang.funding.rules import signals as rules
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import Can
from chongyang.web.funding.doing import base, day_of, do, key_of, private, said, title_of
from chongyang.web.parts.doors import opens_for, scope_of

SHOWS = ("open", "held", "all")
TONES = {"severe": "bad", "serious": "warn", "slight": "note"}
STATES = {"open": "note", "unfounded": "good", "founded": "bad", "appealed": "warn", "upheld": "bad"}


def signal_of(row: Any) -> dict[str, Any]:
    """A signal in words, for the desk and for who applied."""
    rule = rules.load().get(row.rule)
    return {
        "row": row,
        "what": gettext(rule.what) if rule else row.rule,
        "reason": gettext(rule.reason) if rule else "",
        "severity": gettext(Severity.of(row.severity).label),
        "tone": TONES[row.severity],
        "state": gettext(rules.STATES[row.state]),
        "state_tone": STATES[row.state],
        "name": row.application.name.plain if row.application.organisation else str(row.application.name),
        "title": title_of(row.application.programme),
        "numbers": [
            f"{gettext(word)} {row.finding[name]}"
            for name, word in rules.FINDINGS.items()
            if name in row.finding
        ],
    }


@require_http_methods(["GET", "POST"])
@opens_for(Can.HANDLE_FUNDING)
def signals(request: HttpRequest) -> HttpResponse:
    """Signals of the desk, each with its rule, its reason and what was answered."""
    if request.method == "POST":
        _answer(request)
        return redirect("funding_signals")
    scope, shown = scope_of(request), request.GET.get("show", "open")
    shown = shown if shown in SHOWS else "open"
    counts = reads.count_signals(scope)
    context = {
        **base(request, "signals"),
        "show": shown,
        "rows": [signal_of(row) for row in reads.list_signals(scope, show=shown)],
        "rules": [
            {
                "what": gettext(rule.what),
                "reason": gettext(rule.reason),
                "waits": gettext(rule.waits_for) if rule.waits_for else "",
                "count": counts.get(rule.name, 0),
            }
            for rule in rules.load().values()
        ],
        "account": scope.actor.account,
    }
    return private(render(request, "funding/signals.html", context))


def _answer(request: HttpRequest) -> None:
    signal = key_of(request.POST.get("signal", "")) or UUID(int=0)
    action, text = request.POST.get("do", ""), request.POST.get("text", "")
    told: dict[str, Any] = {"signal": signal, **said(request)}
    if action in ("unfounded", "founded"):
        founded = action == "founded"
        done = gettext("已答复，付款继续暂缓。") if founded else gettext("已答复，付款不再暂缓。")
        do(request, lambda: operations.answer_signal(founded=founded, answer=text, **told), done)
    elif action in ("upheld", "cleared"):
        upheld = action == "upheld"
        answer = partial(operations.reply_to_appeal, upheld=upheld, reply=text, **told)
        do(request, answer, gettext("异议已答复。"))


@require_POST
@opens_for(Can.APPLY_FUNDING)
def appeal(request: HttpRequest, signal: UUID) -> HttpResponse:
    """The applicant's side does not agree with what was found."""
    row = reads.access_own_signal(scope_of(request), signal)
    text = request.POST.get("text", "")
    told = {"signal": row.id, "text": text, **said(request)}
    do(request, lambda: operations.appeal_signal(**told), gettext("异议已提交，由另一位经办人答复。"))
    return redirect("funding_application", row.application_id)


@require_http_methods(["GET", "POST"])
@opens_for(Can.HANDLE_FUNDING)
def samples(request: HttpRequest) -> HttpResponse:
    """Paid cases to call or visit; a form to draw more."""
    if request.method == "POST":
        _sample(request)
        return redirect("funding_samples")
    scope, shown = scope_of(request), request.GET.get("show", "waiting")
    shown = shown if shown in ("waiting", "done") else "waiting"
    lines = reads.list_sample_lines(scope, show=shown)
    context = {
        **base(request, "samples"),
        "show": shown,
        "samples": reads.list_samples(scope, limit=10),
        "rows": [_sample_line(row) for row in lines],
        "areas": [(one.first, one.name) for one in territory.list_areas("county") if scope.covers(one.first)],
    }
    return private(render(request, "funding/samples.html", context))


def _sample_line(row: Any) -> dict[str, Any]:
    results = {
        "waiting": (gettext("待抽查"), "note"),
        "good": (gettext("属实"), "good"),
        "bad": (gettext("不符"), "bad"),
        "unreachable": (gettext("联系不上"), "warn"),
    }
    words, tone = results[row.result]
    case = row.application
    name = case.name.plain if case.organisation else str(case.name)
    return {"row": row, "name": name, "title": title_of(row.programme), "result": words, "tone": tone}


def _sample(request: HttpRequest) -> None:
    told, post = said(request), request.POST
    if post.get("do") == "draw":
        words = {name: day_of(post.get(name, "")) for name in ("from_on", "to_on")}
        numbers = {name: _number(post.get(name, "")) for name in ("area", "each", "seed")}
        if None in words.values() or None in numbers.values():
            messages.error(request, gettext("请把抽查的区域、日期、件数和种子填完整。"))
            return
        given: dict[str, Any] = {**words, **numbers}
        do(request, lambda: operations.draw_sample(**given, **told), gettext("已抽取，名单在下面。"))
    elif post.get("do") == "result":
        line = key_of(post.get("line", "")) or UUID(int=0)
        given = {name: post.get(name, "") for name in ("result", "way", "note")}
        do(request, lambda: operations.tell_result(line=line, **given, **told), gettext("抽查结果已登记。"))


def _number(text: str) -> int | None:
    """A whole number of at most eighteen digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
