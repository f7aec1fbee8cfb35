"""Figures without any person: what is open, what was opened, the seconds from press to door."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min

from chongyang.core.access import visible
from chongyang.core.counting import Counted, street_of
from chongyang.core.queries.counts import ByStreet, by_street
from chongyang.core.scopes import Scope
from chongyang.emergency.models import Incident, IncidentTimes
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

DOOR_PERIOD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Pulse:
    """What is open within reach, without any person: how many by state, and the oldest nobody took."""

    states: dict[str, int]
    waiting_since: datetime | None


def get_pulse(scope: Scope) -> Pulse:
    """For a figure scope (`territory.figure_scope`)."""
    demand(scope, Can.READ_FIGURES)
    rows = visible(Incident.objects.filter(closed_at=None), scope).order_by().values("state")
    held = {row["state"]: row for row in rows.annotate(n=Count("id"), since=Min("opened_at"))}
    since = held["open"]["since"] if "open" in held else None
    return Pulse({state: row["n"] for state, row in held.items()}, since)


def count_open_by_street(scope: Scope) -> ByStreet:
    """How many incidents are open in each street of a figure scope."""
    demand(scope, Can.READ_FIGURES)
    return by_street(visible(Incident.objects.filter(closed_at=None), scope))


def count_opened_by_street(scope: Scope, since: datetime) -> ByStreet:
    """How many incidents were opened since a moment in each street of a figure scope."""
    demand(scope, Can.READ_FIGURES)
    return by_street(visible(Incident.objects.filter(opened_at__gte=since), scope))


def count_to_door(scope: Scope, now: datetime) -> Iterator[Counted]:
    """The seconds from the press to the door in each street, of thirty days; a counter of core.counting."""
    found: dict[int, list[float]] = {}
    for area, seconds in _times_to_door(scope, now - DOOR_PERIOD):
        found.setdefault(street_of(area), []).append(round(seconds, 1))
    for street, spans in sorted(found.items()):
        yield Counted("emergency.door", street, len(spans), tuple(sorted(spans)))


def _times_to_door(scope: Scope, since: datetime) -> list[tuple[int, float]]:
    """Area and seconds of each incident opened since to which somebody came, as the ledger keeps them."""
    rows = visible(IncidentTimes.objects.filter(opened_at__gte=since, merged_into=None), scope)
    held = rows.filter(door_seconds__isnull=False).order_by("id").values_list("area", "door_seconds")
    return [(area, seconds) for area, seconds in held if seconds is not None]
