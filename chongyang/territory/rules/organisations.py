"""The organisations that this room ships as data: who they are on a day, and who took over.

Sources stand beside the data, in `chongyang/territory/data/README.md`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from chongyang.core.scopes import Interval, interval_of, merge
from chongyang.territory.rules.reference import (
    CITY_CODE,
    Area,
    UnableToReadReference,
    shipped_yaml,
    stands_on,
)

OFFICE_ENDINGS = {"street": "办事处", "town": "人民政府", "township": "人民政府", "other": "管理机构"}
ORGANISATION_KINDS = frozenset(
    {
        "government",
        "department",
        "office",
        "party_organ",
        "zone_committee",
        "leading_group",
        "service_centre",
        "street_office",
        "other",
    }
)


@dataclass(frozen=True, slots=True)
class Succession:
    """An organisation that took over, with how that is known."""

    key: str
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Organisation:
    """An authority under the name of its day; `valid_from` and `valid_to` are half open, None = open."""

    key: str
    name: str
    kind: str
    short: str
    aliases: tuple[str, ...] = ()
    parent: str | None = None
    jurisdiction: tuple[str, ...] = (CITY_CODE,)
    seat: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[Succession, ...] = ()
    source: str = ""
    confirmed: bool = True
    note: str = ""

    @property
    def area(self) -> int:
        """First area value of its seat, or of its jurisdiction."""
        return interval_of(self.seat or self.jurisdiction[0])[0]

    @property
    def intervals(self) -> tuple[Interval, ...]:
        """The areas it answers for."""
        return merge(interval_of(code) for code in self.jurisdiction)

    @property
    def names(self) -> tuple[str, ...]:
        """Every wording under which a document may name it, the longest first."""
        return tuple(sorted({self.name, self.short, *self.aliases}, key=len, reverse=True))

    def is_valid_on(self, day: date) -> bool:
        """Whether it existed on that day, as far as is known."""
        return stands_on(self.valid_from, self.valid_to, day)


@dataclass(frozen=True, slots=True)
class Group:
    """Words that stand for several organisations. `is_open`: the text names a class and does not list it."""

    key: str
    name: str
    members: tuple[str, ...]
    is_open: bool
    source: str
    confirmed: bool
    note: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """A duty that went from one organisation to another which is not its successor."""

    duty: str
    giver: str
    taker: str
    moved_on: date
    source: str
    confirmed: bool


@cache
def load_organisations() -> tuple[Organisation, ...]:
    """Of the city, the counties and the zones; those of the streets come from `street_offices`."""
    rows = [
        row
        for name in ("organisations.yaml", "organisations_local.yaml")
        for row in shipped_yaml(name)["organisations"]
    ]
    organisations = tuple(_organisation(row) for row in rows)
    _check_keys(organisations)
    return organisations


@cache
def load_groups() -> tuple[Group, ...]:
    """The groups that the plans name, e.g. 各县(市、区)人民政府; a member may be a group."""
    return tuple(_group(row) for row in shipped_yaml("organisation_groups.yaml")["groups"])


@cache
def load_transfers() -> tuple[Transfer, ...]:
    """Duties that moved in the reform of 2018-19."""
    return tuple(Transfer(**row) for row in shipped_yaml("organisation_groups.yaml")["transfers"])


def members_of(key: str, groups: Mapping[str, Group]) -> tuple[str, ...]:
    """The organisation keys behind a key: itself, or the group's members with inner groups opened."""
    if key not in groups:
        return (key,)
    return tuple(inner for member in groups[key].members for inner in members_of(member, groups))


def street_offices(areas: Iterable[Area]) -> Iterator[Organisation]:
    """The office of each street (街道办事处) and the government of each town (镇、乡人民政府)."""
    for area in areas:
        if area.level == "street":
            name = area.name + OFFICE_ENDINGS[area.kind]
            yield Organisation(
                key=f"street.{area.code}.office",
                name=name,
                kind="street_office",
                short=name,
                jurisdiction=(area.code,),
                source="rule",
                confirmed=area.kind != "other",
            )


def _organisation(row: Mapping[str, Any]) -> Organisation:
    if row["kind"] not in ORGANISATION_KINDS:
        raise UnableToReadReference(f"{row['key']}: unknown kind {row['kind']!r}")
    plain = {
        name: value for name, value in row.items() if name not in {"aliases", "jurisdiction", "successors"}
    }
    return Organisation(
        **{"short": row["name"], **plain},
        aliases=tuple(row.get("aliases", ())),
        jurisdiction=tuple(row.get("jurisdiction", (CITY_CODE,))),
        successors=tuple(Succession(**successor) for successor in row.get("successors", ())),
    )


def _check_keys(organisations: Iterable[Organisation]) -> None:
    known = [organisation.key for organisation in organisations]
    if len(known) != len(set(known)):
        raise UnableToReadReference("an organisation's key stands twice")
    for organisation in organisations:
        named = [organisation.parent, *(successor.key for successor in organisation.successors)]
        for key in filter(None, named):
            if key not in known:
                raise UnableToReadReference(f"{organisation.key}: names {key}, which does not exist")


def _group(row: Mapping[str, Any]) -> Group:
    return Group(
        key=row["key"],
        name=row["name"],
        members=tuple(row["members"]),
        is_open=row.get("open", False),
        source=row["source"],
        confirmed=row.get("confirmed", True),
        note=row.get("note", ""),
    )
