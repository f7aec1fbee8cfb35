"""The layout 一核两极四区八中心多点: parts, members, and the areas that they are or lie in.

Nothing is drawn that nobody published: a member is counties of the tree, or lies somewhere within one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from chongyang.core.scopes import Interval, interval_of
from chongyang.core.yaml_files import read_yaml


class UnableToReadLayout(ValueError):
    """The file contradicts itself; the message names the part or the member."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One member of a part. `is_area`: it is these areas; else it lies somewhere within them."""

    key: str
    label: str
    english: str
    quote: str
    codes: tuple[str, ...]
    is_area: bool
    develops: str = ""
    targets: tuple[str, ...] = ()
    coverage: bool = False
    confirmed: bool = True
    says: str = ""

    @property
    def intervals(self) -> tuple[Interval, ...]:
        return tuple(interval_of(code) for code in self.codes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of the five parts. `beds`: each member shall have a public home of so many, in these words."""

    key: str
    label: str
    english: str
    clause: str
    quote: str
    targets: tuple[str, ...]
    members: tuple[Member, ...]
    beds: int = 0
    beds_quote: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The whole of it with the clause and the target that ask for it."""

    clause: str
    quote: str
    target: str
    parts: tuple[Part, ...]


@cache
def load_layout() -> Layout:
    """The shipped file. Raises UnableToReadLayout."""
    file = resources.files("chongyang.designations").joinpath("data", "layout.yaml")
    return read(read_yaml(file.read_text(encoding="utf-8")))


def read(told: Mapping[str, Any]) -> Layout:
    """The layout of a parsed file. Raises UnableToReadLayout."""
    try:
        parts = tuple(_part(row) for row in told["parts"])
        made = Layout(clause=told["clause"], quote=told["quote"], target=told["target"], parts=parts)
    except (KeyError, TypeError, ValueError) as error:
        raise UnableToReadLayout(str(error)) from error
    keys = [member.key for member in members_of(made)]
    if len(keys) != len(set(keys)):
        raise UnableToReadLayout("two members of one key")
    return made


def members_of(layout: Layout) -> Iterator[Member]:
    """Every member of every part, in order."""
    for part in layout.parts:
        yield from part.members


def _part(row: Mapping[str, Any]) -> Part:
    home = row.get("public_home", {})
    words = {name: row[name] for name in ("key", "label", "english", "clause", "quote")}
    return Part(
        **words,
        targets=tuple(row["targets"]),
        members=tuple(_member(one) for one in row["members"]),
        beds=home.get("beds", 0),
        beds_quote=home.get("quote", ""),
        says=row.get("says", ""),
    )


def _member(row: Mapping[str, Any]) -> Member:
    told = dict(row)
    areas, within = told.pop("is", None), told.pop("in", None)
    if (areas is None) == (within is None):
        raise UnableToReadLayout(f"{row['key']}: it is areas, or lies in them")
    told["targets"] = tuple(told.get("targets", ()))
    return Member(codes=tuple(areas or within), is_area=areas is not None, **told)
