"""Counting a run: read every value and tally once, score each unit, rank, name the whole by a digest."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from chongyang.core.events import canonical
from chongyang.core.keys import new_key
from chongyang.core.scopes import system_scope
from chongyang.indicators import queries as indicators
from chongyang.indicators.enums import Level
from chongyang.indicators.rules.periods import Period
from chongyang.supervision.enums import AppealState
from chongyang.supervision.models import Appeal, Judgement, Run, Score, Standing
from chongyang.supervision.queries.assessment import Held
from chongyang.supervision.rules import scoring, shares
from chongyang.supervision.rules.schemes import Tallied
from chongyang.supervision.rules.scoring import Given, Line
from chongyang.supervision.rules.sources import get_reader
from chongyang.supervision.rules.subjects import Subject

LEVELS = (Level.UNIT, Level.CITY)
Words = dict[str, dict[str, Decimal]]


def read_all(held: Held) -> shares.Readings:
    """The newest value of the year of every indicator and place, and the tallies that the scheme asks for."""
    names = {item.source.name for item in held.ranked.items if isinstance(item.source, Tallied)}
    return shares.Readings(_values(held.run.year), {name: _tally(name, held.run.year) for name in names})


def _values(year: int) -> dict[tuple[str, str], shares.Known]:
    """A later quarter counts before an earlier one, a locked value before another of its period."""
    found: dict[tuple[str, str], shares.Known] = {}
    periods = [*(Period(year, quarter) for quarter in (1, 2, 3, 4)), Period(year)]
    for period in periods:
        for level in LEVELS:
            rows = indicators.list_values(system_scope("assessment"), period, level)
            for row in sorted(rows, key=lambda row: row.locked_at is not None):
                if row.value is not None:
                    found[row.indicator, row.place] = _known(row)
    return found


def _known(row: Any) -> shares.Known:
    return shares.Known(
        period=row.period,
        version=row.version,
        value=row.value,
        numerator=row.numerator,
        denominator=row.denominator,
        is_locked=row.locked_at is not None,
    )


def _tally(name: str, year: int) -> Words:
    reader = get_reader(name)
    rows = reader(system_scope("assessment"), year) if reader else {}
    return {str(key): shares.tallied(row) for key, row in rows.items()}


def count(held: Held, now: datetime) -> str:
    """Write every line and standing of a run anew; returns the digest. Same values, same digest."""
    lines = _lines(held, read_all(held))
    rulings = _rulings(held.run)
    Score.objects.filter(run=held.run).delete()
    Score.objects.bulk_create(_scores(held, lines, rulings))
    rank(held)
    held.run.digest, held.run.counted_at = digest_of(lines), now
    held.run.save(update_fields=["digest", "counted_at"])
    return held.run.digest


def _lines(held: Held, readings: shares.Readings) -> dict[str, list[Line]]:
    given = _given(held.run)
    return {
        subject.key: list(_of(held, subject, readings, given.get(subject.key, {})))
        for subject in held.subjects.values()
    }


def _of(
    held: Held, subject: Subject, readings: shares.Readings, given: Mapping[str, list[Given]]
) -> Iterable[Line]:
    scheme, ranked = held.scheme, held.ranked
    return scoring.lines_of(
        ranked, scheme, lambda item: shares.find(item, subject, scheme, ranked.listing, readings), given
    )


def _given(run: Run) -> dict[str, dict[str, list[Given]]]:
    found: dict[str, dict[str, list[Given]]] = {}
    for row in Judgement.objects.filter(run=run).order_by("subject", "item", "judge"):
        given = Given(str(row.judge), row.points)
        found.setdefault(row.subject, {}).setdefault(row.item, []).append(given)
    return found


def _rulings(run: Run) -> dict[tuple[str, str], Decimal]:
    """What an upheld appeal laid down stays when the run is counted again."""
    rows = Appeal.objects.filter(run=run, state=AppealState.UPHELD)
    return {(row.subject, row.item): row.points for row in rows if row.points is not None}


def _scores(
    held: Held, lines: Mapping[str, list[Line]], rulings: Mapping[tuple[str, str], Decimal]
) -> list[Score]:
    kinds = {item.key: item.kind.value for item in held.ranked.items}
    return [
        Score(
            id=new_key(),
            run=held.run,
            subject=subject,
            item=line.item,
            place=place,
            kind=kinds[line.item],
            share=line.share,
            counted=line.points,
            points=rulings.get((subject, line.item), line.points),
            trace=dict(line.trace or {}),
        )
        for subject, rows in lines.items()
        for place, line in enumerate(rows)
    ]


def digest_of(lines: Mapping[str, list[Line]]) -> str:
    """The name of all lines: what was counted and from what, not when nor by whom."""
    told = {
        subject: [[line.item, line.points, line.share, line.trace] for line in rows]
        for subject, rows in lines.items()
    }
    return hashlib.sha256(canonical(told)).hexdigest()


def rank(held: Held) -> None:
    """Standings from the points that count today."""
    points: dict[str, dict[str, Decimal | None]] = {key: {} for key in held.subjects}
    for row in Score.objects.filter(run=held.run).order_by("subject", "place"):
        points[row.subject][row.item] = row.points
    totals = {key: scoring.total_of(held_, held.ranked, held.scheme) for key, held_ in points.items()}
    ranks = scoring.ranks({key: total.total for key, total in totals.items()})
    Standing.objects.filter(run=held.run).delete()
    Standing.objects.bulk_create(_standing(held.run, key, totals[key], ranks[key]) for key in totals)


def _standing(run: Run, subject: str, total: scoring.Total, place: int | None) -> Standing:
    return Standing(
        id=new_key(),
        run=run,
        subject=subject,
        base=total.base,
        bonus=total.bonus,
        penalty=total.penalty,
        known=total.known,
        total=total.total,
        rank=place,
    )


def lay_down(held: Held, subject: str, item: str, points: Decimal) -> None:
    """What a ruling or a correction says counts from now on."""
    Score.objects.filter(run=held.run, subject=subject, item=item).update(points=points)
    rank(held)


def is_judged(held: Held) -> bool:
    """Whether every judged item of every unit has as many judges as the scheme asks; of a bonus or penalty,
    where somebody gave one.
    """
    given = _given(held.run)
    least = held.scheme.judges
    return all(
        len(marks := given.get(subject, {}).get(item.key, [])) >= least or (not item.is_weighed and not marks)
        for subject in held.subjects
        for item in held.ranked.items
        if item.is_judged
    )
