"""What the pages of the desk share: who acts, a step with its refusal in words, names of programmes."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext

from chongyang.core.clock import now as clock_now
from chongyang.policy.rules.programmes import UnknownProgramme, get_programme, load_programmes
from chongyang.territory import queries as territory
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.treasury import operations, queries
from chongyang.web.parts.doors import scope_of

PAGE = 50
MOST_PAGES = 9


def said(request: HttpRequest) -> dict[str, Any]:
    """Scope, actor and moment, as operations ask for them."""
    scope = scope_of(request)
    return {"scope": scope, "by": scope.actor, "now": clock_now()}


def acting(request: HttpRequest) -> dict[str, Any]:
    """The same, and for whom the reader acts where she says so: both hold the stage."""
    principal = request.POST.get("on_behalf_of", "")
    try:
        return {**said(request), "on_behalf_of": UUID(principal) if principal else None}
    except ValueError:
        return {**said(request), "on_behalf_of": UUID(int=0)}


def principals_of(request: HttpRequest, area: int) -> list[tuple[UUID, str]]:
    """Colleagues for whom the reader may act, by name; empty for who moves no money."""
    scope = scope_of(request)
    if not may(scope, Can.RELEASE_PAYMENTS):
        return []
    found = queries.list_principals(scope.actor.account, area, clock_now())
    names = territory.names_of(found)
    return sorted(((key, names[key]) for key in found if key in names), key=lambda one: (one[1], str(one[0])))


def private(response: HttpResponse) -> HttpResponse:
    """Nothing of a person stays in a browser's cache."""
    response["Cache-Control"] = "no-store"
    return response


def base(request: HttpRequest, here: str) -> dict[str, Any]:
    """What every page knows: the tab, and what the role may do."""
    scope = scope_of(request)
    return {
        "here": here,
        "may_make": may(scope, Can.MAKE_PAYMENTS),
        "may_budget": may(scope, Can.KEEP_BUDGET),
        "now": clock_now(),
    }


def do(request: HttpRequest, step: Callable[[], Any], done: str) -> bool:
    """Take a step; what it refuses is told in words. Whether it was taken."""
    try:
        step()
    except operations.UnableToDo as refused:
        messages.error(request, " ".join(gettext(why) for why in refused.faults.values()))
        return False
    messages.success(request, done)
    return True


def paged(request: HttpRequest, rows: Any, size: int = PAGE) -> Any:
    """The page that `?page=` names, or the nearest there is."""
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= MOST_PAGES else 1
    return Paginator(rows, size).get_page(max(number, 1))


def year_of(request: HttpRequest) -> tuple[int, list[int]]:
    """The year that `?year=` names, else this one, else the newest; and those that have a budget."""
    today = localdate(clock_now()).year
    years = queries.list_years(scope_of(request)) or [today]
    asked = request.GET.get("year", "")
    first = today if today in years else years[0]
    return next((one for one in years if str(one) == asked), first), years


def programme_name(code: str) -> str:
    """The title of a programme; what pays by another name keeps its code."""
    try:
        return gettext(get_programme(code).title)
    except UnknownProgramme:
        return code or gettext("全部项目")


def programme_choices() -> list[tuple[str, str]]:
    return [(one.code, gettext(one.title)) for one in load_programmes()]


def last_day(until: date | None) -> date | None:
    """The last day of a half-open period, as people say it."""
    return until - timedelta(days=1) if until else None


def place_name(area: int) -> str:
    return territory.area_name(area)


def tidy(text: str, most: int = 200) -> str:
    """What was typed, without what no column keeps."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()[:most].strip()
