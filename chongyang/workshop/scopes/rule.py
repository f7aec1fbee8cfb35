"""The whole rule in plain Python: which rows of the sample a character should find. Asks no room for it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from chongyang.core.policies import kind_of
from chongyang.core.scopes import Scope
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import (
    BY_GRANT_ALONE,
    BY_MANDATE,
    CAPABILITIES,
    PUBLIC,
    WITHOUT_PERSONS,
    Can,
    can,
)
from chongyang.workshop.scopes.sample import Character, Sample

Door = Callable[[Scope, list[Any]], Iterable[Any]]
Rule = Callable[[Role], bool]
Bases = Callable[[Sample, Any], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Resource:
    """One kind of row: who may see any of it at all, and the doors to it.

    Doors in `by_area` show nothing of a person who is only granted. With `bases`, a row is reached through
    another (an elder, an incident): one of them must be within reach. `only` says of a row within reach who
    still must not see it.
    """

    name: str
    model: type[models.Model]
    rule: Rule
    doors: dict[str, Door]
    counts: dict[str, Callable[[Scope], int]] = field(default_factory=dict)
    narrower: dict[str, Rule] = field(default_factory=dict)
    by_area: frozenset[str] = frozenset()
    bases: Bases | None = None
    only: Callable[[Character, Any], bool] | None = None


def anyone(_: Role) -> bool:
    return True


def reads_persons(role: Role) -> bool:
    """Whether the role may know any person."""
    return can(role, Can.READ_ELDERS) and role not in WITHOUT_PERSONS


def is_inside(character: Character, area: int) -> bool:
    """Whether an area lies in the post's areas, whatever the role may see there."""
    return any(first <= area <= last for first, last in character.place.intervals)


def reaches(character: Character, row: Any) -> bool:
    """The rule from the post and the grants alone."""
    role, place = character.role, character.place
    if kind_of(type(row)) == "public":
        return True
    by_area = (
        any(is_inside(character, area) for area in areas_of(row))
        and role not in BY_GRANT_ALONE | WITHOUT_PERSONS
    )
    by_person = role not in WITHOUT_PERSONS and person_of(row) in place.persons
    return by_area or by_person or is_own(character, row)


def areas_of(row: Any) -> list[int]:
    """The area of a row; a row between two areas has both."""
    return [row.area, *(getattr(row, name) for name in getattr(type(row), "scope_also", ()))]


def person_of(row: Any) -> Any:
    return getattr(row, getattr(type(row), "scope_person", "person"), None)


def is_own(character: Character, row: Any) -> bool:
    """Of the post's organisation; who acts by mandate has none, wherever the account is kept."""
    if character.role in BY_MANDATE:
        return False
    return bool(getattr(row, "organisation", None) == character.place.organisation)


def rows_of(sample: Sample, resource: Resource) -> list[Any]:
    """The sample's rows of a resource; what is reached through others only of those chosen for that."""
    if resource.bases is None:
        return sample.rows[resource.model]
    if resource.name not in sample.through:
        chosen = [
            row for row in sample.rows[resource.model] if _is_chosen(sample, resource.bases(sample, row))
        ]
        sample.through[resource.name] = chosen
    return sample.through[resource.name]


def _is_chosen(sample: Sample, bases: Iterable[Any]) -> bool:
    """An incident belongs to its person; one without a person is chosen too."""
    return any(person_of(base) in sample.chosen or getattr(base, "person", base) is None for base in bases)


def expected(sample: Sample, who: Character, resource: Resource) -> list[Any]:
    """The rows that a resource's doors should show."""
    rows = rows_of(sample, resource) if resource.rule(who.role) else []
    held = [row for row in rows if reaches(who, row) and _has_base(sample, who, resource, row)]
    return [row for row in held if resource.only is None or resource.only(who, row)]


def _has_base(sample: Sample, who: Character, resource: Resource, row: Any) -> bool:
    bases = resource.bases
    return bases is None or any(reaches(who, base) for base in bases(sample, row))


def stand_ins(roles: Iterable[Role]) -> dict[Role, list[Role]]:
    """The first role of each set of rights, with those for which it stands."""
    kinds: dict[Any, list[Role]] = {}
    for role in roles:
        rights = CAPABILITIES.get(role, PUBLIC), role in BY_GRANT_ALONE, role in WITHOUT_PERSONS
        kinds.setdefault(rights, []).append(role)
    return {held[0]: held for held in kinds.values()}
