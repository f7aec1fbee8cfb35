"""The figures of a reach, place by place: the rooms' counts added up, divided, or their median."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from chongyang.core.queries import counts
from chongyang.core.queries.counts import ByStreet
from chongyang.core.scopes import Scope
from chongyang.emergency import queries as emergency
from chongyang.providers import queries as providers
from chongyang.territory.rules.population import aged_of_city
from chongyang.territory.rules.small_cells import LEAST, Cover, covered
from chongyang.web.cockpit.figures import AGED_60, Figure
from chongyang.web.cockpit.places import Place, is_whole_city

PERIOD = timedelta(days=30)
KeyOf = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Numbers:
    """All counts by street within a reach, and what was measured, by street too."""

    reach: Scope
    measures: Mapping[str, ByStreet]
    measured: Mapping[str, Sequence[tuple[int, float]]]
    now: datetime
    counted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Value:
    """A figure of one place. `number` is None where it cannot be told; `cover` says that it may not be."""

    place: Place
    count: int = 0
    number: float | None = None
    cover: Cover | None = None
    target: float | None = None

    @property
    def shown(self) -> float | None:
        return None if self.cover else self.number

    @property
    def is_reached(self) -> bool | None:
        """Whether the target is reached; None where there is none, or no number."""
        if self.target is None or self.shown is None:
            return None
        return self.shown >= self.target


@dataclass(frozen=True, slots=True)
class Held:
    """What was counted in one place."""

    count: int = 0
    per: int = 0
    spans: list[float] = field(default_factory=list)


def gather(reach: Scope, now: datetime) -> Numbers:
    """Every count within reach: six statements, however many elders there are."""
    kept, since = counts.get_kept(reach), now - PERIOD
    live = {
        "emergency.open": emergency.count_open_by_street(reach),
        "emergency.month": emergency.count_opened_by_street(reach, since),
        "providers.beds": providers.count_beds_by_street(reach),
        "providers.facilities": providers.count_facilities_by_street(reach),
        "providers.on_duty": providers.count_on_duty_by_street(reach),
    }
    return Numbers(reach, {**kept.kinds, **live}, kept.measured, now, kept.counted_at)


def values_of(
    figure: Figure, numbers: Numbers, places: Iterable[Place], key_of: KeyOf, *, covers: bool
) -> list[Value]:
    """The figure of each place; with `covers`, small numbers of people are covered."""
    held = _held(figure, numbers, key_of)
    hidden: dict[str, Cover] = {}
    rows = [(place, held.get(place.key, Held())) for place in places]
    if covers and figure.is_of_persons:
        hidden = covered({place.key: found.count for place, found in rows})
    return [_value(figure, place, found, hidden.get(place.key)) for place, found in rows]


def total_of(figure: Figure, numbers: Numbers, places: Sequence[Place], *, covers: bool) -> Value:
    """The figure of everything within reach. That of the whole city is no small cell, however small."""
    held = _held(figure, numbers, lambda _area: "").get("", Held())
    aged = [place.aged for place in places]
    is_city = is_whole_city(numbers.reach)
    known = aged_of_city().number if is_city else sum(number or 0 for number in aged)
    whole = Place(key="", name="", aged=known if all(aged) else None)
    is_small = 0 < held.count < LEAST and figure.is_of_persons and not is_city
    hide = Cover.SMALL if covers and is_small else None
    return _value(figure, whole, held, hide)


def _held(figure: Figure, numbers: Numbers, key_of: KeyOf) -> dict[str, Held]:
    if figure.is_median:
        return _spans(numbers.measured.get(figure.counts, ()), key_of)
    count = _added(numbers.measures.get(figure.counts, {}), key_of)
    per = _added(numbers.measures.get(figure.per, {}), key_of)
    return {key: Held(count.get(key, 0), per.get(key, 0)) for key in {*count, *per}}


def _added(measure: ByStreet, key_of: KeyOf) -> dict[str, int]:
    added: dict[str, int] = {}
    for area, number in measure.items():
        key = key_of(area)
        added[key] = added.get(key, 0) + number
    return added


def _spans(measured: Iterable[tuple[int, float]], key_of: KeyOf) -> dict[str, Held]:
    found: dict[str, list[float]] = {}
    for area, seconds in measured:
        found.setdefault(key_of(area), []).append(seconds)
    return {key: Held(len(spans), 0, spans) for key, spans in found.items()}


def _value(figure: Figure, place: Place, held: Held, cover: Cover | None) -> Value:
    return Value(place, held.count, _number(figure, place, held), cover, figure.target)


def _number(figure: Figure, place: Place, held: Held) -> float | None:
    if figure.is_median:
        return median(held.spans) / 60 if held.spans else None
    if not figure.per:
        return held.count
    per = place.aged if figure.per == AGED_60 else held.per
    return held.count * figure.times / per if per else None
