"""Feeds: what each department sends, described as data (`claims/data/feeds`), checked when it is read.

A city puts files of its own beside these (setting CHONGYANG_FEEDS); one with the same name takes the place of
ours. A description that names a field or a word which does not exist is refused with a sentence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from chongyang.claims.rules.fields import FIELDS, Field
from chongyang.registry.enums import Source

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "feeds"
CODES = "codes.yaml"
KNOWN_KEYS = frozenset(
    {
        *("name", "version", "source", "unit", "owner", "legal_basis", "agreement", "every_days", "is_full"),
        *("key", "area", "says", "removal", "fields", "codes", "name_en", "owner_en"),
    }
)


class UnableToReadFeed(ValueError):
    """The description of a feed is wrong; the sentence names the file and what to mend in it."""


@dataclass(frozen=True, slots=True)
class Table:
    """Codes of a department and our word for each; "" says nothing. `prefix`: the longest beginning fits."""

    name: str
    to: Mapping[str, str]
    prefix: bool = False
    source: str = ""

    def word(self, code: str) -> str | None:
        """Our word, "" for a code that says nothing, None for one that the table does not hold."""
        if code in self.to:
            return self.to[code]
        if self.prefix:
            for length in range(len(code) - 1, 0, -1):
                if code[:length] in self.to:
                    return self.to[code[:length]]
        return None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file and the field it becomes; without a field it is a part of the key alone."""

    name: str
    also: tuple[str, ...] = ()
    field: str = ""
    required: bool = False
    codes: Table | None = None
    meaning: str = ""
    label_en: str = ""
    meaning_en: str = ""

    @property
    def target(self) -> Field | None:
        return FIELDS[self.field] if self.field else None


def in_language(own: str, english: str, language: str | None) -> str:
    """A description is Chinese; it may say the same in English for whoever reads the desk so."""
    return english if english and not (language or "zh").startswith("zh") else own


@dataclass(frozen=True, slots=True)
class Basis:
    """What a feed rests on, and whether its owner has confirmed the wording."""

    text: str
    confirmed: bool
    text_en: str = ""

    def told(self, language: str | None) -> str:
        return in_language(self.text, self.text_en, language)


@dataclass(frozen=True, slots=True)
class Feed:
    """One described feed. `key` and `area` are columns; `says` holds for every record of it."""

    code: str
    name: str
    version: str
    source: str
    unit: str
    owner: str
    legal_basis: Basis
    agreement: Basis
    every_days: int
    is_full: bool
    key: tuple[str, ...]
    area: str
    columns: tuple[Column, ...]
    says: Mapping[str, Any] = field(default_factory=dict)
    removal: tuple[str, frozenset[str]] | None = None
    name_en: str = ""
    owner_en: str = ""

    def called(self, language: str | None) -> str:
        return in_language(self.name, self.name_en, language)

    def owned(self, language: str | None) -> str:
        return in_language(self.owner, self.owner_en, language)

    def labelled(self, column: str, language: str | None) -> str:
        """The head as it stands in the file, and what it means where the reader does not read Chinese."""
        found = next((one.label_en for one in self.columns if column in (one.name, *one.also)), "")
        return in_language(column, f"{column} ({found})" if found else "", language)

    @property
    def source_label(self) -> str:
        return Source.of(self.source).label

    @property
    def needed(self) -> list[str]:
        """Columns without which a file is refused."""
        return [column.name for column in self.columns if column.required or column.name in self.key]


def load_feeds(own: Path | str | None = None) -> dict[str, Feed]:
    """Every feed by its code, ours and the city's; raises UnableToReadFeed."""
    return dict(_load(str(own or "")))


@lru_cache(maxsize=4)
def _load(own: str) -> dict[str, Feed]:
    folders = [SHIPPED, *([Path(own)] if own else [])]
    tables = _tables(SHIPPED.parent / CODES)
    feeds: dict[str, Feed] = {}
    for folder in folders:
        if folder != SHIPPED and (folder / CODES).exists():
            tables |= _tables(folder / CODES)
        for path in sorted(folder.glob("*.yaml")):
            if path.name != CODES:
                feeds[path.stem] = read_feed(path.stem, _yaml(path), tables)
    return feeds


def _yaml(path: Path) -> dict[str, Any]:
    try:
        held = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UnableToReadFeed(f"{path.name}: cannot be read as YAML ({type(error).__name__})") from error
    if not isinstance(held, dict):
        raise UnableToReadFeed(f"{path.name}: a feed is described by names and values")
    return held


def _tables(path: Path) -> dict[str, Table]:
    return {name: _table(name, told) for name, told in _yaml(path).items()}


def _table(name: str, told: Any) -> Table:
    if not isinstance(told, dict) or not isinstance(told.get("to"), dict):
        raise UnableToReadFeed(f"code table {name}: it needs `to:` with a word for each code")
    to = {str(code): str(word) for code, word in told["to"].items()}
    return Table(name, to, told.get("match") == "prefix", str(told.get("source", "")))


