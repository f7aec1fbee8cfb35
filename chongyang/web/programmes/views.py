"""All programmes of the plans, and one with its calculator. No sign-in; nothing typed here is kept."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from chongyang.core.clock import now as clock_now
from chongyang.policy import queries as policy
from chongyang.policy.rules.asking import (
    Answer,
    Fault,
    explain,
    inputs_asked,
    last_day_in_force,
    parameters_of,
    read_inputs,
)
from chongyang.policy.rules.catalogue import unstated
from chongyang.policy.rules.engine.values import Decided, Values
from chongyang.policy.rules.programmes import (
    Programme,
    UnknownProgramme,
    get_programme,
    load_programmes,
)
from chongyang.policy.rules.promises import PARAMETER_KINDS, Parameter
from chongyang.territory import queries as territory
from chongyang.web.parts.figures import figure_of
from chongyang.web.parts.steps import label_of, value_of
from chongyang.web.programmes.words import ANSWERS, FUNDS, LEVELS, PERIODS, TONES

COUNTY_WIDTH = 1_000_000
CITY = 410100000000


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """The catalogue: programmes with their amounts, and those that the plans name without one."""
    numbers = {row.key: row.number for row in policy.list_documents()}
    context = {
        "programmes": [_summary(one, numbers) for one in load_programmes()],
        "unstated": [
            {
                "parameter": row,
                "number": row.clause.partition("/")[2],
                "document": numbers.get(row.document, ""),
            }
            for row in unstated()
        ],
    }
    return render(request, "programmes/overview.html", context)


def _summary(one: Programme, numbers: dict[str, str]) -> dict[str, Any]:
    document, _, number = one.clause.partition("/")
    return {
        "programme": one,
        "period": PERIODS[one.period],
        "document": numbers.get(document, ""),
        "number": number,
        "quotes": list(dict.fromkeys(row.quote for row in _amounts(one)))[:2],
    }


def _amounts(one: Programme) -> list[Parameter]:
    return [row for row in parameters_of(one.code) if row.kind in ("amount", "cap", "share", "not_stated")]


@require_GET
def programme(request: HttpRequest, code: str) -> HttpResponse:
    """One programme in plain words; with inputs in the address, the answer step by step."""
    try:
        one = get_programme(code)
    except UnknownProgramme as error:
        raise Http404(code) from error
    decided, today = policy.get_decided(), timezone.localdate(clock_now())
    day = last_day_in_force(one, decided, today)
    context = _told(one) | {"day": day, "is_past": day is not None and day < today}
    context |= _calculator(request, one, decided, day)
    return render(request, "programmes/programme.html", context)


def _told(one: Programme) -> dict[str, Any]:
    document, _, number = one.clause.partition("/")
    rows = parameters_of(one.code)
    return {
        "programme": one,
        "period": PERIODS[one.period],
        "fund": FUNDS[one.fund],
        "document": policy.get_document(document),
        "number": number,
        "clause": policy.get_clause(one.clause),
        "amounts": [
            {
                "parameter": row,
                "figure": figure_of(row.value, row.unit),
                "payers": [(LEVELS[level], part) for level, part in row.payers.items()],
            }
            for row in rows
            if row.kind in ("amount", "cap", "share", "threshold", "step")
        ],
        "conditions": [row for row in rows if row.kind == "condition"],
        "open": [row for row in rows if row.alternatives],
        "excludes": [get_programme(code) for code in one.excludes],
        "apply_url": _apply_url(one.code),
    }


def _apply_url(code: str) -> str:
    """Where one applies, if that desk stands."""
    try:
        return reverse("funding_apply", args=[code])
    except NoReverseMatch:
        return ""


def _calculator(request: HttpRequest, one: Programme, decided: Decided, day: date | None) -> dict[str, Any]:
    """The questions of the readings in use, with what was typed; the answer where something was."""
    counties = [(row.code, row.name, row.first) for row in territory.list_areas("county")]
    if day is None:
        return {"questions": [], "answer": None, "counties": [], "county": ""}
    values = decided.values_on(day)
    asked = inputs_asked(one, values)
    typed = {name: request.GET.get(name, "")[:60].replace("\x00", "") for name in asked}
    given, faults = read_inputs(asked, typed)
    county = request.GET.get("county", "")
    area = next((first for code, _, first in counties if code == county), CITY)
    is_asked = "ask" in request.GET
    answer = explain(one, given, area, values) if is_asked and not faults else None
    return {
        "questions": [
            {
                "name": name,
                "asked": held,
                "typed": typed[name],
                "fault": name in faults,
                "fault_words": _said(faults.get(name)),
            }
            for name, held in asked.items()
        ],
        "counties": counties if decided.overlays else [],
        "county": county,
        "answer": _shown(one, answer, values) if answer else None,
        "has_faults": is_asked and bool(faults),
    }


def _said(fault: Fault | None) -> str:
    return gettext(fault.sentence) % fault.words if fault else ""


def _shown(one: Programme, answer: Answer, values: Values) -> dict[str, Any]:
    return {
        "answer": answer,
        "words": ANSWERS[answer.answer],
        "tone": TONES[answer.answer],
        "parts": [(LEVELS[level], fen) for level, fen in answer.parts.items()],
        "missing": [one.inputs[name].label for name in answer.missing],
        "steps": [
            {
                "step": step,
                "label": label_of(step.label),
                "value": value_of(step.kind, step.label, step.value),
                "parameters": [_resting(row, values) for row in step.parameters],
            }
            for step in answer.steps
        ],
    }


def _resting(row: Parameter, values: Values) -> dict[str, Any]:
    """A parameter under a step: its value, or the reading in use."""
    name = row.id.partition(":")[2]
    chosen = values.choices.get(name, row.default)
    return {
        "parameter": row,
        "kind": PARAMETER_KINDS[row.kind],
        "number": row.clause.partition("/")[2],
        "figure": _reading(row, chosen) if row.alternatives else _figure(row),
    }


def _reading(row: Parameter, chosen: str | None) -> str:
    words = row.alternatives.get(chosen or "", "")
    return gettext(words) if words else ""


def _figure(row: Parameter) -> str:
    return figure_of(row.value, row.unit)
