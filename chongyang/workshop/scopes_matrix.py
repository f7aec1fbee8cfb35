"""Every role at every kind of place, by every door there is so far, against what plain Python expects.

Three ways are tried for each: the doors as they are; the doors with the policies lifted (so that the literal
filters stand alone); raw SQL without a filter (so that the policies stand alone), reading and writing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction

from chongyang.core.access import enter
from chongyang.core.models import Event
from chongyang.core.policies import kind_of
from chongyang.core.queries import events
from chongyang.core.scopes import Scope, system_scope
from chongyang.emergency import queries as emergency
from chongyang.emergency.models import Dispatch, Incident
from chongyang.providers import queries as providers
from chongyang.providers.models import Provider, Responder
from chongyang.registry import queries as registry
from chongyang.registry.models import Elder
from chongyang.telecare import queries as telecare
from chongyang.telecare.models import Device
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from chongyang.territory.rules.capabilities import BY_GRANT_ALONE, WITHOUT_PERSONS, Can, can
from chongyang.workshop import scopes_raw as raw
from chongyang.workshop.scopes_sample import (
    KIND,
    WORD,
    Character,
    Sample,
    key_of,
    make_characters,
    make_places,
    make_rows,
    scope_at,
)

Keys = set[Any]
Door = Callable[[Scope, list[Any]], Keys]
Rule = Callable[[Role], bool]
FEW = 100_000
NOT_THERE = (registry.NotFound, emergency.NotFound, NotAllowed)


@dataclass(frozen=True, slots=True)
class Resource:
    """One kind of row: who may see any of it at all, and the doors to it."""

    name: str
    model: type[models.Model]
    rule: Rule
    doors: dict[str, Door]
    count: Callable[[Scope], int] | None = None
    narrower: dict[str, Rule] = field(default_factory=dict)


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


def _any(_: Role) -> bool:
    return True


def _persons(role: Role) -> bool:
    return can(role, Can.READ_ELDERS) and role not in WITHOUT_PERSONS


def _each(get: Callable[[Scope, Any], Any]) -> Door:
    """A door to one row, tried with every row there is."""

    def door(scope: Scope, rows: list[Any]) -> Keys:
        found = set()
        for row in rows:
            try:
                if get(scope, row) is not None:
                    found.add(row.pk)
            except NOT_THERE:
                continue
        return found

    return door


def _page(get: Callable[[Scope, int], Iterable[Any]]) -> Door:
    """A door to many rows; whatever comes that is not of the sample counts too."""

    def door(scope: Scope, rows: list[Any]) -> Keys:
        try:
            return {
                row.id if isinstance(row, registry.MaskedRow) else row.pk for row in get(scope, len(rows))
            }
        except NOT_THERE:
            return set()

    return door


def _all(get: Callable[[Scope], Iterable[Any]]) -> Door:
    """A door without pages to rows that are few; other rows than the sample's are not looked at."""

    def door(scope: Scope, rows: list[Any]) -> Keys:
        return {row.id for row in get(scope)} & {row.pk for row in rows}

    return door


def _devices_at_home(scope: Scope, rows: list[Any]) -> Keys:
    return {device.pk for row in rows for device in telecare.list_devices_of(scope, row.person)}


RESOURCES = (
    Resource(
        "elders",
        Elder,
        _persons,
        {
            "list": _page(lambda scope, limit: registry.list_elders(scope, limit=limit)),
            "detail": _each(lambda scope, row: registry.access_elder(scope, row.pk)),
            "search": _page(lambda scope, limit: registry.find_elders(scope, WORD)),
            "export": _page(lambda scope, limit: registry.export_elders(scope, limit=limit)),
        },
        registry.count_elders,
        {"export": lambda role: can(role, Can.EXPORT_ELDERS)},
    ),
    Resource(
        "incidents",
        Incident,
        _persons,
        {
            "list": _page(lambda scope, limit: emergency.list_incidents(scope, limit=limit)),
            "detail": _each(lambda scope, row: emergency.access_incident(scope, row.pk)),
        },
        lambda scope: sum(emergency.count_open(scope).values()),
    ),
    Resource(
        "dispatches",
        Dispatch,
        _persons,
        {"detail": _each(lambda scope, row: emergency.access_dispatch(scope, row.pk))},
    ),
    Resource(
        "devices",
        Device,
        _persons,
        {
            "list": _devices_at_home,
            "detail": _each(lambda scope, row: telecare.get_device(scope, row.pk)),
            "search": _each(lambda scope, row: telecare.find_device(scope, row.serial)),
        },
        telecare.count_devices_in_use,
    ),
    Resource(
        "responders",
        Responder,
        _any,
        {"list": _all(lambda scope: providers.list_responders_on_duty(scope, limit=FEW))},
    ),
    Resource(
        "providers",
        Provider,
        _any,
        {
            "list": _all(lambda scope: providers.list_providers()),
            "detail": _each(lambda scope, row: providers.get_provider(row.pk)),
        },
        lambda scope: providers.count_providers(),
    ),
    Resource(
        "events",
        Event,
        _any,
        {
            "list": _page(lambda scope, limit: events.list_events(scope, kinds=[KIND])),
            "detail": _each(lambda scope, row: events.access_event(scope, row.id)),
        },
        events.count_events,
    ),
)


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
    allowed = resource.narrower.get(name, _any)(who.role)
    expected = _expected(sample, who, resource) if allowed else []
    found = resource.doors[name](scope, rows)
    _compare(report, who, resource.name, way.format(name), expected, found, rows)


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
