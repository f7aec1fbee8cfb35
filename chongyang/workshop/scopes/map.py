"""The cockpit's numbers for check_scope: sums over rows by the plain rule, covered alike, against the page's.

The sums come from each table's rows by area, read once, never through the rooms' queries by street.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection

from chongyang.core.access import enter
from chongyang.core.scopes import interval_of, system_scope
from chongyang.territory.models import Area, ReportingUnit
from chongyang.territory.rules.capabilities import Can, can
from chongyang.workshop.scopes.rule import is_inside, reads_persons
from chongyang.workshop.scopes.visit import Visit

FIGURES = {
    "elders": "SELECT area, count(*) FROM registry_elder"
    " WHERE life_status = 'alive' AND same_as_id IS NULL GROUP BY 1",
    "devices": "SELECT area, count(*) FROM telecare_device WHERE state = 'in_use' GROUP BY 1",
    "open": "SELECT area, count(*) FROM emergency_incident WHERE closed_at IS NULL GROUP BY 1",
    "on_duty": "SELECT area, count(*) FROM providers_responder WHERE is_on_duty GROUP BY 1",
}
OF_NOBODY = ("on_duty",)
KEPT = ("elders", "devices")
"""Counted by the clock for whole streets: to a post that holds none, the cockpit tells no such number."""
LEAST = 5
FEW, COVERED = "少于5", "不显示"
CITY = interval_of("4101")
UNIT, STREETS, STREET = "410105", "open", 1000
ROW = re.compile(
    r'<th scope="row">\s*(?:<a [^>]*>|<span [^>]*>)?([^<]+)<.*?'
    r'<td class="amount">(?:<span class="cell">)?<b>([^<]*)</b>',
    re.DOTALL,
)
TOTAL = "合计"
Table = set[tuple[str, str]]


def _numbers(visit: Visit, key: str) -> dict[int, int]:
    """The numbers by area of what is within the post's areas; read once for the sample."""
    held = visit.sample.numbers.get(key) or visit.sample.numbers.setdefault(key, _counted(key))
    return {area: number for area, number in held.items() if is_inside(visit.who, area)}


def _counted(key: str) -> dict[int, int]:
    with enter(system_scope("check_scope")), connection.cursor() as cursor:
        cursor.execute(FIGURES[key])
        return dict(cursor.fetchall())


def _covered(visit: Visit, key: str, sums: dict[str, int]) -> dict[str, str]:
    """Under five is covered, and a single covered one draws the next smallest with it; where there is nobody
    at all, nothing is."""
    words = {name: f"{number:,}" for name, number in sums.items()}
    if reads_persons(visit.who.role) or key in OF_NOBODY or not any(sums.values()):
        return words
    small = [name for name, number in sums.items() if number < LEAST]
    rest = sorted((name for name in sums if name not in small), key=lambda name: sums[name])
    if len(small) == 1:
        words |= dict.fromkeys(rest[:1], COVERED)
    return words | dict.fromkeys(small, FEW)


def _total(visit: Visit, key: str, number: int, *, is_city: bool) -> str:
    """The whole city is no small cell."""
    hides = not reads_persons(visit.who.role) and key not in OF_NOBODY and not is_city
    return FEW if hides and 0 < number < LEAST else f"{number:,}"


def _touches(pairs: Iterable[Any], visit: Visit) -> bool:
    return any(a <= last and first <= b for a, b in pairs for first, last in visit.who.place.intervals)


def _sum(numbers: dict[int, int], pairs: Iterable[Any]) -> int:
    held = [tuple(pair) for pair in pairs]
    return sum(n for area, n in numbers.items() if any(first <= area <= last for first, last in held))


def _is_told(visit: Visit, key: str) -> bool:
    pairs = visit.who.place.intervals
    holds = any(last - first + 1 >= STREET for first, last in pairs) if key in KEPT else bool(pairs)
    return holds and can(visit.who.role, Can.READ_FIGURES)


def expected_of(key: str) -> Callable[[Visit], Table]:
    """A figure of the units that the post touches, with the sum of all within reach."""

    def expected(visit: Visit) -> Table:
        if not _is_told(visit, key):
            return set()
        numbers = _numbers(visit, key)
        units = [unit for unit in ReportingUnit.objects.order_by("code") if _touches(unit.intervals, visit)]
        sums = {unit.name: _sum(numbers, unit.intervals) for unit in units}
        is_city = visit.who.place.intervals == (CITY,)
        total = _total(visit, key, sum(numbers.values()), is_city=is_city)
        return {*_covered(visit, key, sums).items(), (TOTAL, total)}

    return expected


def shown_of(key: str) -> Callable[[Visit], Table]:
    return lambda visit: _table(visit.get(f"/cockpit/{key}/"))


def expected_streets(visit: Visit) -> Table:
    """One unit by its streets."""
    unit = ReportingUnit.objects.get(code=UNIT)
    if not (can(visit.who.role, Can.READ_FIGURES) and _touches(unit.intervals, visit)):
        return set()
    numbers = {area: n for area, n in _numbers(visit, STREETS).items() if _sum({area: 1}, unit.intervals)}
    streets = Area.objects.filter(level="street", code__startswith=UNIT).order_by("code")
    inside = [row for row in streets if _within(row, unit) and _touches([(row.first, row.last)], visit)]
    sums = {row.name: _sum(numbers, [(row.first, row.last)]) for row in inside}
    total = _total(visit, STREETS, sum(numbers.values()), is_city=False)
    return {*_covered(visit, STREETS, sums).items(), (TOTAL, total)}


def _within(street: Area, unit: ReportingUnit) -> bool:
    return any(first <= street.first <= last for first, last in unit.intervals)


def shown_streets(visit: Visit) -> Table:
    unit = ReportingUnit.objects.get(code=UNIT)
    return _table(visit.get(f"/cockpit/{STREETS}/{unit.key}/"))


def _table(text: str) -> Table:
    """Names and numbers as they stand in the page's table; the last row is the sum."""
    rows = ROW.findall(text)
    return {*rows[:-1], (TOTAL, rows[-1][1])} if rows else set()
