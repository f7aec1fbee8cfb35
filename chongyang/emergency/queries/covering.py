"""What an area loses when somebody leaves: elders whom nobody else who is free would reach in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from chongyang.core.later import Later
from chongyang.core.queries.counts import Community, list_communities
from chongyang.core.scopes import Scope
from chongyang.emergency.queries.around import Around, look_around
from chongyang.emergency.rules.weights import load_weights
from chongyang.providers import queries as providers
from chongyang.providers.rules.positions import mode_of
from chongyang.roads import queries as roads
from chongyang.roads.enums import Mode
from chongyang.roads.rules.travel import farthest_metres
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

if TYPE_CHECKING:
    import numpy as np
else:
    np = Later("numpy")

Place = tuple[float, float]
MOST = 2000
METRES_IN_DEGREE = 90_000
"""Of longitude at Zhengzhou, a little less than there are: boxes are rather too wide."""


@dataclass(frozen=True, slots=True)
class CoverLost:
    """Elders who would be farther than `minutes` from everybody free, and in how many communities."""

    elders: int
    communities: int
    minutes: int


@dataclass(frozen=True, slots=True)
class _Free:
    id: UUID
    place: Place
    mode: Mode


def cover_lost(
    scope: Scope,
    responders: Sequence[UUID],
    *,
    now: datetime,
    minutes: int | None = None,
    around: Around | None = None,
) -> dict[UUID, CoverLost]:
    """For each of these on their own: what her leaving would cost. Counts of communities, no person.

    A run that ends with the time for each of them, and two for each mode of all others who are free, over
    the streets alone that lead to a place which only one of them reaches. Somebody who is not free now covers
    nothing and costs nothing. `around` is who was looked up for the list already.
    """
    demand(scope, Can.ANSWER_CALLS)
    span = minutes if minutes is not None else load_weights().cover_minutes
    nothing = {key: CoverLost(0, 0, span) for key in responders}
    free = _free(scope, responders, span, now, around)
    leaving = [free[key] for key in responders if key in free]
    if not leaving:
        return nothing
    places = _places(scope, leaving, span)
    own = _reached_by_each(leaving, places, span)
    others = [one for one in free.values() if one.id not in set(responders)]
    alone = _not_reached(others, places, np.flatnonzero(own.sum(axis=0) == 1), span)
    return nothing | {
        one.id: _lost(places, [at for at in alone if row[at]], span)
        for one, row in zip(leaving, own, strict=True)
    }


def _lost(places: Sequence[Community], gone: Sequence[int], span: int) -> CoverLost:
    """What she alone reached."""
    return CoverLost(sum(places[at].value for at in gone), len(gone), span)


def _by_mode(those: Iterable[_Free]) -> dict[Mode, list[_Free]]:
    held: dict[Mode, list[_Free]] = defaultdict(list)
    for one in those:
        held[one.mode].append(one)
    return held


def _reached_by_each(those: Sequence[_Free], places: Sequence[Community], span: int) -> roads.Flags:
    """A row for each of those: which places she reaches within so many minutes."""
    wanted = [place.place for place in places]
    rows: dict[UUID, roads.Flags] = {}
    for mode, held in _by_mode(those).items():
        flags = roads.reach_each([one.place for one in held], wanted, mode, span * 60)
        rows |= {one.id: row for one, row in zip(held, flags, strict=True)}
    return np.stack([rows[one.id] for one in those])


def _not_reached(
    those: Sequence[_Free], places: Sequence[Community], numbers: Iterable[int], span: int
) -> list[int]:
    """Of these places the numbers of those that none of those reaches; the largest group is asked first."""
    left = list(numbers)
    for mode, held in sorted(_by_mode(those).items(), key=lambda group: -len(group[1])):
        wanted = [places[at].place for at in left]
        flags = roads.reach([one.place for one in held], wanted, mode, span * 60)
        left = [at for at, is_reached in zip(left, flags, strict=True) if not is_reached]
    return left


def _free(
    scope: Scope, responders: Sequence[UUID], span: int, now: datetime, around: Around | None
) -> dict[UUID, _Free]:
    """Everybody on duty with room who may cover what those who may leave cover. Somebody who drives is not
    looked for farther away than by e-bike: then a little too much is said to be lost, never too little.
    """
    asked, where = _asked(scope, responders, now, around)
    if not asked:
        return {}
    places = [where[row.id].position for row in asked]
    middle = _middle(places)
    spread = max(abs(x - middle[0]) + abs(y - middle[1]) for x, y in places)
    box = spread + _degrees(asked, span) + _degrees(asked, span, Mode.EBIKE)
    if around is None or not around.holds(middle, box):
        around = look_around(scope, middle, box, now=now, limit=MOST)
    return {
        row.id: _Free(row.id, around.where[row.id].position, mode_of(row.kind, row.travel_mode))
        for row in around.rows
        if row.is_on_duty and around.work.load.get(row.id, 0) < row.capacity
    }


def _asked(
    scope: Scope, responders: Sequence[UUID], now: datetime, around: Around | None
) -> tuple[list[Any], dict[UUID, providers.Whereabouts]]:
    """Those who may leave, and where they are; read anew when the list did not have them."""
    if around and set(responders) <= around.where.keys():
        return [row for row in around.rows if row.id in set(responders)], around.where
    rows = list(providers.responders_by_id(responders).values())
    return rows, providers.whereabouts(scope, rows, now)


def _middle(places: Sequence[Place]) -> Place:
    return sum(x for x, _ in places) / len(places), sum(y for _, y in places) / len(places)


def _degrees(rows: Iterable[Any], span: int, mode: Mode | None = None) -> float:
    """How far any of these gets in so many minutes, in degrees; with `mode`, somebody who goes like that."""
    modes = [mode] if mode else [mode_of(row.kind, row.travel_mode) for row in rows]
    return max(farthest_metres(one, span * 60) for one in modes) / METRES_IN_DEGREE


def _places(scope: Scope, leaving: Sequence[_Free], span: int) -> list[Community]:
    """Communities within any way of the leavers; their counts are within the scope's areas."""
    far = max(farthest_metres(one.mode, span * 60) for one in leaving) / METRES_IN_DEGREE
    west, east = min(one.place[0] for one in leaving), max(one.place[0] for one in leaving)
    south, north = min(one.place[1] for one in leaving), max(one.place[1] for one in leaving)
    return list_communities(scope, "elders", (west - far, south - far), (east + far, north + far))
