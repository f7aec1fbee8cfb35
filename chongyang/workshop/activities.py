"""Courses and journeys of the demo city: one school and one base with people enrolled. All invented.

Through the room's operations. Repeatable: where a host stands nothing is made.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.activities import operations
from chongyang.activities.models import Host, Lesson, Offering
from chongyang.activities.rules.timetable import Slot
from chongyang.core.access import enter
from chongyang.core.scopes import Scope, interval_of, system_scope
from chongyang.registry.models import Elder
from chongyang.territory.models import Account
from chongyang.workshop.accounts import JINSHUI, STREET
from chongyang.workshop.papers import scope_of

SECRETARY, DEPARTMENT, SEAT, TEACHER = "school_secretary", "county_reviewer", "operator", "volunteer"
DAY = timedelta(days=1)
AREA = interval_of(STREET)[0]
STOPS = (
    {"day": 1, "name": "黄河风景名胜区", "longitude": 113.512, "latitude": 34.951, "says": "坐缆车看黄河"},
    {"day": 1, "name": "惠济古镇", "longitude": 113.596, "latitude": 34.911, "says": "午饭和休息"},
    {"day": 2, "name": "绿博园", "longitude": 113.951, "latitude": 34.722, "says": "平路，有轮椅"},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Course:
    """One course: its subject and time, how many places, what it costs, how many enrol, when it began."""

    title: str
    subject: str
    slot: Slot
    places: int
    enrolled: int
    fee_fen: int = 0
    begins: int = 5
    more: dict[str, Any] = field(default_factory=dict)


COURSES = (
    _Course(
        title="书法初级班（演示）",
        subject="calligraphy",
        slot=Slot(2, time(9), time(10, 30)),
        places=8,
        enrolled=9,
    ),
    _Course(
        title="智能手机班（演示）",
        subject="smartphone",
        slot=Slot(3, time(14, 30), time(16)),
        places=20,
        enrolled=6,
        fee_fen=6_000,
    ),
    _Course(title="太极拳班（演示）", subject="taiji", slot=Slot(6, time(8), time(9)), places=30, enrolled=5),
    _Course(
        title="豫剧班（演示）",
        subject="opera",
        slot=Slot(4, time(9), time(11)),
        places=15,
        enrolled=6,
        begins=-14,
    ),
)


@transaction.atomic
def make_activities(now: datetime) -> dict[str, int]:
    """How many of each were made; nothing where an account is missing or a host stands already."""
    with enter(system_scope("demo activities")):
        found = [scope_of(name, now) for name in (SECRETARY, DEPARTMENT, SEAT)]
        school, department, seat = found
        if school is None or department is None or seat is None or Host.objects.exists():
            return {}
        today = timezone.localdate(now)
        people = list(
            Elder.objects.filter(area__range=interval_of(JINSHUI), life_status="alive", same_as=None)
            .order_by("id")
            .values_list("id", flat=True)[:40]
        )
        host = _host(school, department, "university", "演示乐龄老年大学", now)
        base = _host(school, department, "base", "演示黄河旅游基地", now)
        rows = [_course(host, one, school, today, now) for one in COURSES]
        rows.append(_journey(base, school, today, now))
        wanted = [*(one.enrolled for one in COURSES), 4]
        count = 0
        for row, number in zip(rows, wanted, strict=True):
            count += _enrol(row, people[count : count + number], seat, now)
        _call(rows[3], school, now)
    return {"hosts": 2, "offerings": len(rows), "enrolments": count}


def _host(school: Scope, department: Scope, kind: str, name: str, now: datetime) -> Host:
    form = operations.HostForm(
        kind=kind,
        name=name,
        address="演示路9号（虚构）",
        area=AREA,
        about="演示数据，不是真实的单位。",
        longitude=113.68,
        latitude=34.77,
    )
    row = operations.tell_host(form=form, scope=school, by=school.actor, now=now)
    return operations.confirm_host(host=row.id, scope=department, by=department.actor, now=now)


def _course(host: Host, one: _Course, school: Scope, today: date, now: datetime) -> Offering:
    """It takes enrolments from a month ago until two weeks from now."""
    form = operations.OfferingForm(
        title=one.title,
        subject=one.subject,
        place="演示教学楼二楼",
        term="演示学期",
        starts_on=today + one.begins * DAY,
        ends_on=today + (one.begins + 84) * DAY,
        enrol_from=today - 30 * DAY,
        enrol_to=today + 14 * DAY,
        places_most=one.places,
        places_least=5,
        fee_fen=one.fee_fen,
        slots=(one.slot,),
        teacher="演示教师",
        teacher_account=Account.objects.filter(username=TEACHER).values_list("id", flat=True).first(),
        about="演示数据，不是真实的课程。",
        least_age=55,
    )
    return _published(host, form, school, now)


def _journey(base: Host, school: Scope, today: date, now: datetime) -> Offering:
    told = operations.RouteForm(
        name="黄河岸边两日（演示）",
        days=2,
        stops=STOPS,
        effort="easy",
        insurance="旅游意外险（演示）",
        health=("walks_alone", "motion", "heart_stable"),
        about="演示数据，不是真实的线路。",
    )
    route = operations.add_route(host=base.id, form=told, scope=school, by=school.actor, now=now)
    form = operations.OfferingForm(
        title="黄河岸边两日游（演示）",
        place="演示基地门口集合",
        starts_on=today + 20 * DAY,
        ends_on=today + 21 * DAY,
        enrol_from=today - 5 * DAY,
        enrol_to=today + 15 * DAY,
        places_most=20,
        places_least=10,
        fee_fen=36_000,
        route=route.id,
        carers_along=2,
        slots=(Slot(1, time(8), time(17)),),
        about="演示数据，不是真实的团。",
    )
    return _published(base, form, school, now)


def _published(host: Host, form: operations.OfferingForm, school: Scope, now: datetime) -> Offering:
    told = {"scope": school, "by": school.actor, "now": now}
    row = operations.draft(host=host.id, form=form, **told)  # type: ignore[arg-type]
    return operations.publish(offering=row.id, **told)  # type: ignore[arg-type]


def _enrol(row: Offering, people: list[UUID], seat: Scope, now: datetime) -> int:
    """By the seat, in the order of asking; who is too young for it is left out."""
    health = row.route.health if row.route else []
    count = 0
    for person in people:
        try:
            with transaction.atomic():
                operations.enrol(
                    offering=row.id, person=person, declares=health, scope=seat, by=seat.actor, now=now
                )
            count += 1
        except operations.UnableToAct:
            continue
    return count


def _call(row: Offering, school: Scope, now: datetime) -> None:
    """The roll of the lesson that was: one was excused, the others came."""
    lesson = Lesson.objects.filter(offering=row, from_at__lt=now).order_by("-from_at").first()
    keys = list(row.enrolments.filter(state="confirmed").order_by("id").values_list("id", flat=True))
    if lesson and keys:
        marks = dict.fromkeys(keys, "present") | {keys[0]: "excused"}
        operations.call_roll(lesson=lesson.id, marks=marks, scope=school, by=school.actor, now=now)
