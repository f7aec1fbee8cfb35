"""The board, the lists by class, whom to visit, what is due again, houses without a head."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.groups import queries as groups
from chongyang.groups.rules import classes as rules
from chongyang.registry import queries
from chongyang.registry.enums import ConsentPurpose
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.groups import shown
from chongyang.web.groups.classes import uuid_of
from chongyang.web.groups.person import private, purposes
from chongyang.web.groups.words import say
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.opening import open_file

PAGE = 30


def _day(request: HttpRequest) -> date:
    """The day that was asked for; a torn one is today."""
    today = timezone.localdate(clock_now())
    try:
        asked = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return today
    return asked if 1949 <= asked.year <= today.year + 1 else today


def _place(text: str) -> tuple[int, UUID] | None:
    """Where the page before ended; a torn address begins anew."""
    area, _, key = text.partition("~")
    person = uuid_of(key)
    return (int(area), person) if person and area.isascii() and area.isdigit() and len(area) < 16 else None


@require_GET
@opens_for(Can.READ_CLASSES)
def board(request: HttpRequest) -> HttpResponse:
    """How many of each class on a day, by area; and what waits."""
    scope, day = scope_of(request), _day(request)
    today = timezone.localdate(clock_now())
    context = {
        "day": day,
        "is_today": day == today,
        "todo": shown.todo(scope, today),
        "may_write": may(scope, Can.WRITE_ELDERS),
        **shown.counted(scope, day),
    }
    return private(render(request, "groups/board.html", context))


@require_POST
@opens_for(Can.READ_CLASSES)
def open_elder(request: HttpRequest) -> HttpResponse:
    """Open the person's page for the chosen purpose; without one it is asked for."""
    person = uuid_of(request.POST.get("person", ""))
    if person is None:
        raise Http404
    queries.access_elder(scope_of(request), person)
    open_file(request, person, request.POST.get("purpose", ""))
    return redirect("groups_elder", person)


@require_GET
@opens_for(Can.READ_CLASSES)
def members(request: HttpRequest, kind: str) -> HttpResponse:
    """Who was of a class on a day, a page at a time."""
    if kind not in rules.class_rules():
        raise Http404
    scope, day = scope_of(request), _day(request)
    after = _place(request.GET.get("after", ""))
    rows = groups.list_in_class(scope, kind, day, after=after, limit=PAGE + 1)
    last = rows[PAGE - 1].elder if len(rows) > PAGE else None
    context = {
        "kind": kind,
        "word": say("kind", kind),
        "rule": rules.class_rules()[kind],
        "authority": say("authority", rules.class_rules()[kind].office),
        "day": day,
        "rows": shown.listed(scope, rows[:PAGE], kind, day),
        "next": f"{last.area}~{last.id}" if last else "",
        "is_first": after is None,
        **purposes(request),
    }
    return private(render(request, "groups/members.html", context))


@require_GET
@opens_for(Can.READ_CLASSES)
def visits(request: HttpRequest) -> HttpResponse:
    """Whom the households suggest to visit, by class."""
    scope, day = scope_of(request), timezone.localdate(clock_now())
    kinds = [kind for kind in rules.class_rules() if rules.is_by_visit(kind)]
    kind = request.GET.get("kind", "")
    kind = kind if kind in kinds else kinds[0]
    rows = groups.list_candidates(
        scope, kind, day, after=_place(request.GET.get("after", "")), limit=PAGE + 1
    )
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    known = shown.people(scope, [row.person for row in rows if row.person], day)
    asked_first = queries.withdrawn_of(list(known), ConsentPurpose.VISITS)
    tabs = [(one, say("kind", one), groups.count_candidates(scope, one, day)) for one in kinds]
    context = {
        "tabs": tabs,
        "kind": kind,
        "word": say("kind", kind),
        "rows": [
            known[row.person] | {"asks_first": row.person in asked_first}
            for row in rows[:PAGE]
            if row.person in known
        ],
        "next": f"{last.area}~{last.person}" if last else "",
        "may_write": may(scope, Can.WRITE_ELDERS),
        **purposes(request),
    }
    return private(render(request, "groups/visits.html", context))


@require_GET
@opens_for(Can.READ_CLASSES)
def reviews(request: HttpRequest) -> HttpResponse:
    """Classes that somebody should look at again."""
    scope, day = scope_of(request), timezone.localdate(clock_now())
    rows = groups.list_reviews(scope, day, after=uuid_of(request.GET.get("after", "")), limit=PAGE + 1)
    known = shown.people(scope, [row.person for row in rows], day)
    context: dict[str, Any] = {
        "rows": [
            known[row.person] | {"kind": say("kind", row.kind), "due": row.review_on, "since": row.valid_from}
            for row in rows[:PAGE]
            if row.person in known
        ],
        "next": rows[PAGE - 1].id if len(rows) > PAGE else None,
        **purposes(request),
    }
    return private(render(request, "groups/reviews.html", context))


@require_GET
@opens_for(Can.READ_CLASSES)
def headless(request: HttpRequest) -> HttpResponse:
    """Houses in which somebody has to be named the head; each is opened by one of its elders."""
    scope, day = scope_of(request), timezone.localdate(clock_now())
    houses = groups.list_headless(scope, limit=PAGE)
    members_of = {house.id: groups.members_of(scope, house.id) for house in houses}
    persons = [row.person for rows in members_of.values() for row in rows if row.person]
    known = shown.people(scope, persons, day)
    rows = [
        next(known[row.person] for row in members if row.person in known) | {"count": len(members)}
        for members in members_of.values()
        if any(row.person in known for row in members)
    ]
    return private(render(request, "groups/headless.html", {"rows": rows, **purposes(request)}))
