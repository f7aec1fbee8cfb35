"""How much of an item a unit has: a share between nothing and all, with the way back to each value.

Every function is pure and exact: the same numbers give the same bytes. A share that nobody knows is None.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from chongyang.indicators.enums import Level
from chongyang.indicators.rules.definitions import Indicator
from chongyang.indicators.rules.lights import goal_of
from chongyang.indicators.rules.places import CITY
from chongyang.policy.rules.promises import Target, load_targets
from chongyang.policy.rules.units import LEAD, RESPONSIBLE
from chongyang.supervision.enums import Listing, Missing
from chongyang.supervision.rules.schemes import LED, Item, Scheme, Tallied, Targets, indicator_of_target
from chongyang.supervision.rules.subjects import Subject, units_of

SIX = Decimal("0.000001")
MILESTONE, AT_MOST = "milestone", "at_most"
DUTIES = {LED: LEAD, "shared": RESPONSIBLE}


@dataclass(frozen=True, slots=True)
class Known:
    """One value of an indicator: the newest of the year that counts."""

    period: str
    version: int
    value: Decimal
    numerator: Decimal
    denominator: Decimal | None
    is_locked: bool


@dataclass(frozen=True, slots=True)
class Readings:
    """All that a run reads: values by (indicator, place), tallies by their name and key."""

    values: Mapping[tuple[str, str], Known]
    tallies: Mapping[str, Mapping[str, Mapping[str, Decimal]]]


@dataclass(frozen=True, slots=True)
class Found:
    """A share (or, of a bonus or penalty, points) and how it came about, as plain JSON."""

    share: Decimal | None
    trace: Mapping[str, Any]


def find(item: Item, subject: Subject, scheme: Scheme, listing: Listing, readings: Readings) -> Found:
    """The share of a computed item; the points of a computed bonus or penalty."""
    if isinstance(item.source, Targets):
        targets = _targets(item.source, subject, scheme)
        return share_of_targets(targets, subject, scheme.missing, listing, readings)
    assert isinstance(item.source, Tallied)
    tally = readings.tallies.get(item.source.name, {})
    keys = [key for key in _tally_keys(subject, tally) if key in tally]
    numbers = _summed([tally[key] for key in keys])
    found = share_of_tally(item.source, numbers) if item.is_weighed else points_of_tally(item, numbers)
    return Found(found.share, {**found.trace, "keys": keys}) if set(keys) & set(subject.formerly) else found


def _tally_keys(subject: Subject, tally: Mapping[str, Any]) -> tuple[str, ...]:
    """Tallies are by place or by organisation: a county is looked for as both, a department that took over
    from others under their keys too.
    """
    return (subject.key if subject.key in tally else subject.organisation, *subject.formerly)


def _summed(rows: Sequence[Mapping[str, Decimal]]) -> Mapping[str, Decimal] | None:
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: sum((row.get(name, Decimal(0)) for row in rows), Decimal(0)) for name in names} or None


def _targets(source: Targets, subject: Subject, scheme: Scheme) -> list[Target]:
    if source.ids:
        held = {row.id: row for row in load_targets()}
        return [held[name] for name in source.ids]
    by_clause = units_of(scheme.document, DUTIES[source.duty])
    measured = indicator_of_target()
    return [
        row
        for row in load_targets()
        if row.document == scheme.document
        and row.id in measured
        and row.operator != MILESTONE
        and any(set(subject.keys) & set(by_clause.get(name, ())) for name in (row.clause, *row.also))
    ]


def share_of_targets(
    targets: Iterable[Target], subject: Subject, missing: Missing, listing: Listing, readings: Readings
) -> Found:
    """The mean of what was reached of each target; what nobody knows is left out or counts as nothing."""
    lines = [_line(target, subject, listing, readings) for target in targets]
    shares = [share for share, _ in lines if share is not None]
    counted = len(lines) if missing is Missing.ZERO else len(shares)
    share = _rounded(sum(shares, Fraction(0)) / counted) if shares else None
    return Found(share, {"targets": [told for _, told in lines]})


def _line(
    target: Target, subject: Subject, listing: Listing, readings: Readings
) -> tuple[Fraction | None, dict[str, Any]]:
    indicator: Indicator = indicator_of_target()[target.id]
    level, place = (Level.UNIT, subject.key) if listing is Listing.COUNTIES else (Level.CITY, CITY)
    goal, known = goal_of(indicator, target, level), readings.values.get((indicator.key, place))
    told: dict[str, Any] = {"target": target.id, "clause": target.clause, "indicator": indicator.key}
    if known is None or goal is None:
        return None, told
    share = reached(target.operator, known.value, goal)
    return share, told | _told(known, place, goal, share)


def _told(known: Known, place: str, goal: Decimal, share: Fraction) -> dict[str, Any]:
    return {
        "place": place,
        "period": known.period,
        "version": known.version,
        "value": _plain(known.value),
        "numerator": _plain(known.numerator),
        "denominator": None if known.denominator is None else _plain(known.denominator),
        "goal": _plain(goal),
        "is_locked": known.is_locked,
        "share": str(_rounded(share)),
    }


def reached(operator: str, value: Decimal, goal: Decimal) -> Fraction:
    """How much of a goal a value is, never more than all of it nor less than nothing."""
    if operator == AT_MOST:
        return Fraction(1) if value <= goal else Fraction(goal) / Fraction(value)
    if goal <= 0:
        return Fraction(int(value >= goal))
    return min(max(Fraction(value) / Fraction(goal), Fraction(0)), Fraction(1))


def share_of_tally(source: Tallied, numbers: Mapping[str, Decimal] | None) -> Found:
    """What counts of what there is; None where there is nothing to count."""
    trace = _tally_trace(source, numbers)
    over = sum((numbers.get(name, Decimal(0)) for name in source.over), Decimal(0)) if numbers else Decimal(0)
    if not numbers or over <= 0:
        return Found(None, trace)
    share = min(max(Fraction(_counted(source, numbers)) / Fraction(over), Fraction(0)), Fraction(1))
    return Found(_rounded(share), trace)


def points_of_tally(item: Item, numbers: Mapping[str, Decimal] | None) -> Found:
    """The points of a bonus or penalty that is counted: so many each, not above the cap."""
    assert isinstance(item.source, Tallied)
    counted = _counted(item.source, numbers or {})
    points = min(max(counted * item.source.each, Decimal(0)), item.most)
    return Found(points, _tally_trace(item.source, numbers) | {"each": _plain(item.source.each)})


def _counted(source: Tallied, numbers: Mapping[str, Decimal]) -> Decimal:
    return sum((numbers.get(name, Decimal(0)) * part for name, part in source.up.items()), Decimal(0))


def _tally_trace(source: Tallied, numbers: Mapping[str, Decimal] | None) -> dict[str, Any]:
    held = numbers or {}
    return {
        "tally": source.name,
        "up": [[name, _plain(part), _plain(held.get(name, Decimal(0)))] for name, part in source.up.items()],
        "over": [[name, _plain(held.get(name, Decimal(0)))] for name in source.over],
    }


def tallied(row: Any) -> dict[str, Decimal]:
    """The numbers of another room's tally, whatever else stands in it."""
    return dict(_numbers(row))


def _numbers(row: Any) -> Iterator[tuple[str, Decimal]]:
    names = getattr(row, "__dataclass_fields__", None) or vars(row)
    for name in names:
        value = getattr(row, name)
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            yield name, Decimal(value)
        elif isinstance(value, Mapping):
            yield from (
                (f"{name}.{key}", Decimal(number)) for key, number in value.items() if isinstance(number, int)
            )


def _rounded(share: Fraction) -> Decimal:
    return (Decimal(share.numerator) / Decimal(share.denominator)).quantize(SIX, rounding=ROUND_HALF_UP)


def _plain(number: Decimal) -> str:
    """Without zeros at its end: a value from the database and the same from a file look alike."""
    text = format(number.normalize(), "f")
    return "0" if text in ("-0", "") else text
