"""The public register of titles, a plaque's page by its number, and what each title asks."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from chongyang.core.clock import now as clock_now
from chongyang.designations import queries
from chongyang.designations.rules.titles import UnknownTitle, get_title, load_titles
from chongyang.funding import queries as funding
from chongyang.territory.permissions import may
from chongyang.territory.rules import reference
from chongyang.territory.rules.capabilities import Can
from chongyang.web.designations import shown
from chongyang.web.designations.doing import PAGE, base, day_of
from chongyang.web.parts.doors import scope_of

CURSOR = "_"


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Who holds what since when; also what was held and ended."""
    context, asked = base(request, "register"), request.GET
    key = asked.get("title", "") if asked.get("title") in {one.key for one in load_titles()} else ""
    units = {one.key: one for one in reference.load_reporting_units()}
    unit = units.get(asked.get("unit", ""))
    text, living = asked.get("q", "").replace("\x00", "")[:60], asked.get("show") != "all"
    today = timezone.localdate(context["now"])
    rows = queries.list_register(
        today,
        title=key,
        within=unit.intervals if unit else (),
        text=text,
        living=living,
        limit=PAGE + 1,
        after=_after(asked.get("after", "")),
    )
    counts = queries.count_living(today)
    context |= {
        "rows": shown.held_of(rows[:PAGE]),
        "titles": [(one.key, shown.word_of(one), counts.get(one.key, 0)) for one in load_titles()],
        "title": key,
        "units": [(one.key, one.name) for one in units.values()],
        "unit": unit.key if unit else "",
        "text": text,
        "show": "living" if living else "all",
        "total": sum(counts.values()),
        "next": _next(request, rows),
    }
    return render(request, "designations/register.html", context)


def _after(text: str) -> tuple[Any, UUID] | None:
    """The cursor of a page: day and key of its last row."""
    day, _, key = text.partition(CURSOR)
    try:
        return (day_of(day), UUID(key)) if day_of(day) else None
    except ValueError:
        return None


def _next(request: HttpRequest, rows: list[Any]) -> str:
    if len(rows) <= PAGE:
        return ""
    last, asked = rows[PAGE - 1], request.GET.copy()
    asked["after"] = f"{last.valid_from}{CURSOR}{last.id}"
    return f"{reverse('designations_register')}?{asked.urlencode()}"


@require_GET
def held(request: HttpRequest, held: UUID) -> HttpResponse:
    """A title by its key leads to the page of its plaque."""
    try:
        return redirect("designations_plaque", queries.access_title(held).plaque)
    except queries.NotFound as error:
        raise Http404 from error


@require_GET
def plaque(request: HttpRequest, number: str) -> HttpResponse:
    """One plaque: whether it is still true, whose it is, what for, and since when."""
    try:
        row = queries.get_plaque(number)
    except queries.NotFound as error:
        raise Http404 from error
    scope = scope_of(request)
    context = {
        **base(request, "register"),
        **shown.held_of([row])[0],
        "facts": shown.title_facts(get_title(row.title)),
        "reviews": shown.reviews_of(queries.list_reviews_of(scope, row), clock_now()),
        "award": _award(scope, row),
    }
    return render(request, "designations/plaque.html", context)


def _award(scope: Any, row: Any) -> Any:
    """The draft of the award, for who may complete it."""
    if row.award is None or not may(scope, Can.APPLY_FUNDING):
        return None
    try:
        return funding.access_own(scope, row.award)
    except funding.NotFound:
        return None


@require_GET
def titles(request: HttpRequest) -> HttpResponse:
    """Every title that the plans ask for, with how many are held."""
    held = queries.count_living(timezone.localdate(clock_now()))
    rows = [{**shown.title_facts(one), "held": held.get(one.key, 0)} for one in load_titles()]
    return render(request, "designations/titles.html", {**base(request, "titles"), "rows": rows})


@require_GET
def title(request: HttpRequest, key: str) -> HttpResponse:
    """One title: criteria, score sheet, days, quota and the award that follows."""
    try:
        one = get_title(key)
    except UnknownTitle as error:
        raise Http404 from error
    held = queries.count_living(timezone.localdate(clock_now())).get(key, 0)
    context = {**base(request, "titles"), "facts": shown.title_facts(one), "held": held}
    return render(request, "designations/title.html", context)
