"""A school with a room, its secretary and teacher, a course; a base with a route; elders who enrol."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest

from chongyang.activities import operations
from chongyang.activities.models import Enrolment, Host, Lesson, Offering, Room
from chongyang.activities.rules.timetable import Slot
from chongyang.core.access import enter
from chongyang.core.scopes import Scope, system_scope
from chongyang.territory.enums import Role
from chongyang.territory.models import Organisation
from tests import factories
from tests.orders.people import CITY, NOW, daughter, seat
from tests.workforce.made import organisation

__all__ = ["CITY", "NOW", "daughter", "seat"]

DAY = timedelta(days=1)
TODAY = NOW.date()
FIRST, LAST = date(2019, 6, 18), date(2019, 7, 9)
TUESDAY = Slot(2, time(9), time(10, 30))
SYSTEM_SCOPE = system_scope("test")


def secretary(org: Organisation | None = None) -> Scope:
    return factories.scope_of(
        factories.make_account(Role.INSTITUTION_CLERK, org or organisation("测试老年大学"))
    )


def department(county: str = "410105") -> Scope:
    return factories.scope_of(factories.make_account(Role.COUNTY_REVIEWER, None, county))


def told_host(scope: Scope, *, now: datetime = NOW, **told: object) -> Host:
    values: dict[str, object] = {"kind": "university", "name": "测试老年大学", "address": "测试路9号"}
    form = operations.HostForm(**{**values, "area": factories.JINSHUI, **told})
    return operations.tell_host(form=form, scope=scope, by=scope.actor, now=now)


def host(scope: Scope, *, now: datetime = NOW, **told: object) -> Host:
    """One that a department confirmed."""
    row, who = told_host(scope, now=now, **told), department()
    return operations.confirm_host(host=row.id, scope=who, by=who.actor, now=now)


def room(row: Host, scope: Scope, places: int = 30, name: str = "书画室") -> Room:
    return operations.add_room(host=row.id, name=name, places=places, scope=scope, by=scope.actor, now=NOW)


def form(**told: object) -> operations.OfferingForm:
    values: dict[str, object] = {
        "title": "书法初级班",
        "place": "二楼书画室",
        "subject": "calligraphy",
        "term": "2019年夏季",
        "starts_on": FIRST,
        "ends_on": LAST,
        "enrol_from": TODAY - 5 * DAY,
        "enrol_to": FIRST,
        "places_most": 2,
        "slots": (TUESDAY,),
    }
    return operations.OfferingForm(**{**values, **told})


def draft(row: Host, scope: Scope, *, now: datetime = NOW, **told: object) -> Offering:
    return operations.draft(host=row.id, form=form(**told), scope=scope, by=scope.actor, now=now)


def course(scope: Scope, row: Host | None = None, *, now: datetime = NOW, **told: object) -> Offering:
    """A published one."""
    made = draft(row or host(scope, now=now), scope, now=now, **told)
    return operations.publish(offering=made.id, scope=scope, by=scope.actor, now=now)


def enrol(
    row: Offering, person: UUID, scope: Scope | None = None, now: datetime = NOW, **told: object
) -> Enrolment:
    who = scope or seat()
    return operations.enrol(offering=row.id, person=person, scope=who, by=who.actor, now=now, **told)


def withdraw(row: Enrolment, scope: Scope | None = None, now: datetime = NOW, why: str = "own") -> Enrolment:
    who = scope or seat()
    return operations.withdraw(enrolment=row.id, why=why, scope=who, by=who.actor, now=now)


def lessons(row: Offering) -> list[Lesson]:
    return list(Lesson.objects.filter(offering=row).order_by("from_at"))


def state(row: Enrolment) -> str:
    return Enrolment.objects.values_list("state", flat=True).get(id=row.id)


def taken(row: Offering) -> int:
    return Offering.objects.values_list("taken", flat=True).get(id=row.id)


def reason_of(work: Callable[[], object]) -> str:
    """Why it is refused; what is not refused fails here."""
    with pytest.raises(operations.UnableToAct) as told:
        work()
    return told.value.reason


def in_system(do):
    with enter(system_scope("test")):
        return do()
