"""The units that the plans name: organisations and groups of them, under their published short names."""

from dataclasses import dataclass
from functools import cache

from chongyang.territory.rules.organisations import load_groups, load_organisations, members_of

LEAD, RESPONSIBLE = "lead", "responsible"


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisation or a group; `members` stand behind a group, `successors` took over."""

    key: str
    short: str
    name: str
    members: tuple[str, ...]
    successors: tuple[str, ...]
    valid_to: str


@cache
def load_units() -> dict[str, Unit]:
    """Every organisation and group that a plan may name, by key."""
    groups = {group.key: group for group in load_groups()}
    units = {
        row.key: Unit(
            key=row.key,
            short=row.short,
            name=row.name,
            members=(),
            successors=tuple(successor.key for successor in row.successors),
            valid_to=row.valid_to.isoformat() if row.valid_to else "",
        )
        for row in load_organisations()
    }
    for group in groups.values():
        units[group.key] = Unit(group.key, group.name, group.name, members_of(group.key, groups), (), "")
    return units


def short_name(key: str) -> str:
    """市民政局 for city.civil-affairs, 各县(市、区)人民政府 for the group; raises KeyError."""
    return load_units()[key].short
