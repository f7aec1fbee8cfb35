"""The secretary's desk: hosts, rooms, routes, offerings, lessons, enrolments."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.activities import operations, queries
from chongyang.activities.enums import HostKind, LessonState
from chongyang.activities.rules.lists import limits
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import Can
from chongyang.web.activities import doing, forms
from chongyang.web.activities.doing import act, private, said
from chongyang.web.activities.public import points_of
from chongyang.web.parts.doors import opens_for, scope_of

OK, REFUSED = 200, 422
opens = opens_for(Can.KEEP_ACTIVITIES)


@require_GET
@opens
def desk(request: HttpRequest) -> HttpResponse:
    """What the own organisation offers, and whom to call."""
    return _desk(request, status=OK)


def _desk(request: HttpRequest, *, status: int) -> HttpResponse:
    """With what was typed of a host, where it was refused."""
    scope, context = scope_of(request), doing.base(request, "desk")
    hosts = queries.list_own_hosts(scope)
    context |= {
        "hosts": [{"row": row, "kind": HostKind.of(row.kind).label} for row in hosts],
        "rows": doing.shown_all(queries.list_kept(scope), context["now"]),
        "notices": [doing.notice_words(row) for row in queries.list_unseen(scope)],
        "host_kinds": HostKind.choices(),
        "streets": forms.streets_of(),
        "typed": forms.typed_of(request, forms.HOST),
        "is_typed": status != OK,
    }
    return private(render(request, "activities/desk.html", context, status=status))


def step(request: HttpRequest, work: Callable[[], Any], done: str) -> list[Any]:
    """What a step gave, in a list; nothing where it was refused."""
    found: list[Any] = []
    act(request, lambda: found.append(work()), done)
    return found


@require_POST
@opens
def tell_host(request: HttpRequest) -> HttpResponse:
    """A school or base tells of itself; a department confirms."""
    form = forms.host_of(request)
    done = gettext("已填报，等主管部门确认。")
    found = step(request, lambda: operations.tell_host(form=form, **said(request)), done)
    return redirect("activities_host", found[0].id) if found else _desk(request, status=REFUSED)


@require_GET
@opens
def host(request: HttpRequest, host: UUID) -> HttpResponse:
    """A host with its rooms and routes, and forms for more."""
    return _host(request, queries.access_own_host(scope_of(request), host), status=OK)


def _host(request: HttpRequest, row: Any, *, status: int) -> HttpResponse:
    """With what was typed of a room or a route, where it was refused."""
    context = doing.base(request, "desk")
    context |= {
        "row": row,
        "kind": HostKind.of(row.kind).label,
        "rooms": row.rooms.order_by("name"),
        "routes": [
            {"row": one, "effort": doing.entry_words("efforts", one.effort), "points": points_of(one)}
            for one in row.routes.order_by("name")
        ],
        "efforts": doing.choices("efforts"),
        "health": doing.choices("health"),
        "typed": forms.typed_of(request, forms.ROUTE),
        "typed_health": request.POST.getlist("health"),
        "action": request.POST.get("do", ""),
        "stop_rows": forms.stops_typed(request),
    }
    return private(render(request, "activities/host.html", context, status=status))


@require_POST
@opens
def change_host(request: HttpRequest, host: UUID) -> HttpResponse:
    """A room, a route, or that it closes."""
    row = queries.access_own_host(scope_of(request), host)
    told: dict[str, Any] = {"host": host, **said(request)}
    name, places = request.POST.get("name", ""), doing.number_of(request.POST.get("places", "")) or 0
    steps = {
        "room": (lambda: operations.add_room(name=name, places=places, **told), gettext("已添加教室。")),
        "route": (
            lambda: operations.add_route(form=forms.route_of(request), **told),
            gettext("已添加线路。"),
        ),
        "close": (lambda: operations.close_host(**told), gettext("已关闭。")),
    }
    action = request.POST.get("do", "")
    if action in steps and not act(request, *steps[action]):
        return _host(request, row, status=REFUSED)
    return redirect("activities_host", host)


@require_http_methods(["GET", "POST"])
@opens
def new(request: HttpRequest, host: UUID) -> HttpResponse:
    """A course, or a departure where a route is named. What was typed stays where it is refused."""
    row = queries.access_own_host(scope_of(request), host)
    context = doing.base(request, "desk") | {"row": row, "fault": ""}
    if request.method == "POST":
        form, fault = forms.offering_of(request)
        if form is None:
            context["fault"] = gettext(fault)
        else:
            found = step(
                request,
                lambda: operations.draft(host=host, form=form, **said(request)),
                gettext("已存为未公布，核对课次后公布。"),
            )
            if found:
                return redirect("activities_keep", found[0].id)
    context |= forms.choices_for(request, row)
    return private(
        render(request, "activities/new.html", context, status=422 if request.method == "POST" else 200)
    )


@require_GET
@opens
def keep(request: HttpRequest, offering: UUID) -> HttpResponse:
    """One offering: who is in it, its lessons, what can be done."""
    scope = scope_of(request)
    row = queries.access_kept(scope, offering)
    rows = queries.list_enrolled(scope, row)
    context = doing.base(request, "desk") | doing.shown(row, doing.clock_now())
    context |= {
        "enrolled": _enrolled(rows),
        "lessons": _lessons(queries.lessons_of(row.id), context["now"]),
        "health": [doing.entry_words("health", key) for key in row.route.health] if row.route else [],
        "teacher_name": _teacher(row.teacher_account),
        "is_small": row.taken < row.places_least,
        "rooms": row.host.rooms.order_by("name"),
    }
    return private(render(request, "activities/keep.html", context))


def _teacher(account: UUID | None) -> str:
    return territory.names_of([account]).get(account, "") if account else ""


def _enrolled(rows: Sequence[Any]) -> list[dict[str, Any]]:
    came = queries.attendance_of(rows)
    return [doing.enrolment_words(row) | {"came": came.get(row.id, (0, 0))} for row in rows]


def _lessons(rows: Sequence[Any], now: datetime) -> list[dict[str, Any]]:
    early = timedelta(minutes=limits().earliest_roll_minutes)
    return [
        {
            "row": row,
            "is_on": row.state == LessonState.PLANNED,
            "is_coming": row.state == LessonState.PLANNED and row.from_at > now,
            "is_near": row.from_at - early <= now,
            "state": gettext(LessonState.of(row.state).label),
        }
        for row in rows
    ]


@require_POST
@opens
def change(request: HttpRequest, offering: UUID) -> HttpResponse:
    """Publish it, stop it, or enrol who stands at the counter."""
    row = queries.access_kept(scope_of(request), offering)
    action, health = request.POST.get("do", ""), row.route.health if row.route else []
    told: dict[str, Any] = {"offering": offering, **said(request)}
    if action == "publish":
        step(request, lambda: operations.publish(**told), gettext("已公布，可以报名。"))
    elif action == "cancel":
        reason = request.POST.get("reason", "")
        step(
            request,
            lambda: operations.cancel(reason=reason, **told),
            gettext("已停办，已告知所有人，费用退回。"),
        )
    elif action == "counter":
        counter: dict[str, Any] = {
            "number": request.POST.get("number", "")[:18],
            "name": request.POST.get("name", "")[:60],
            "declares": health if request.POST.get("healthy") else [],
        }
        step(request, lambda: operations.enrol_at_counter(**counter, **told), gettext("已报名。"))
    return redirect("activities_keep", offering)


@require_POST
@opens
def lesson(request: HttpRequest, lesson: UUID) -> HttpResponse:
    """Move a lesson, or let it fall out: who is in is told."""
    row = queries.access_own_lesson(scope_of(request), lesson)
    told: dict[str, Any] = {"lesson": lesson, "reason": request.POST.get("reason", ""), **said(request)}
    if request.POST.get("do") == "cancel":
        step(request, lambda: operations.cancel_lesson(**told), gettext("已停课，已告知所有人。"))
        return redirect("activities_keep", row.offering_id)
    span = _span(request)
    if span is None:
        messages.error(request, gettext("请填写日期和时间。"))
    else:
        room = doing.key_of(request.POST.get("room", ""))
        moved: dict[str, Any] = {"from_at": span[0], "to_at": span[1], "room": room}
        step(request, lambda: operations.move_lesson(**moved, **told), gettext("已调课，已告知所有人。"))
    return redirect("activities_keep", row.offering_id)


def _span(request: HttpRequest) -> tuple[datetime, datetime] | None:
    day = doing.day_of(request.POST.get("day", ""))
    begins, ends = (doing.time_of(request.POST.get(name, "")) for name in ("begins", "ends"))
    if day is None or begins is None or ends is None:
        return None
    zone = timezone.get_default_timezone()
    return datetime.combine(day, begins, zone), datetime.combine(day, ends, zone)


@require_POST
@opens
def paid(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """The fee came to the counter."""
    row = queries.access_kept_enrolment(scope_of(request), enrolment)
    told = {"enrolment": enrolment, "receipt": request.POST.get("receipt", ""), **said(request)}
    step(request, lambda: operations.confirm_paid_here(**told), gettext("已确认缴费。"))
    return redirect("activities_keep", row.offering_id)
