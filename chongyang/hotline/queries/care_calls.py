"""Reads of daily care calls: the rules of a street, the bar of the day, who is called now, who is paused."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from chongyang.core.access import visible
from chongyang.core.scopes import Scope
from chongyang.hotline.models import CareCall, CarePause, CareRule, CareTry
from chongyang.hotline.queries.knowledge import NotFound
from chongyang.hotline.rules.care_calls import OPEN, moment
from chongyang.registry.permissions import can_read
from chongyang.territory.permissions import demand, may
from chongyang.territory.rules.capabilities import Can

STREET = 1000
ENDED = ("done", "missed", "skipped")


@dataclass(frozen=True, slots=True)
class StreetDay:
    """One street's calls of a day: how many there are, ended, missed, and still open."""

    area: int
    total: int
    ended: int
    missed: int
    needs: int

    @property
    def left(self) -> int:
        return self.total - self.ended


def visible_calls(scope: Scope) -> QuerySet[CareCall]:
    """Care calls within reach; a role that may not know persons finds none."""
    if not (can_read(scope) and may(scope, Can.CARE_CALLS)):
        return CareCall.objects.none()
    return visible(CareCall.objects.all(), scope)


def count_calls_to_come(scope: Scope, person: UUID, since: date) -> int:
    """How many calls of a person from a day on are not ended; asked by whoever reaches her file."""
    if not can_read(scope):
        return 0
    return visible(CareCall.objects.filter(person=person, on__gte=since, ended_at=None), scope).count()


def access_care_call(scope: Scope, care_call: UUID) -> CareCall:
    """One call of a day. Raises NotFound."""
    demand(scope, Can.CARE_CALLS)
    row = visible_calls(scope).filter(id=care_call).first()
    if row is None:
        raise NotFound(str(care_call))
    return row


def list_rules(scope: Scope) -> list[CareRule]:
    """The rules in force within reach, and those of a larger area that holds it."""
    demand(scope, Can.CARE_CALLS)
    rows = CareRule.objects.filter(ended_at=None)
    return list(visible(rows, scope).order_by("area", "until", "template", "id"))


def of_today(on: date) -> Q:
    """The open calls of a day, and of the day before those who did not answer then: they are called again."""
    over = Q(on=on - timedelta(days=1), tries__gt=0)
    return (Q(on=on) | over) & Q(state__in=OPEN)


def held_call(scope: Scope, on: date) -> CareCall | None:
    """The call of the day that this account has taken and not ended; yesterday's holds up nobody today, but
    for who is called again since midnight.
    """
    again = Q(tries__gt=0, taken_at__gte=moment(on, time(0)))
    rows = visible_calls(scope).filter(of_today(on), state="calling", taken_by=scope.actor.account)
    rows = rows.filter(Q(on=on) | again)
    return rows.order_by("-taken_at", "id").first()


def list_open_calls(scope: Scope, on: date, limit: int = 50) -> list[CareCall]:
    """Whom to call next, in order."""
    demand(scope, Can.CARE_CALLS)
    rows = visible_calls(scope).filter(of_today(on), state__in=("planned", "waiting"))
    return list(rows.order_by("next_at", "id")[:limit])


def list_of_day(scope: Scope, on: date, outcomes: tuple[str, ...], limit: int = 50) -> list[CareCall]:
    """The day's calls that ended so, the newest first."""
    demand(scope, Can.CARE_CALLS)
    rows = visible_calls(scope).filter(on=on, outcome__in=outcomes)
    return list(rows.order_by("-ended_at", "-id")[:limit])


def list_care_tries(scope: Scope, care_call: UUID) -> list[CareTry]:
    """Each try of a call."""
    access_care_call(scope, care_call)
    return list(visible(CareTry.objects.filter(care_call=care_call), scope).order_by("number"))


def count_by_street(scope: Scope, on: date) -> list[StreetDay]:
    """The bar of the day, street by street. An index-only scan of the day."""
    demand(scope, Can.CARE_CALLS)
    rows = visible_calls(scope).filter(on=on).annotate(street=F("area") / STREET * STREET)
    counted = rows.values("street").annotate(
        total=Count("id"),
        ended=Count("id", filter=Q(state__in=ENDED)),
        missed=Count("id", filter=Q(state="missed")),
        needs=Count("id", filter=Q(outcome="needs")),
    )
    columns = counted.order_by("street").values_list("street", "total", "ended", "missed", "needs")
    return [StreetDay(*row) for row in columns]


def list_pauses(scope: Scope, limit: int = 100) -> list[CarePause]:
    """Who is not called for a while, the next to be called again first."""
    demand(scope, Can.CARE_CALLS)
    if not can_read(scope):
        return []
    rows = visible(CarePause.objects.filter(ended_at=None), scope)
    return list(rows.order_by("until", "id")[:limit])


def is_paused(person: UUID, on: date) -> bool:
    """Whether somebody said that she is not to be called on this day."""
    rows = CarePause.objects.filter(person=person, ended_at=None)
    return rows.filter(Q(until=None) | Q(until__gt=on)).exists()


def count_since(since: date) -> tuple[int, int]:
    """How many people were called since a day, and how often silence became an incident."""
    rows = CareCall.objects.filter(on__gte=since, tries__gt=0)
    return rows.count(), rows.filter(state="missed").count()
