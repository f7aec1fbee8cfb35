"""Whom to send: responders ranked by how soon a suitable one can be at the door, each with the reasons."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from uuid import UUID

from chongyang.core.words import N_

EARTH_METRES = 6_371_008.8
DETOUR = 1.4
"""Streets against the straight line; the usual factor of a grid city, used for the order alone."""
METRES_PER_SECOND = 3.5
SECONDS_PER_TASK = 600
KEY_SECONDS = 180
"""What a key in the hand saves against waiting for a door to be opened."""
SKILL_SECONDS = 240
UNKNOWN_METRES = 10_000

ON_DUTY = N_("当班")
OFF_DUTY = N_("不当班")
NEAR = N_("距离近")
SUITED = N_("人员类型合适")
UNSUITED = N_("人员类型不合适")
SKILLED = N_("具备所需技能")
FREE = N_("手头无任务")
BUSY = N_("手头有任务")
FULL = N_("任务已满")
HOLDS_KEY = N_("持有钥匙")
NO_POSITION = N_("位置不详")

NEAR_METRES = 1_000

Position = tuple[float, float]
"""(longitude, latitude) in degrees, WGS84."""


@dataclass(frozen=True, slots=True)
class Responder:
    """A person who can be sent. `load` is the number of tasks under way, `capacity` how many are too many."""

    id: UUID
    kind: str
    position: Position | None
    on_duty: bool
    load: int = 0
    capacity: int = 1
    skills: frozenset[str] = frozenset()
    holds_key: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """What the incident asks for. No kinds means that any kind suits."""

    position: Position | None
    kinds: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ranked:
    """One recommendation; `seconds` orders the list and is no promise."""

    responder: Responder
    metres: int | None
    seconds: int
    reasons: tuple[str, ...]


def haversine(one: Position, other: Position) -> float:
    """The great-circle distance in metres."""
    lon1, lat1, lon2, lat2 = (radians(value) for value in (*one, *other))
    chord = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_METRES * asin(min(1.0, sqrt(chord)))


def rank(need: Need, responders: Iterable[Responder], limit: int = 5) -> tuple[Ranked, ...]:
    """The best first: on duty before off duty, with room before full, suited before not, then by time.

    Nobody is left out, so that a thin night still shows somebody; equal ones are ordered by id.
    """
    ranked = [_recommend(need, responder) for responder in responders]
    return tuple(sorted(ranked, key=lambda one: _order(need, one))[:limit])


def _recommend(need: Need, responder: Responder) -> Ranked:
    metres = None
    if need.position and responder.position:
        metres = round(haversine(need.position, responder.position))
    return Ranked(responder, metres, _seconds(need, responder, metres), _reasons(need, responder, metres))


def _order(need: Need, ranked: Ranked) -> tuple[bool, bool, bool, int, UUID]:
    one = ranked.responder
    return (not one.on_duty, _is_full(one), not _suits(need, one), ranked.seconds, one.id)


def _suits(need: Need, responder: Responder) -> bool:
    return not need.kinds or responder.kind in need.kinds


def _is_skilled(need: Need, responder: Responder) -> bool:
    return bool(need.skills) and need.skills <= responder.skills


def _is_full(responder: Responder) -> bool:
    return responder.load >= responder.capacity


def _seconds(need: Need, responder: Responder, metres: int | None) -> int:
    """An estimate for the order: the way, the tasks before it, the key and the skill that save time."""
    way = (UNKNOWN_METRES if metres is None else metres) * DETOUR / METRES_PER_SECOND
    saved = KEY_SECONDS * responder.holds_key + SKILL_SECONDS * _is_skilled(need, responder)
    return max(round(way) + SECONDS_PER_TASK * responder.load - saved, 0)


def _reasons(need: Need, responder: Responder, metres: int | None) -> tuple[str, ...]:
    """Why he stands where he stands: the good and the bad."""
    load = FREE if responder.load == 0 else (FULL if _is_full(responder) else BUSY)
    reasons = [
        ON_DUTY if responder.on_duty else OFF_DUTY,
        NO_POSITION if metres is None else (NEAR if metres <= NEAR_METRES else ""),
        (SUITED if _suits(need, responder) else UNSUITED) if need.kinds else "",
        SKILLED if _is_skilled(need, responder) else "",
        load,
        HOLDS_KEY if responder.holds_key else "",
    ]
    return tuple(reason for reason in reasons if reason)
