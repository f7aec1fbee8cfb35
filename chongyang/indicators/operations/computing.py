"""Counting a period anew: each measure once for the whole city, then every place from the counts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from chongyang.core import access, events
from chongyang.core.keys import new_key
from chongyang.core.measuring import Days, Published, get_measure
from chongyang.core.queries.measuring import count_by_street
from chongyang.core.scopes import SYSTEM, interval_of, system_scope
from chongyang.indicators.enums import Source
from chongyang.indicators.models import Value
from chongyang.indicators.rules.computing import Computed, Numbers, compute
from chongyang.indicators.rules.definitions import Indicator, Term, in_force
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import CITY, rolled_up
from chongyang.territory.rules.reference import CITY_CODE

COLUMNS = ("indicator", "place", "numerator", "denominator", "value", "locked_at", "version")


@dataclass(frozen=True, slots=True)
class Change:
    """A value that was counted anew and is another now."""

    indicator: str
    place: str
    former: Decimal | None
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found: values in all, new or changed ones, those that differ but are locked; and how each
    value of the city changed that was told before.
    """

    period: str
    indicators: int
    values: int
    written: int
    locked: int
    changes: tuple[Change, ...] = ()

    @property
    def counts(self) -> dict[str, Any]:
        """Without the single changes."""
        return {name: told for name, told in asdict(self).items() if name != "changes"}


@transaction.atomic
def compute_period(*, period: Period, now: datetime) -> Outcome:
    """Compute every indicator of the period's length from the rows as they are; only what changed is written,
    so that a second run writes nothing. A locked value stays, and is counted. Half a minute for a city.
    """
    with access.enter(system_scope("indicators")):
        _one_at_a_time(period)
        chosen = [row for row in in_force(period.days.last) if row.span is period.span and is_counted(row)]
        found = list(_values(chosen, period.days))
        outcome = _keep(found, {row.key for row in chosen}, period, now)
        told = outcome.counts
        whole: dict[str, Any] = {
            "area": interval_of(CITY_CODE)[0],
            "subject_type": "indicators.period",
            "payload": told,
        }
        events.record("indicators.period.computed", by=SYSTEM, now=now, **whole)
    return outcome


def is_counted(indicator: Indicator) -> bool:
    """Whether its value comes from rows."""
    return indicator.source is Source.COMPUTED


def _one_at_a_time(period: Period) -> None:
    with connection.cursor() as cursor:
        name = f"indicators/{period}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _values(chosen: list[Indicator], days: Days) -> Iterator[tuple[Indicator, Computed]]:
    """In the order of what rests on what; each measure is counted once."""
    counts: dict[str, Any] = {}
    values: dict[str, Numbers] = {}
    for indicator in chosen:
        numbers = {term: _numbers(term, indicator, days, counts, values) for term in indicator.terms}
        is_known = not indicator.known_by or counts.get(indicator.known_by)
        found = list(compute(indicator, numbers, days.last)) if is_known else []
        values[indicator.key] = {one.place.key: one.value for one in found if one.value is not None}
        yield from ((indicator, one) for one in found)


def _numbers(
    term: Term, indicator: Indicator, days: Days, counts: dict[str, Any], values: dict[str, Numbers]
) -> Numbers:
    if term.indicator:
        return values.get(term.indicator, {})
    measure = get_measure(term.measure)
    assert measure, term.measure
    if isinstance(measure, Published):
        return _published(measure, indicator, days)
    if measure.key not in counts:
        counts[measure.key] = count_by_street(measure, days)
    return rolled_up(counts[measure.key], indicator.within, days.last)


def _published(measure: Published, indicator: Indicator, days: Days) -> Numbers:
    """The published numbers; of some units alone, their sum stands for the city."""
    numbers = measure.numbers(days.last)
    if not indicator.within:
        return numbers
    held = {key: numbers[key] for key in indicator.within if key in numbers}
    return held | {CITY: sum(held.values(), Decimal(0))}


def _keep(
    found: list[tuple[Indicator, Computed]], counted: set[str], period: Period, now: datetime
) -> Outcome:
    standing = Value.objects.filter(period=str(period), source=Source.COMPUTED.value, replaced_at=None)
    held = {(row[0], row[1]): row[2:] for row in standing.values_list(*COLUMNS)}
    changed = [(one, row) for one, row in found if _differs(held.get((one.key, row.place.key)), one, row)]
    free = [(one, row) for one, row in changed if not _is_locked(held.get((one.key, row.place.key)))]
    keys = [f"{one.key}/{row.place.key}" for one, row in free] + _gone(found, counted, held)
    _replace(str(period), keys, now)
    Value.objects.bulk_create((_row(one, row, period, now) for one, row in free), batch_size=2000)
    indicators = len({one.key for one, _ in found})
    changes = tuple(_changes(free, held))
    return Outcome(str(period), indicators, len(found), len(free), len(changed) - len(free), changes)


def _gone(
    found: Iterable[tuple[Indicator, Computed]], counted: set[str], held: Mapping[Any, Any]
) -> list[str]:
    """What was kept of an indicator in a place that it is not of, or not any more, or that is not known any
    more; the locked stays.
    """
    now_found = {(one.key, row.place.key) for one, row in found}
    left = (one for one in held if one[0] in counted and one not in now_found and not _is_locked(held[one]))
    return [f"{key}/{place}" for key, place in left]


def _changes(free: Iterable[tuple[Indicator, Computed]], held: Mapping[Any, Any]) -> Iterator[Change]:
    for one, row in free:
        former = held.get((one.key, row.place.key))
        if row.place.key == CITY and former and former[2] != row.value:
            yield Change(one.key, row.place.key, former[2], row.value)


def _differs(held: Any, indicator: Indicator, found: Computed) -> bool:
    told = (found.numerator, found.denominator, found.value)
    return held is None or held[:3] != told or held[4] != indicator.version


def _is_locked(held: Any) -> bool:
    return held is not None and held[3] is not None


def _replace(period: str, keys: list[str], now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE indicators_value SET replaced_at = %s WHERE period = %s AND source = 'computed'"
            " AND replaced_at IS NULL AND indicator || '/' || place = ANY(%s)",
            [now, period, keys],
        )


def _row(indicator: Indicator, found: Computed, period: Period, now: datetime) -> Value:
    return Value(
        id=new_key(),
        indicator=indicator.key,
        version=indicator.version,
        level=found.place.level.value,
        place=found.place.key,
        period=str(period),
        first_on=period.days.first,
        until_on=period.days.until,
        source=Source.COMPUTED.value,
        numerator=found.numerator,
        denominator=found.denominator,
        value=found.value,
        found_at=now,
    )
