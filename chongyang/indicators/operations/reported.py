"""What units report: kept beside what is computed, locked, and after that corrected alone.

`reporting` decides what is accepted; here the values are written, never edited. A denominator that the
program counts is counted anew, as of the last day of the period.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from chongyang.core import access, events
from chongyang.core.keys import new_key
from chongyang.core.scopes import Actor, interval_of, system_scope
from chongyang.core.words import N_
from chongyang.indicators.enums import Source
from chongyang.indicators.models import Value
from chongyang.indicators.operations.computing import _numbers, _one_at_a_time
from chongyang.indicators.rules.computing import has_share, value_of
from chongyang.indicators.rules.definitions import Indicator, in_force
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import Place, load_places
from chongyang.territory.rules.reference import CITY_CODE

LOCKED = N_("这个数字已经锁定，只能办理更正。")
NOTHING_LOCKED = N_("没有已锁定的数字可以更正。")
NOT_THERE = N_("没有这个指标或地区。")
REASON_LACKS = N_("更正要写明理由和依据文件。")


class UnableToKeepValue(Exception):
    """A reported value that is refused; `reason` is Chinese source text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Reported:
    """What is told of one place. `denominator` is None where the program counts it, or none is needed."""

    indicator: str
    place: str
    numerator: Decimal
    denominator: Decimal | None = None


@transaction.atomic
def keep_reported(*, reported: Iterable[Reported], period: Period, by: Actor, now: datetime) -> int:
    """Keep what is told where it differs from what stands; returns how many values were written.

    Raises UnableToKeepValue for a locked one that differs, for no indicator and no place.
    """
    with access.enter(system_scope("reported", actor=by)):
        _one_at_a_time(period)
        made = [row for one in _rows(reported, period, by, now) if (row := _fresh(one, now))]
        Value.objects.bulk_create(made)
        _tell("reported", period, by, now, values=len(made))
    return len(made)


@transaction.atomic
def lock_values(*, places: Iterable[tuple[str, str]] | None, period: Period, by: Actor, now: datetime) -> int:
    """Lock what stands of (indicator, place), reported and computed alike; None locks the whole period."""
    with access.enter(system_scope("locking", actor=by)):
        _one_at_a_time(period)
        rows = Value.objects.filter(period=str(period), replaced_at=None, locked_at=None)
        if places is not None:
            wanted = set(places)
            found = rows.filter(indicator__in={key for key, _ in wanted}).values_list(
                "id", "indicator", "place"
            )
            rows = rows.filter(id__in=[row[0] for row in found if (row[1], row[2]) in wanted])
        count = rows.update(locked_at=now)
        _tell("locked", period, by, now, values=count)
    return count


@transaction.atomic
def correct_value(
    *, told: Reported, period: Period, reason: str, document: str, by: Actor, now: datetime
) -> Value:
    """A locked value is replaced by a row with a reason and a document; the former one stays.

    Who proposed and who confirmed stands in `reporting`. Raises UnableToKeepValue.
    """
    if not (reason.strip() and document.strip()):
        raise UnableToKeepValue(REASON_LACKS)
    with access.enter(system_scope("correction", actor=by)):
        _one_at_a_time(period)
        row = next(_rows([told], period, by, now))
        former = _standing(row)
        if former is None or former.locked_at is None:
            raise UnableToKeepValue(NOTHING_LOCKED)
        _replace(former, now)
        row.locked_at, row.reason, row.document = now, reason.strip()[:200], document.strip()[:120]
        row.save(force_insert=True)
        _tell("corrected", period, by, now, indicator=row.indicator, place=row.place)
    return row


def count_denominator(indicator: Indicator, place: Place, period: Period) -> Decimal | None:
    """The denominator that the program counts for a place; None where it is reported, or not known."""
    term = indicator.denominator
    if term is None or indicator.reported_whole or term.indicator:
        return None
    with access.enter(system_scope("denominators")):
        return _numbers(term, indicator, period.days, {}, {}).get(place.key)


def _rows(told: Iterable[Reported], period: Period, by: Actor, now: datetime) -> Iterator[Value]:
    """Each as a value; what is counted for a denominator is counted once for all."""
    held = {row.key: row for row in in_force(period.days.last)}
    counts: dict[str, Any] = {}
    for one in told:
        indicator, place = held.get(one.indicator), load_places(period.days.last).get(one.place)
        if indicator is None or place is None:
            raise UnableToKeepValue(NOT_THERE)
        yield _value(indicator, place, _whole(one, indicator, place, period, counts), period, by, now)


def _whole(
    one: Reported, indicator: Indicator, place: Place, period: Period, counts: dict[str, Any]
) -> tuple[Decimal, Decimal | None]:
    term = indicator.denominator
    told = one.denominator is not None or indicator.reported_whole
    if told or term is None or has_share(indicator, place.level):
        return one.numerator, one.denominator
    return one.numerator, _numbers(term, indicator, period.days, counts, {}).get(place.key)


def _value(
    indicator: Indicator,
    place: Place,
    parts: tuple[Decimal, Decimal | None],
    period: Period,
    by: Actor,
    now: datetime,
) -> Value:
    return Value(
        id=new_key(),
        indicator=indicator.key,
        version=indicator.version,
        level=place.level.value,
        place=place.key,
        period=str(period),
        first_on=period.days.first,
        until_on=period.days.until,
        source=Source.REPORTED.value,
        numerator=parts[0],
        denominator=parts[1],
        value=value_of(indicator, place.level, *parts),
        found_at=now,
        found_by=by.account,
    )


def _standing(row: Value) -> Value | None:
    return Value.objects.filter(
        indicator=row.indicator, place=row.place, period=row.period, source=row.source, replaced_at=None
    ).first()


def _fresh(row: Value, now: datetime) -> Value | None:
    """The row where it says something new; the former one is replaced. Raises UnableToKeepValue."""
    former = _standing(row)
    if former is None:
        return row
    same = (former.numerator, former.denominator, former.value, former.version)
    if same == (row.numerator, row.denominator, row.value, row.version):
        return None
    if former.locked_at:
        raise UnableToKeepValue(LOCKED)
    _replace(former, now)
    return row


def _replace(former: Value, now: datetime) -> None:
    Value.objects.filter(id=former.id).update(replaced_at=now)


def _tell(verb: str, period: Period, by: Actor, now: datetime, **payload: Any) -> None:
    events.record(
        f"indicators.period.{verb}",
        by=by,
        now=now,
        area=interval_of(CITY_CODE)[0],
        subject_type="indicators.period",
        payload={"period": str(period), **payload},
    )
