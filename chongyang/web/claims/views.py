"""Disagreements by area; one person as all sources tell her; one field with every word and its contest."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.claims.enums import ContestReason
from chongyang.claims.operations import contests as operations
from chongyang.claims.operations.contest_rows import UnableToContest
from chongyang.claims.operations.golden import read_golden, reveal_word
from chongyang.claims.operations.settling import settle as settle_person
from chongyang.claims.queries import contests as lists
from chongyang.claims.queries.golden import field_names
from chongyang.claims.rules.values import options
from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.registry import queries as elders
from chongyang.registry.enums import Purpose
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.claims import shown
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.opening import open_file, purpose_of, purposes_of

PAGE = 40
ASKED, SETTLED, SAME = N_("异议已记录。"), N_("已按规则重新汇总。"), N_("重新汇总后没有变化。")


def private(response: HttpResponse) -> HttpResponse:
    """Nothing of a person stays in a browser's cache."""
    response["Cache-Control"] = "no-store"
    return response


def work_purpose(scope: Scope) -> str:
    """For what this desk opens a file: to put it right, an auditor to audit."""
    offered = purposes_of(scope)
    return (Purpose.CORRECTION if Purpose.CORRECTION in offered else offered[0]).value


TYPED = ("word", "reason", "proposed", "note", "on", "answer", "value")


def typed(request: HttpRequest) -> dict[str, str]:
    """What was typed into a form that comes back."""
    return {name: request.POST.get(name, "") for name in TYPED}


def tabs(request: HttpRequest, here: str) -> dict[str, Any]:
    """The desk's lists with how much waits in each."""
    scope = scope_of(request)
    return {
        "here_tab": here,
        "waiting": lists.count_waiting(scope, clock_now()),
        "may_answer": may(scope, Can.ANSWER_CONTESTS),
        "may_confirm": may(scope, Can.CONFIRM_DEATHS),
    }


@require_GET
@opens_for(Can.OPEN_FILES)
def conflicts(request: HttpRequest) -> HttpResponse:
    """Persons about whom sources disagree, by area; one field if wished."""
    scope, name = scope_of(request), request.GET.get("field", "")
    name = name if name in field_names() else ""
    after = _after(request.GET.get("after", ""))
    rows = lists.list_disagreements(scope, field=name, after=after, limit=PAGE + 1)
    heads = shown.covered_heads(elders.list_by_key(scope, {row.person for row in rows[:PAGE]}))
    context = {
        **tabs(request, "conflicts"),
        "rows": [
            {"row": row, **heads[row.person], "fields": [shown.field_label(one) for one in row.fields]}
            for row in rows[:PAGE]
            if row.person in heads
        ],
        "next": f"{rows[PAGE - 1].area}.{rows[PAGE - 1].person}" if len(rows) > PAGE else "",
        "field": name,
        "fields": [(one, shown.field_label(one)) for one in field_names()],
        "purpose": work_purpose(scope),
    }
    return private(render(request, "claims/claims.html", context))


def _after(text: str) -> tuple[int, UUID] | None:
    area, _, person = text.partition(".")
    try:
        return int(area), UUID(person)
    except ValueError:
        return None


@require_POST
@opens_for(Can.OPEN_FILES)
def open_elder(request: HttpRequest) -> HttpResponse:
    """Open what all sources say of a person, for the chosen purpose; without one it is asked for."""
    try:
        person = UUID(request.POST.get("person", ""))
    except ValueError as error:
        raise Http404 from error
    elders.access_elder(scope_of(request), person)
    open_file(request, person, request.POST.get("purpose", ""))
    return redirect("claims_elder", person)


def ask_purpose(request: HttpRequest, person: UUID) -> HttpResponse:
    """A covered line of who it is, and the purposes."""
    scope = scope_of(request)
    row = elders.access_elder(scope, person)
    context = {"person": person, "one": shown.covered_heads([row])[person], "purposes": purposes_of(scope)}
    return private(render(request, "claims/purpose.html", context))


