"""What the pages of the library share: who acts, a step with its refusal beside its field, filters."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.policy.rules.documents import load_documents
from chongyang.projects import operations, queries
from chongyang.projects.enums import Batch, Sector, Stage
from chongyang.projects.permissions import may_keep
from chongyang.projects.queries import Filters
from chongyang.territory import queries as territory
from chongyang.web.parts.doors import scope_of

MOST = 120
SAVED = N_("已保存。")
CITY, COUNTY = 410100000000, 10**6
TONES = {
    Stage.RESERVE: "",
    Stage.PREPARATION: "note",
    Stage.STARTED: "accent",
    Stage.BUILDING: "accent",
    Stage.COMPLETED: "good",
    Stage.IN_OPERATION: "good",
    Stage.SUSPENDED: "bad",
}


def said(request: HttpRequest) -> dict[str, Any]:
    """Scope, actor and moment, as operations ask for them."""
    scope = scope_of(request)
    return {"scope": scope, "by": scope.actor, "now": clock_now()}


def private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


def base(request: HttpRequest, here: str) -> dict[str, Any]:
    """What every page knows: the tab, and whether the reader keeps the library."""
    return {"here": here, "may_keep": may_keep(scope_of(request)), "now": clock_now()}


def done(request: HttpRequest, form: forms.Form, step: Callable[[], Any], words: str = SAVED) -> bool:
    """Take a step with a form that was read; a refusal stands beside its field. Whether it was taken."""
    try:
        step()
    except operations.UnableToKeepProject as refused:
        for name, why in refused.faults.items():
            form.add_error(name if name in form.fields else None, gettext(why))
        return False
    messages.success(request, words)
    return True


def do(request: HttpRequest, step: Callable[[], Any], words: str = SAVED) -> bool:
    """Take a step that has no form of its own; what it refuses is told above."""
    try:
        step()
    except operations.UnableToKeepProject as refused:
        messages.error(request, " ".join(gettext(why) for why in refused.faults.values()))
        return False
    messages.success(request, words)
    return True


def tidy(text: str, most: int = MOST) -> str:
    """What was typed, without what no column keeps."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()[:most].strip()


def asked(request: HttpRequest) -> Filters:
    """The filters that the address names."""
    return Filters(**{name: tidy(request.GET.get(name, "")) for name in Filters.__slots__})


def filters_of(request: HttpRequest) -> dict[str, Any]:
    """The filters as chosen and as they may be chosen."""
    scope, chosen = scope_of(request), asked(request)
    counties = [(area.code, area.name) for area in territory.list_areas("county") if scope.covers(area.first)]
    return {
        "asked": chosen,
        "active": sum(bool(value) for value in asdict(chosen).values()),
        "query": request.GET.urlencode(),
        "choices": {
            "stages": Stage.choices(),
            "batches": Batch.choices(),
            "sectors": Sector.choices(),
            "counties": counties,
            "documents": [*_documents(), ("other", gettext("方案之外"))],
            "leaders": queries.list_leaders(scope),
        },
    }


def _documents() -> list[tuple[str, str]]:
    return [(document.key, document.number) for document in load_documents()]


def areas_of(request: HttpRequest) -> list[tuple[int, str]]:
    """Where the reader may put a project: her counties, and the city for whom it is whole."""
    scope = scope_of(request)
    found = [(area.first, area.name) for area in territory.list_areas("county") if scope.covers(area.first)]
    return [(CITY, gettext("全市或尚未确定")), *found] if scope.covers(CITY) else found


def in_wan(fen: int) -> str:
    """Ten thousands of yuan as a form shows them, no nought too many."""
    return f"{fen / 1_000_000:.6f}".rstrip("0").rstrip(".")


def badge_of(stage: str) -> tuple[str, str]:
    """The word of a stage and its tone."""
    one = Stage.of(stage)
    return gettext(one.label), TONES[one]


def place_of(area: int) -> str:
    """The city, a county, or the unit that manages a street: a project stands at the first code of one."""
    if area == CITY:
        return gettext("全市")
    unit = territory.reporting_unit_of(area) if area % COUNTY else None
    return unit.name if unit else territory.area_name(area)
