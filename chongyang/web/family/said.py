"""Who said what about me, in plain words, and how I say that something is wrong."""

import json
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from chongyang.claims.enums import ContestReason, WordKind
from chongyang.claims.operations import contests as operations
from chongyang.claims.operations.contest_rows import UnableToContest
from chongyang.claims.operations.golden import read_golden
from chongyang.claims.queries.golden import GoldenField
from chongyang.claims.rules.contests import contest as cycle
from chongyang.claims.rules.fields import DAYS, FIELDS
from chongyang.claims.rules.survivorship import Word
from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.registry import queries as registry
from chongyang.registry.enums import Purpose, Source
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import Can
from chongyang.web.family.doors import of_person
from chongyang.web.family.shown import BETWEEN, label_of
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.templatetags.moments import day

ASKED, WITHDRAWN = N_("您的意见已记录，答复会显示在这里。"), N_("已撤回。")
AREAS = ("area", "household_area")
STATES = {state.name: state.label for state in cycle.states}


@require_http_methods(["GET", "POST"])
@of_person
@opens_for(Can.FOLLOW_FAMILY)
def said(request: HttpRequest, person: UUID) -> HttpResponse:
    """Field by field who says what; a form under each says that it is wrong."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            messages.success(request, _act(request, person))
        except UnableToContest as refused:
            errors = {name: gettext(reason) for name, reason in refused.reasons.items()}
        else:
            return redirect("family_said", person)
    context = _context(request, person) | {
        "errors": errors,
        "typed": {name: request.POST.get(name, "") for name in ("field", "word", "reason", "note")},
    }
    response = render(request, "family/family_said.html", context, status=422 if errors else 200)
    response["Cache-Control"] = "no-store"
    return response


def _act(request: HttpRequest, person: UUID) -> str:
    scope, now = scope_of(request), clock_now()
    told: dict[str, Any] = {"scope": scope, "by": scope.actor, "now": now}
    if withdrawn := request.POST.get("withdraw", ""):
        registry.access_elder(scope, person)
        operations.withdraw(contest=UUID(withdrawn), **told)
        return WITHDRAWN
    feed, _, record = request.POST.get("word", "").partition("/")
    form = operations.ContestForm(
        field=request.POST.get("field", ""),
        feed=feed,
        record=record,
        reason=request.POST.get("reason", ""),
        note=request.POST.get("note", ""),
    )
    operations.contest_claim(person=person, form=form, **told)
    return ASKED


def _context(request: HttpRequest, person: UUID) -> dict[str, Any]:
    scope, now = scope_of(request), clock_now()
    record = read_golden(person=person, purpose=Purpose.OWN_FILE.value, scope=scope, by=scope.actor, now=now)
    return {
        "elder": record.elder,
        "name": record.elder.name,
        "fields": [one for field in record.fields if (one := _field(field))],
        "contests": [_contest(row, scope.actor.account) for row in record.contests],
        "reasons": ContestReason.choices(),
    }


def _field(one: GoldenField) -> dict[str, Any] | None:
    """A field that some department spoke of; what only stands in the file is on the page before."""
    words = [word for word in (one.choice.winner, *one.choice.losers) if word is not None]
    if not any(word.kind == WordKind.CLAIM for word in words):
        return None
    return {
        "name": one.name,
        "label": gettext(FIELDS[one.name].label) if one.name in FIELDS else one.name,
        "value": _say(one.name, one.choice.value),
        "conflict": one.choice.is_conflict,
        "contested": one.contested,
        "words": [_word(one.name, word) for word in words],
    }


def _word(name: str, word: Word) -> dict[str, Any]:
    return {
        "source": label_of(Source, word.source),
        "value": _say(name, word.value),
        "on": word.told_on,
        "key": f"{word.feed}/{word.record}" if word.kind == WordKind.CLAIM else "",
    }


def _say(name: str, value: Any) -> str:
    """Her own file in plain words; numbers stay covered: a telephone lies about."""
    if isinstance(value, list):
        return gettext(BETWEEN).join(_say(name, one) for one in value)
    known = FIELDS.get(name)
    if value in (None, "") or known is None:
        return str(value or "")
    if name in AREAS:
        return territory.area_name(int(value))
    if known.words:
        return label_of(known.words, value)
    if known.mask:
        return known.mask(str(value))
    return day(date.fromisoformat(value)) if name in DAYS else str(value)


def _contest(row: Any, me: UUID | None) -> dict[str, Any]:
    return {
        "row": row,
        "label": gettext(FIELDS[row.field].label) if row.field in FIELDS else row.field,
        "source": label_of(Source, row.source),
        "state": gettext(STATES[row.state]),
        "is_open": row.state in ("open", "asked"),
        "is_mine": row.asked_by is not None and row.asked_by == me,
        "contested": _say(row.field, json.loads(row.contested.plain)) if row.contested else "",
        "note": row.note.plain if row.asked_by == me else "",
        "answer": row.answer.plain,
    }
