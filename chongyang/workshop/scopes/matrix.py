"""Every role at every kind of place, by every door, against what plain Python expects.

Three ways are tried for each: the doors as they are; the doors with the policies lifted (so that the literal
filters stand alone); raw SQL without a filter (so that the policies stand alone), reading and writing.

Rights decide alike for all roles that have the same, so what costs much (the policies lifted, one row at a
time, what belongs to a row, the JSON door, the desks' pages) is asked for one role of each set of rights:
`Report.stand_ins`.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from chongyang.core.access import enter
from chongyang.core.operations import counts as kept_counts
from chongyang.core.policies import kind_of
from chongyang.core.scopes import Scope, nobody, system_scope
from chongyang.territory.enums import Role
from chongyang.workshop.scopes import raw as raw
from chongyang.workshop.scopes.doors import RESOURCES
from chongyang.workshop.scopes.related import add_related
from chongyang.workshop.scopes.rule import (
    Resource,
    anyone,
    expected,
    is_inside,
    is_own,
    person_of,
    reaches,
    rows_of,
    stand_ins,
)
from chongyang.workshop.scopes.sample import (
    Character,
    Sample,
    key_of,
    make_characters,
    make_places,
    make_rows,
    scope_at,
)
from chongyang.workshop.scopes.sheets import SHEETS, Sheet
from chongyang.workshop.scopes.visit import Visit, visiting
from chongyang.workshop.still import still

Keys = set[Any]
COSTLY = ("API", "expansion", "detail")


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
    """Cells tried by (resource, door), and where they disagreed; who stood in for which roles."""

    tried: Counter[tuple[str, str]] = field(default_factory=Counter)
    disagreements: list[Disagreement] = field(default_factory=list)
    stand_ins: dict[str, list[str]] = field(default_factory=dict)


class _Undo(Exception):
    """Leaves the transaction without a trace."""


@dataclass(frozen=True, slots=True)
class _Run:
    """What is tried, and for whom also what costs much."""

    report: Report
    sample: Sample
    resources: Sequence[Resource]
    sheets: Sequence[Sheet]
    stand_ins: frozenset[Role]
    now: datetime

    def doors_for(self, who: Character) -> Iterator[tuple[Resource, str]]:
        """The doors that are tried for this role."""
        for resource in self.resources:
            for name in resource.doors:
                if who.role in self.stand_ins or not name.startswith(COSTLY):
                    yield resource, name


def check(
    *,
    now: datetime,
    roles: Iterable[Role] = Role,
    resources: Sequence[Resource] = RESOURCES,
    sheets: Sequence[Sheet] = SHEETS,
    places: Collection[str] = (),
) -> Report:
    """Try every cell on rows of its own, inside a transaction that is rolled back; at all places or some."""
    report = Report()
    try:
        with still(), enter(system_scope("check_scope")):
            _try_all(report, list(roles), resources, sheets, places, now)
            raise _Undo
    except _Undo:
        return report


def _try_all(
    report: Report,
    roles: list[Role],
    resources: Sequence[Resource],
    sheets: Sequence[Sheet],
    chosen: Collection[str],
    now: datetime,
) -> None:
    standing = stand_ins(roles)
    report.stand_ins = {role.value: [one.value for one in held] for role, held in standing.items()}
    places = make_places()
    held = [who for who in make_characters(roles, places, now) if not chosen or who.place.name in chosen]
    cast = [(who, scope_at(who, now)) for who in held]
    before = [_counts(scope, resources) for _, scope in cast]
    run = _Run(report, make_rows(places, now), resources, sheets, frozenset(standing), now)
    add_related(run.sample, now)
    kept_counts.recount(now=now)
    seen: set[Any] = set()
    for (who, scope), counts in zip(cast, before, strict=True):
        _try_doors(run, who, scope)
        _try_counts(run, who, scope, counts)
        if (reach := (scope.intervals, scope.organisation, scope.persons)) not in seen:
            seen.add(reach)
            _try_raw(report, run.sample, who, scope)
        if who.role in run.stand_ins:
            _try_sheets(run, who)


def _counts(scope: Scope, resources: Sequence[Resource]) -> dict[tuple[str, str], int]:
    """What each count says before the sample is there."""
    with enter(scope):
        return {(one.name, name): get(scope) for one in resources for name, get in one.counts.items()}


def _try_doors(run: _Run, who: Character, scope: Scope) -> None:
    """Each door as it is, then with the policies lifted, so that its own filter stands alone."""
    with enter(scope):
        for resource, name in run.doors_for(who):
            _try_door(run, who, scope, resource, name, "{}")
    if who.role not in run.stand_ins:
        return
    with enter(system_scope("check_scope")):
        for resource, name in run.doors_for(who):
            if not name.startswith("API"):  # its views ask the same queries
                _try_door(run, who, scope, resource, name, "{}, filter alone")


def _try_door(run: _Run, who: Character, scope: Scope, resource: Resource, name: str, way: str) -> None:
    rows = rows_of(run.sample, resource)
    allowed = resource.narrower.get(name, anyone)(who.role)
    wanted = expected(run.sample, who, resource) if allowed else []
    if name in resource.by_area:
        wanted = [row for row in wanted if is_inside(who, row.area)]
    found = _keys(who, resource, resource.doors[name](scope, rows), rows)
    _compare(run.report, who, resource.name, way.format(name), wanted, found, rows)


def _keys(who: Character, resource: Resource, found: Iterable[Any], rows: list[Any]) -> Keys:
    """Keys of the sample's rows that were found, and of any row of the city that is not within reach; through
    a row of the sample nothing but the sample's should be found."""
    known = {row.pk for row in rows}
    keyed = ((_key(row), row) for row in found)
    return {key for key, row in keyed if key in known or resource.bases or not reaches(who, row)}


def _key(row: Any) -> Any:
    names = (name for name in ("pk", "id", "seq") if getattr(row, name, None))
    return next((getattr(row, name) for name in names), repr(row))


def _try_counts(run: _Run, who: Character, scope: Scope, before: dict[tuple[str, str], int]) -> None:
    """A count must have grown by exactly the expected rows."""
    after = _counts(scope, run.resources)
    for resource in run.resources:
        wanted = len(expected(run.sample, who, resource)) if resource.counts else 0
        for door in resource.counts:
            grown = after[resource.name, door] - before[resource.name, door]
            run.report.tried[resource.name, door] += 1
            if grown != wanted:
                _disagree(run.report, who, resource.name, door, (wanted,), (grown,))


def _try_sheets(run: _Run, who: Character) -> None:
    """The desks' pages, as a browser asks for them; what a visit writes is taken back."""
    with transaction.atomic():
        with enter(nobody()), visiting(who, run.sample, run.now) as visit:
            for sheet in run.sheets:
                _try_sheet(run, who, sheet, visit)
        transaction.set_rollback(True)


def _try_sheet(run: _Run, who: Character, sheet: Sheet, visit: Visit) -> None:
    wanted, found = sheet.expected(visit), sheet.found(visit)
    run.report.tried[sheet.resource, sheet.door] += 1
    if wanted != found:
        missing, surplus = (tuple(sorted(map(str, part))) for part in (wanted - found, found - wanted))
        _disagree(run.report, who, sheet.resource, sheet.door, missing, surplus)


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
    free = [row for row in rows if person_of(row) not in character.place.persons]
    inside = [row for row in free if reaches(character, row) and not is_own(character, row)]
    public = kind_of(type(rows[0])) == "public"
    outside = [row for row in free if public or not reaches(character, row)]
    return next(iter(inside), None), next(iter(outside), None)
