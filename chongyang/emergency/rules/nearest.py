"""Whom to send: responders ranked by how soon a suitable one can be at the door, each with the reasons.

Everything that speaks for or against somebody is weighed in seconds of the way (`weights.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from uuid import UUID

from chongyang.core.words import N_
from chongyang.emergency.rules.resting import tired_seconds
from chongyang.emergency.rules.weights import Weights, load_weights
from chongyang.roads.enums import Basis

APP, PHONE = "app", "phone"

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
FAMILIAR = N_("去过这位老人家")
LANGUAGE = N_("会说老人的语言")
WISHED = N_("符合老人对性别的意愿")
NOT_WISHED = N_("不符合老人对性别的意愿")
TIRED = N_("夜间工作后休息不足")
USUAL_PLACE = N_("无最新位置，按常驻地点计")
NO_POSITION = N_("位置不详")
BY_PHONE = N_("只能电话联系")

AGAINST = (OFF_DUTY, FULL, TIRED, BUSY, UNSUITED, NOT_WISHED, USUAL_PLACE, NO_POSITION, BY_PHONE)
"""Reasons that speak against somebody, the weightiest first."""
ABOUT_ELDER = (FAMILIAR, LANGUAGE, WISHED, NOT_WISHED)
"""Reasons that tell something of the elder: an offer, which anybody may refuse, does not name them."""


@dataclass(frozen=True, slots=True)
class Way:
    """How long and how far it is to the door, and what that rests on (roads.Basis)."""

    seconds: int
    metres: int
    basis: Basis = Basis.STRAIGHT_LINE

    @property
    def minutes(self) -> int:
        """Whole minutes, rounded up: nobody is promised sooner than reckoned."""
        return max(1, ceil(self.seconds / 60))


@dataclass(frozen=True, slots=True)
class Responder:
    """A person who can be sent, or called. `load` is the number of tasks under way, `capacity` how many are
    too many; `way` is missing where a place is not known; `rested` are hours since the last night's work.
    """

    id: UUID
    kind: str
    on_duty: bool
    way: Way | None = None
    position: tuple[float, float] | None = None
    has_shared: bool = True
    load: int = 0
    capacity: int = 1
    skills: frozenset[str] = frozenset()
    holds_key: bool = False
    visits: int = 0
    languages: frozenset[str] = frozenset()
    sex: str = ""
    rested: float | None = None
    channel: str = APP


@dataclass(frozen=True, slots=True)
class Need:
    """What the incident asks for. No kinds means that any kind suits."""

    kinds: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    prefers_sex: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """One recommendation; `seconds` orders the list and is no promise: `way` says how long it takes."""

    responder: Responder
    seconds: int
    reasons: tuple[str, ...]

    @property
    def way(self) -> Way | None:
        return self.responder.way

    @property
    def metres(self) -> int | None:
        return self.responder.way.metres if self.responder.way else None

    @property
    def against(self) -> tuple[str, ...]:
        """What speaks against her, the weightiest first."""
        return tuple(reason for reason in AGAINST if reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The first few, and who is nearer than the first and stands after them: the desk asks why."""

    first: tuple[Ranked, ...]
    nearer: tuple[Ranked, ...]


def recommend(need: Need, responders: Iterable[Responder], weights: Weights | None = None) -> Recommendation:
    """The first few, of whom only some may have to be called, and the nearer ones who are not among them."""
    told = weights or load_weights()
    ranked = rank(need, responders, weights=told)
    called = [one for one in ranked if one.responder.channel == PHONE][: told.by_phone_shown]
    first = tuple(one for one in ranked if one.responder.channel == APP or one in called)[: told.shown]
    best = first[0].way.seconds if first and first[0].way else None
    nearer = [one for one in ranked if one not in first and one.way and best and one.way.seconds < best]
    nearer.sort(key=lambda one: (one.way.seconds if one.way else 0, one.responder.id))
    return Recommendation(first, tuple(one for one in nearer if one.against)[: told.nearer_shown])


def rank(
    need: Need, responders: Iterable[Responder], limit: int | None = None, weights: Weights | None = None
) -> tuple[Ranked, ...]:
    """The best first: on duty before off duty, with room before full, suited before not, then by time.

    Nobody is left out, so that a thin night still shows somebody; equal ones are ordered by id.
    """
    told = weights or load_weights()
    ranked = [Ranked(one, _seconds(need, one, told), _reasons(need, one, told)) for one in responders]
    return tuple(sorted(ranked, key=lambda one: _order(need, one))[:limit])


def _order(need: Need, ranked: Ranked) -> tuple[bool, bool, bool, int, UUID]:
    one = ranked.responder
    return (not one.on_duty, _is_full(one), not _suits(need, one), ranked.seconds, one.id)


def _suits(need: Need, responder: Responder) -> bool:
    return not need.kinds or responder.kind in need.kinds


def _is_skilled(need: Need, responder: Responder) -> bool:
    return bool(need.skills) and need.skills <= responder.skills


def _is_full(responder: Responder) -> bool:
    return responder.load >= responder.capacity


def _is_unwished(need: Need, responder: Responder) -> bool:
    """A wish is unmet only by somebody known to be of the other sex."""
    return bool(need.prefers_sex and responder.sex) and responder.sex != need.prefers_sex


def _seconds(need: Need, one: Responder, told: Weights) -> int:
    """The way, what comes before it, and what weighs against her, less what saves time at the door."""
    way = one.way.seconds if one.way else told.unknown_seconds
    added = told.task_seconds * one.load + tired_seconds(one.rested, told)
    added += told.sex_seconds * _is_unwished(need, one) + told.call_seconds * (one.channel == PHONE)
    saved = told.key_seconds * one.holds_key + told.skill_seconds * _is_skilled(need, one)
    saved += told.familiar_seconds * min(one.visits, told.familiar_most)
    saved += told.language_seconds * bool(need.languages & one.languages)
    return max(way + added - saved, 0)


def _reasons(need: Need, one: Responder, told: Weights) -> tuple[str, ...]:
    """Why she stands where she stands: the good and the bad."""
    reasons = [
        BY_PHONE if one.channel == PHONE else (ON_DUTY if one.on_duty else OFF_DUTY),
        NO_POSITION if one.way is None else (NEAR if one.way.seconds <= told.near_seconds else ""),
        "" if one.has_shared or one.way is None or one.channel == PHONE else USUAL_PLACE,
        (SUITED if _suits(need, one) else UNSUITED) if need.kinds else "",
        SKILLED if _is_skilled(need, one) else "",
        "" if one.channel == PHONE else _load(one),
        HOLDS_KEY if one.holds_key else "",
        FAMILIAR if one.visits else "",
        LANGUAGE if need.languages & one.languages else "",
        _wish(need, one),
        TIRED if tired_seconds(one.rested, told) else "",
    ]
    return tuple(reason for reason in reasons if reason)


def _load(one: Responder) -> str:
    return FREE if one.load == 0 else (FULL if _is_full(one) else BUSY)


def _wish(need: Need, one: Responder) -> str:
    if not (need.prefers_sex and one.sex):
        return ""
    return NOT_WISHED if _is_unwished(need, one) else WISHED