@require_GET
@opens_for(Can.OPEN_FILES)
def elder(request: HttpRequest, person: UUID) -> HttpResponse:
    """Fields by sources, the word that stands and why. Opening it is a reading that she can see."""
    purpose = purpose_of(request, person)
    if not purpose:
        return ask_purpose(request, person)
    scope, now = scope_of(request), clock_now()
    record = read_golden(person=person, purpose=purpose, scope=scope, by=scope.actor, now=now)
    columns = shown.columns_of(record)
    context = {
        **shown.head(record.elder, now),
        "columns": [shown.column_label(name) for name in columns],
        "rows": shown.rows_of(record, columns),
        "in_use": gettext("现用"),
        "claims": len(record.claims),
        "conflicts": len(record.conflicts),
        "doubles": len(record.files) - 1,
        "contests": [shown.opened_contest(row, now) for row in record.contests],
        "stops": [row for row in lists.stops_of(scope, record.files) if row.state == "waiting"],
        "may_settle": may(scope, Can.WRITE_ELDERS) or may(scope, Can.ANSWER_CONTESTS),
        "may_confirm": may(scope, Can.CONFIRM_DEATHS),
    }
    return private(render(request, "claims/elder.html", context))


@require_http_methods(["GET", "POST"])
@opens_for(Can.OPEN_FILES)
def field(request: HttpRequest, person: UUID, field: str) -> HttpResponse:
    """Every word about one field, and the form by which one of them is contested."""
    purpose = purpose_of(request, person)
    if not purpose:
        return ask_purpose(request, person)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            _contest(request, person, field)
        except UnableToContest as refused:
            errors = {name: gettext(reason) for name, reason in refused.reasons.items()}
        else:
            messages.success(request, ASKED)
            return redirect("claims_field", person, field)
    context = _field(request, person, field, purpose) | {"errors": errors, "typed": typed(request)}
    return private(render(request, "claims/field.html", context, status=422 if errors else 200))


def _contest(request: HttpRequest, person: UUID, field: str) -> None:
    scope = scope_of(request)
    feed, _, record = request.POST.get("word", "").partition("/")
    form = operations.ContestForm(
        field=field,
        feed=feed,
        record=record,
        reason=request.POST.get("reason", ""),
        note=request.POST.get("note", ""),
        proposed=request.POST.get("proposed", ""),
    )
    operations.contest_claim(person=person, form=form, scope=scope, by=scope.actor, now=clock_now())


def _field(request: HttpRequest, person: UUID, field: str, purpose: str) -> dict[str, Any]:
    scope, now = scope_of(request), clock_now()
    record = read_golden(person=person, purpose=purpose, scope=scope, by=scope.actor, now=now)
    one = record.of(field)
    if one is None:
        raise Http404
    return {
        **shown.head(record.elder, now),
        "field": shown.field_context(one, record),
        "contests": [shown.opened_contest(row, now) for row in record.contests if row.field == field],
        "reasons": ContestReason.choices(),
        "options": options(field),
        "may_contest": may(scope, Can.CONTEST_CLAIMS),
        "may_reveal": may(scope, Can.REVEAL_FIELDS),
    }


@require_POST
@opens_for(Can.REVEAL_FIELDS)
def reveal(request: HttpRequest, person: UUID, field: str, claim: UUID) -> HttpResponse:
    """One covered word for half a minute."""
    scope, purpose = scope_of(request), purpose_of(request, person)
    if not (purpose and may(scope, Can.OPEN_FILES)):
        raise Http404
    value = reveal_word(
        person=person, claim=claim, field=field, purpose=purpose, scope=scope, by=scope.actor, now=clock_now()
    )
    context = {"plain": shown.plain(field, value), "cover": shown.say(field, value)}
    return private(render(request, "claims/revealed.html", context))


@require_POST
@opens_for(Can.OPEN_FILES)
def settle(request: HttpRequest, person: UUID) -> HttpResponse:
    """Compute the file again from its words, now."""
    scope = scope_of(request)
    if not (may(scope, Can.WRITE_ELDERS) or may(scope, Can.ANSWER_CONTESTS)):
        raise Http404
    done = settle_person(person=person, scope=scope, by=scope.actor, now=clock_now())
    messages.success(request, SETTLED if done.fields else SAME)
    return redirect("claims_elder", person)