def read_feed(code: str, told: Mapping[str, Any], tables: Mapping[str, Table]) -> Feed:
    """A feed from its description; raises UnableToReadFeed with what is wrong first."""
    if unknown := set(told) - KNOWN_KEYS:
        raise UnableToReadFeed(f"{code}: nobody knows the word {sorted(unknown)[0]!r}")
    own = {name: _table(name, table) for name, table in (told.get("codes") or {}).items()}
    try:
        columns = tuple(_column(code, each, {**tables, **own}) for each in told["fields"])
        feed = Feed(
            code=code,
            columns=columns,
            key=tuple(told["key"]),
            says=dict(told.get("says") or {}),
            legal_basis=_basis(told["legal_basis"]),
            agreement=_basis(told["agreement"]),
            removal=_removal(told.get("removal")),
            **{name: told[name] for name in ("name", "source", "unit", "owner", "is_full", "area")},
            version=str(told["version"]),
            every_days=int(told["every_days"]),
            name_en=str(told.get("name_en", "")),
            owner_en=str(told.get("owner_en", "")),
        )
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, UnableToReadFeed):
            raise
        raise UnableToReadFeed(f"{code}: {error} is missing or is not what it should be") from error
    _check(feed)
    return feed


def _basis(told: Mapping[str, Any]) -> Basis:
    return Basis(str(told["text"]), bool(told["confirmed"]), str(told.get("text_en", "")))


def _removal(told: Mapping[str, Any] | None) -> tuple[str, frozenset[str]] | None:
    return (str(told["column"]), frozenset(map(str, told["codes"]))) if told else None


def _column(feed: str, told: Mapping[str, Any], tables: Mapping[str, Table]) -> Column:
    name, target, codes = str(told["column"]), str(told.get("field", "")), told.get("codes")
    if target and target not in FIELDS:
        raise UnableToReadFeed(f"{feed}: column {name} maps to {target!r}, a field that does not exist")
    if codes and codes not in tables:
        raise UnableToReadFeed(f"{feed}: column {name} uses {codes!r}, a code table that does not exist")
    table = _of_field(feed, name, FIELDS[target], tables[codes]) if codes and target else None
    also = tuple(map(str, told.get("also", ())))
    words = {key: str(told.get(key, "")) for key in ("meaning", "label_en", "meaning_en")}
    return Column(name, also, target, bool(told.get("required")), table, **words)


def _of_field(feed: str, column: str, target: Field, table: Table) -> Table:
    """The table with the field's own words and labels beside the codes; every word must exist."""
    if target.words is None:
        raise UnableToReadFeed(f"{feed}: column {column} has codes, but {target.name} takes none")
    known = {member.value for member in target.words}
    for code, word in table.to.items():
        if word and word not in known:
            raise UnableToReadFeed(
                f"{feed}: column {column} maps code {code!r} to {word!r}, which {target.name} does not know"
            )
    labels = {member.label: member.value for member in target.words}
    return Table(table.name, {**labels, **table.to}, table.prefix, table.source)


def _check(feed: Feed) -> None:
    """What holds between the parts of a description."""
    names = [column.name for column in feed.columns]
    targets = [column.field for column in feed.columns if column.field]
    removal = [feed.removal[0]] if feed.removal else []
    problems: Sequence[tuple[bool, str]] = (
        (feed.source not in {source.value for source in Source}, f"nobody knows the source {feed.source!r}"),
        (len(set(names)) < len(names), "a column stands twice"),
        (len(set(targets)) < len(targets), "two columns map to one field"),
        (bool(set(feed.says) & set(targets)), "it says a field that a column maps to"),
        (not feed.key, "it needs a key: the columns that name a record"),
        (not set(feed.key) <= set(names), "the key names a column that is not described"),
        (feed.area not in names, "the area is a column that is not described"),
        (not set(removal) <= set(names), "the removal is a column that is not described"),
        (feed.every_days <= 0, "every_days counts the days from one file to the next"),
        (not isinstance(feed.is_full, bool), "is_full is true or false"),
    )
    for is_wrong, sentence in problems:
        if is_wrong:
            raise UnableToReadFeed(f"{feed.code}: {sentence}")
    _check_area(feed)
    for name, value in feed.says.items():
        _check_said(feed.code, name, value)


def _check_area(feed: Feed) -> None:
    column = next(column for column in feed.columns if column.name == feed.area)
    if column.field not in ("area", "household_area"):
        raise UnableToReadFeed(f"{feed.code}: column {feed.area} must map to area or household_area")


def _check_said(feed: str, name: str, value: Any) -> None:
    target = FIELDS.get(name)
    if target is None:
        raise UnableToReadFeed(f"{feed}: says {name!r}, a field that does not exist")
    said = value if isinstance(value, list) else [value]
    known = {member.value for member in target.words} if target.words else set(said)
    if not set(said) <= known or isinstance(value, list) != target.several:
        raise UnableToReadFeed(f"{feed}: says {value!r}, which {name} does not know")
