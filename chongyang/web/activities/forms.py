"""What the secretary's forms typed, as the operations take it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from chongyang.activities import operations
from chongyang.activities.rules import lists
from chongyang.activities.rules.timetable import Slot
from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.territory import queries as territory
from chongyang.web.activities import doing
from chongyang.web.parts.ordered import WEEKDAYS, key_of

DAYS = N_("请填写报名和上课的日期。")
TIMES = N_("请选择每周上课的时间，开始要早于结束。")
NUMBERS = N_("人数、年龄和费用请填写数字。")
SLOTS, STOPS = range(1, 4), range(1, 7)
TYPED = (
    *("title", "route", "subject", "term", "place", "room", "starts_on", "ends_on", "enrol_from", "enrol_to"),
    *("places_least", "places_most", "fee", "least_age", "most_age", "teacher", "teacher_account"),
    *("carers_along", "free_days", "late_percent", "started_percent", "about"),
)
CODES = (6, 9)
HOST = ("kind", "name", "street", "address", "phone", "about")
ROUTE = ("name", "places", "days", "effort", "insurance", "designation", "about")
STOP = ("day", "name", "longitude", "latitude", "says")


def typed_of(request: HttpRequest, names: Iterable[str]) -> dict[str, str]:
    """What a form sent, to show it again; empty on a page that was only opened."""
    return {name: request.POST.get(name, "") for name in names}


def stops_typed(request: HttpRequest) -> list[dict[str, Any]]:
    """The lines of a route's stops, as they were typed."""
    return [{"n": n} | {name: request.POST.get(f"{name}-{n}", "") for name in STOP} for n in STOPS]


def streets_of() -> list[dict[str, Any]]:
    """Counties with their streets, to choose where a host lies."""
    streets: dict[str, list[Any]] = {}
    for row in territory.list_areas("street"):
        streets.setdefault(row.code[:6], []).append(row)
    return [
        {"name": one.name, "streets": streets.get(one.code, [])} for one in territory.list_areas("county")
    ]


def host_of(request: HttpRequest) -> operations.HostForm:
    """An unknown street is the city."""
    told = request.POST
    return operations.HostForm(
        kind=told.get("kind", ""),
        name=told.get("name", ""),
        address=told.get("address", ""),
        area=_area(told.get("street", "")),
        about=told.get("about", ""),
        phone=told.get("phone", "")[:20],
    )


def _area(code: str) -> int:
    if code.isascii() and code.isdigit() and len(code) in CODES:
        try:
            return int(territory.get_area(code).first)
        except territory.UnknownArea:
            pass
    return territory.city_interval()[0]


def route_of(request: HttpRequest) -> operations.RouteForm:
    told = request.POST
    stops = [{name: told.get(f"{name}-{n}", "")[:120] for name in STOP} for n in STOPS]
    return operations.RouteForm(
        name=told.get("name", ""),
        days=doing.number_of(told.get("days", ""), 2) or 0,
        stops=stops,
        effort=told.get("effort", ""),
        insurance=told.get("insurance", ""),
        health=tuple(told.getlist("health")),
        designation=told.get("designation", ""),
        about=told.get("about", ""),
    )


def _slots(request: HttpRequest) -> tuple[Slot, ...] | None:
    """The weekly times that were filled in; None where one is none."""
    found = []
    for n in SLOTS:
        weekday = doing.number_of(request.POST.get(f"weekday-{n}", ""), 1)
        begins, ends = (doing.time_of(request.POST.get(f"{name}-{n}", "")) for name in ("begins", "ends"))
        if not weekday and begins is None and ends is None:
            continue
        if begins is None or ends is None:
            return None
        try:
            found.append(Slot(weekday or 1, begins, ends))
        except ValueError:
            return None
    return tuple(found)


def _numbers(request: HttpRequest) -> dict[str, int | None] | None:
    """Whole numbers of the form; None where one is none."""
    told: dict[str, int | None] = {}
    for name in ("places_most", "places_least", "carers_along", "least_age", "most_age"):
        text = request.POST.get(name, "").strip()
        told[name] = doing.number_of(text, 4)
        if text and told[name] is None:
            return None
    told["fee_fen"] = doing.fen_of(request.POST.get("fee", ""))
    return None if told["fee_fen"] is None else told


def offering_of(request: HttpRequest) -> tuple[operations.OfferingForm | None, str]:
    """The form, or the sentence why it is none."""
    told = request.POST
    days = {
        name: doing.day_of(told.get(name, "")) for name in ("starts_on", "ends_on", "enrol_from", "enrol_to")
    }
    numbers, slots = _numbers(request), _slots(request)
    if not all(days.values()):
        return None, DAYS
    if slots is None:
        return None, TIMES
    if numbers is None:
        return None, NUMBERS
    form = operations.OfferingForm(
        title=told.get("title", ""),
        place=told.get("place", ""),
        subject=told.get("subject", ""),
        term=told.get("term", ""),
        room=key_of(told.get("room", "")),
        route=key_of(told.get("route", "")),
        slots=slots,
        teacher=told.get("teacher", ""),
        teacher_account=_teacher(told.get("teacher_account", "")),
        about=told.get("about", ""),
        areas=tuple(told.getlist("areas")),
        cancellation=_cancellation(request),
        places_most=numbers["places_most"] or 0,
        places_least=numbers["places_least"] or 1,
        carers_along=numbers["carers_along"] or 0,
        least_age=numbers["least_age"],
        most_age=numbers["most_age"],
        fee_fen=numbers["fee_fen"] or 0,
        **{name: day for name, day in days.items() if day},
    )
    return form, ""


def _teacher(username: str) -> Any:
    """The account of a user name; who has none, or may not call rolls, is refused by the operation."""
    if not username.strip():
        return None
    found = territory.find_worker(username.strip()[:60], clock_now())
    return found[0] if found else key_of("00000000-0000-0000-0000-000000000000")


def _cancellation(request: HttpRequest) -> dict[str, int]:
    told = {name: doing.number_of(request.POST.get(name, ""), 3) for name in lists.usual_cancellation()}
    return {name: value for name, value in told.items() if value is not None}


def choices_for(request: HttpRequest, host: Any) -> dict[str, Any]:
    """What the form offers, and what was typed."""
    today: date = timezone.localdate(clock_now())
    return {
        "subjects": doing.choices("subjects"),
        "rooms": list(host.rooms.order_by("name")),
        "routes": list(host.routes.order_by("name")),
        "weekdays": list(enumerate(WEEKDAYS, 1)),
        "slot_rows": [
            {
                "n": n,
                "weekday": request.POST.get(f"weekday-{n}", ""),
                "begins": request.POST.get(f"begins-{n}", ""),
                "ends": request.POST.get(f"ends-{n}", ""),
            }
            for n in SLOTS
        ],
        "counties": [(one.code, one.name) for one in territory.list_areas("county")],
        "typed": {name: request.POST.get(name, "") for name in TYPED},
        "chosen_areas": request.POST.getlist("areas"),
        "usual": lists.usual_cancellation(),
        "today": today,
    }
