"""Every role at every kind of place, by every door there is so far, against what plain Python expects.

Three ways are tried for each: the doors as they are; the doors with the policies lifted (so that the literal
filters stand alone); raw SQL without a filter (so that the policies stand alone), reading and writing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from chongyang.core.access import enter
from chongyang.core.policies import kind_of
from chongyang.core.scopes import Scope, system_scope
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import BY_GRANT_ALONE, WITHOUT_PERSONS
from chongyang.workshop import scopes_raw as raw
from chongyang.workshop.scopes_doors import RESOURCES, Resource, anyone
from chongyang.workshop.scopes_sample import (
    Character,
    Sample,
    key_of,
    make_characters,
    make_places,
    make_rows,
    scope_at,
)

Keys = set[Any]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A cell where what was found differs from what was expected; rows are told by their areas."""

    role: str
    place: str
    resource: str
    door: str
    missing: tuple[Any, ...]
    surplus: tuple[Any, ...]


@dataclass(slots=True)
class Report:
    """Cells tried by (resource, door), and where they disagreed."""

    tried: Counter[tuple[str, str]] = field(default_factory=Counter)
    disagreements: list[Disagreement] = field(default_factory=list)


class _Undo(Exception):
    """Leaves the transaction without a trace."""


def check(
    *, now: datetime, roles: Iterable[Role] = Role, resources: Iterable[Resource] = RESOURCES
) -> Report:
    """Try every cell on rows of its own, inside a transaction that is rolled back."""
    report = Report()
    try:
        with _still(), enter(system_scope("check_scope")):
            _run(report, list(roles), list(resources), now)
            raise _Undo
    except _Undo:
        return report


@contextmanager
def _still() -> Iterator[None]:
    """A transaction in which no row of another appears, so that counts can be compared."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _run(report: Report, roles: list[Role], resources: list[Resource], now: datetime) -> None:
    places = make_places()
    cast = [(who, scope_at(who, now)) for who in make_characters(roles, places, now)]
    before = [_counts(scope, resources) for _, scope in cast]
    sample = make_rows(places, now)
    seen: set[Any] = set()
    for (character, scope), counts in zip(cast, before, strict=True):
        _try_doors(report, sample, character, scope, resources)
        _try_counts(report, sample, character, scope, resources, counts)
        if (reach := (scope.intervals, scope.organisation, scope.persons)) not in seen:
            seen.add(reach)
            _try_raw(report, sample, character, scope)


def _counts(scope: Scope, resources: list[Resource]) -> dict[str, int]:
    """What each count says before the sample is there."""
    with enter(scope):
        return {resource.name: resource.count(scope) for resource in resources if resource.count}


def reaches(character: Character, row: Any) -> bool:
    """The whole rule in plain Python, from the post and the grants alone."""
    role, place = character.role, character.place
    if kind_of(type(row)) == "public":
        return True
    inside = any(first <= row.area <= last for first, last in place.intervals)
    by_area = inside and role not in BY_GRANT_ALONE | WITHOUT_PERSONS
    by_person = role not in WITHOUT_PERSONS and _person_of(row) in place.persons
    return by_area or by_person or _is_own(character, row)


def _expected(sample: Sample, character: Character, resource: Resource) -> list[Any]:
    rows = sample.rows[resource.model] if resource.rule(character.role) else []
    return [row for row in rows if reaches(character, row)]


def _try_doors(
    report: Report, sample: Sample, who: Character, scope: Scope, resources: list[Resource]
) -> None:
    """Each door as it is, then with the policies lifted, so that its own filter stands alone."""
    for way, entered in (("{}", scope), ("{}, filter alone", system_scope("check_scope"))):
        with enter(entered):
            for resource in resources:
                for name in resource.doors:
                    _try_door(report, sample, who, scope, resource, name, way)


def _try_door(
    report: Report, sample: Sample, who: Character, scope: Scope, resource: Resource, name: str, way: str
) -> None:
    rows = sample.rows[resource.model]
    allowed = resource.narrower.get(name, anyone)(who.role)
    expected = _expected(sample, who, resource) if allowed else []
    found = _keys(who, resource.doors[name](scope, rows), rows)
    _compare(report, who, resource.name, way.format(name), expected, found, rows)


def _keys(who: Character, found: Iterable[Any], rows: list[Any]) -> Keys:
    """Keys of the sample's rows that were found, and of any row of the city that is not within reach."""
    known = {row.pk for row in rows}
    keyed = ((getattr(row, "pk", None) or row.id, row) for row in found)
    return {key for key, row in keyed if key in known or not reaches(who, row)}


def _try_counts(
    report: Report,
    sample: Sample,
    who: Character,
    scope: Scope,
    resources: list[Resource],
    before: dict[str, int],
) -> None:
    """A count must have grown by exactly the expected rows."""
    after = _counts(scope, resources)
    for resource in resources:
        if resource.name not in after:
            continue
        grown = after[resource.name] - before[resource.name]
        expected = len(_expected(sample, who, resource))
        report.tried[resource.name, "count"] += 1
        if grown != expected:
            _disagree(report, who, resource.name, "count", (expected,), (grown,))


def _disagree(report: Report, who: Character, resource: str, door: str, missing: Any, surplus: Any) -> None:
    told = Disagreement(who.role.value, who.place.name, resource, door, missing, surplus)
    report.disagreements.append(told)


def _compare(
    report: Report,
    character: Character,
    resource: str,
    door: str,
    expected: Iterable[Any],
    found: Keys,
    rows: Iterable[Any],
) -> None:
    report.tried[resource, door] += 1
    area = {key_of(row): row.area for row in rows}
    wanted = {key_of(row) for row in expected}
    if wanted != found:
        missing = tuple(sorted(area[key] for key in wanted - found))
        surplus = tuple(sorted((area.get(key, "another row") for key in found - wanted), key=str))
        _disagree(report, character, resource, door, missing, surplus)


def _try_raw(report: Report, sample: Sample, character: Character, scope: Scope) -> None:
    """The policies alone: reading, then writing outside the scope."""
    for model, rows in sample.rows.items():
        table = model._meta.db_table
        inside = [row for row in rows if reaches(character, row)]
        with enter(scope):
            found = raw.select(rows)
        _compare(report, character, table, "raw SELECT", inside, found, rows)
        for way, held in raw.writes(scope, *_targets(character, rows)):
            report.tried[table, way] += 1
            if not held:
                _disagree(report, character, table, way, (), ("written",))


def _targets(character: Character, rows: list[Any]) -> tuple[Any, Any]:
    """A row within reach by its area alone, and one that must not be written."""
    free = [row for row in rows if _person_of(row) not in character.place.persons]
    inside = [row for row in free if reaches(character, row) and not _is_own(character, row)]
    public = kind_of(type(rows[0])) == "public"
    outside = [row for row in free if public or not reaches(character, row)]
    return next(iter(inside), None), next(iter(outside), None)


def _person_of(row: Any) -> Any:
    return getattr(row, getattr(type(row), "scope_person", "person"), None)


def _is_own(character: Character, row: Any) -> bool:
    return bool(getattr(row, "organisation", None) == character.place.organisation)
