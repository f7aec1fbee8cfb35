"""What an area loses when somebody leaves: elders whom nobody else who is free would reach in time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chongyang.core.queries.counts import Community, list_communities
from chongyang.core.scopes import Scope
from chongyang.emergency.queries.dispatches import loads
from chongyang.emergency.rules.weights import load_weights
from chongyang.providers import queries as providers
from chongyang.providers.rules.positions import mode_of
from chongyang.roads import queries as roads
from chongyang.roads.enums import Mode
from chongyang.roads.rules.travel import farthest_metres
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

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
    scope: Scope, responders: Sequence[UUID], *, now: datetime, minutes: int | None = None
) -> dict[UUID, CoverLost]:
    """For each of these on their own: what her leaving would cost. Counts of communities, no person.

    One run over the network for each of them, one for each mode of all others who are free. Somebody who is
    not free now covers nothing and costs nothing.
    """
    demand(scope, Can.ANSWER_CALLS)
    span = minutes if minutes is not None else load_weights().cover_minutes
    free = {one.id: one for one in _free(scope, responders, span, now)}
    leaving = [free[key] for key in responders if key in free]
    nothing = {key: CoverLost(0, 0, span) for key in responders}
    if not leaving:
        return nothing
    places = _places(scope, leaving, span)
    others = [one for one in free.values() if one.id not in set(responders)]
    held = _reached(others, places, span)
    own = {one.id: _reached([one], places, span) for one in leaving}
    return nothing | {one.id: _lost(one.id, own, held, places, span) for one in leaving}


def _lost(
    leaver: UUID, own: dict[UUID, set[int]], held: set[int], places: Sequence[Community], span: int
) -> CoverLost:
    """What she alone reached."""
    others = held.union(*(reached for key, reached in own.items() if key != leaver))
    gone = own[leaver] - others
    return CoverLost(sum(places[at].value for at in gone), len(gone), span)


def _reached(those: Iterable[_Free], places: Sequence[Community], span: int) -> set[int]:
    """The numbers of the places that at least one of those reaches within so many minutes."""
    by_mode: dict[Mode, list[Place]] = defaultdict(list)
    for one in those:
        by_mode[one.mode].append(one.place)
    wanted = [place.place for place in places]
    found: set[int] = set()
    for mode, origins in by_mode.items():
        flags = roads.reach(origins, wanted, mode, span * 60)
        found |= {at for at, is_reached in enumerate(flags) if is_reached}
    return found


def _free(scope: Scope, responders: Sequence[UUID], span: int, now: datetime) -> list[_Free]:
    """Everybody on duty with room who may cover what those who may leave cover. Somebody who drives is not
    looked for farther away than by e-bike: then a little too much is said to be lost, never too little.
    """
    asked = list(providers.responders_by_id(responders).values())
    if not asked:
        return []
    where = providers.whereabouts(scope, asked, now)
    middle = _middle([where[row.id].position for row in asked])
    spread = max(
        abs(x - middle[0]) + abs(y - middle[1]) for x, y in (where[row.id].position for row in asked)
    )
    box = spread + _degrees(asked, span) + _degrees(asked, span, Mode.EBIKE)
    around = providers.list_responders(scope, near=middle, within_degrees=box, limit=MOST)
    where |= providers.whereabouts(scope, around, now)
    rows: list[Any] = list({row.id: row for row in [*asked, *around]}.values())
    under_way = loads(row.id for row in rows)
    return [
        _Free(row.id, where[row.id].position, mode_of(row.kind, row.travel_mode))
        for row in rows
        if row.is_on_duty and under_way.get(row.id, 0) < row.capacity
    ]


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
