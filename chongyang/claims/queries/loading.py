"""What stands in files, and what was kept of them: the words of survivorship that no department told."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from chongyang.claims import models
from chongyang.claims.enums import WordKind
from chongyang.claims.rules.survivorship import Word
from chongyang.core import access
from chongyang.core.fields import Sealed
from chongyang.core.scopes import Scope
from chongyang.registry import queries as registry
from chongyang.registry.queries import settling

ON_ELDER = (
    *("name", "identity_number", "sex", "born_on", "nation", "phone", "card_number", "address", "area"),
    *("household_address", "household_area", "life_status"),
)
ON_PROFILE = (
    *("living_form", "education", "marriage", "classes", "disability_kind", "disability_level"),
    *("income_kinds", "insurance_kinds", "ability_level", "ability_scale", "ability_on", "conditions"),
    "allergies",
)
SETTLED = 3
"""A mark of so many parts was written by `settle`: source, day, and by what."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed into one field of a file, and the mark beside it as it stood there."""

    value: Any
    mark: list[str] | None
    source: str
    on: date

    @property
    def is_blank(self) -> bool:
        return self.value in (None, "", [])


@dataclass(frozen=True, slots=True)
class Held:
    """The typed words of the survivor's file by field, all other words that no claim gave, and the rows."""

    typed: Mapping[str, Word]
    others: tuple[tuple[str, Word], ...]
    stands: Mapping[str, Typed]
    """Of the survivor: what was typed in each field, whether it stands there now or a claim over it."""
    now_typed: frozenset[str]
    """Fields of the survivor in which a person's word stands now."""
    only: frozenset[str] | None = None
    """The fields that were looked at; None for all."""

    @staticmethod
    def of(
        survivor: UUID,
        elders: Mapping[UUID, Any],
        profiles: Mapping[UUID, Any],
        kept: Sequence[models.Word],
        only: frozenset[str] | None = None,
        opened: "Opened | None" = None,
    ) -> "Held":
        stands: dict[UUID, dict[str, Typed]] = {}
        now_typed: frozenset[str] = frozenset()
        opened = opened or Opened()
        for file, elder in elders.items():
            own = [word for word in kept if word.person == file]
            stands[file], fresh = _typed(elder, profiles.get(file), own, only, opened)
            if file == survivor:
                now_typed = fresh
        mine = stands.get(survivor, {})
        typed = {name: _as_word(one, "") for name, one in mine.items() if not one.is_blank}
        others = [
            (name, _as_word(one, str(file)))
            for file, fields in stands.items()
            for name, one in fields.items()
            if file != survivor and not one.is_blank
        ]
        corrections = [(word.field, _correction(word)) for word in kept if word.kind == WordKind.CORRECTION]
        return Held(typed, (*others, *corrections), mine, now_typed, only)


class Opened:
    """Columns that were opened once for a settling: unsealing is the dearest part of it."""

    def __init__(self) -> None:
        self._values: dict[tuple[int, str], Any] = {}

    def value(self, row: Any, name: str) -> Any:
        key = (id(row), name)
        if key not in self._values:
            value = getattr(row, name)
            self._values[key] = value.plain if isinstance(value, Sealed) else value
        return self._values[key]

    def raw(self, row: Any, name: str) -> Any:
        """As JSON holds it, a list in its own order."""
        value = self.value(row, name)
        return value.isoformat() if isinstance(value, date) else value

    def plain(self, row: Any, name: str) -> Any:
        """As a draft compares it: nothing is None, a list is in order."""
        value = self.value(row, name)
        return None if value in ("", []) else sorted(value) if isinstance(value, list) else value


def _typed(
    elder: Any, profile: Any, kept: Sequence[models.Word], only: frozenset[str] | None, opened: Opened
) -> tuple[dict[str, Typed], frozenset[str]]:
    """The typed words of one file; where a claim stands over one, the word that was kept of it."""
    under = {word.field: word for word in kept if word.kind == WordKind.TYPED}
    found: dict[str, Typed] = {}
    fresh = set()
    for row, names in ((elder, ON_ELDER), (profile, ON_PROFILE)):
        for name in names if row is not None else ():
            if only is not None and name not in only:
                continue
            mark = row.sources.get(name)
            if mark is None or len(mark) < SETTLED:
                source, on = (mark or (row.source, row.sourced_on.isoformat()))[:2]
                found[name] = Typed(opened.raw(row, name), mark, source, date.fromisoformat(on))
                fresh.add(name)
            elif name in under:
                found[name] = _kept(under[name])
    return found, frozenset(fresh)


def _kept(word: models.Word) -> Typed:
    value = json.loads(word.value.plain) if word.value else None
    mark = [word.source, word.told_on.isoformat()] if word.is_marked else None
    return Typed(value, mark, word.source, word.told_on)


def raw_of(row: Any, name: str) -> Any:
    """A column in the clear as JSON holds it, a list in its own order."""
    return Opened().raw(row, name)


def _as_word(typed: Typed, record: str) -> Word:
    value = sorted(typed.value) if isinstance(typed.value, list) else typed.value
    return Word(value, typed.source, typed.on, kind=WordKind.TYPED.value, record=record)


def _correction(word: models.Word) -> Word:
    return Word(
        value=json.loads(word.value.plain) if word.value else None,
        source=word.source,
        told_on=word.told_on,
        kind=WordKind.CORRECTION.value,
        record=str(word.contest or ""),
        refutes=json.loads(word.refutes.plain) if word.refutes else None,
    )


def elders_of(scope: Scope, files: Iterable[UUID]) -> dict[UUID, Any]:
    """Files within reach by key, in order."""
    return {row.id: row for row in sorted(registry.list_by_key(scope, set(files)), key=lambda row: row.id)}


def profiles_of(scope: Scope, files: Iterable[UUID]) -> dict[UUID, Any]:
    """Profiles within reach by key."""
    return {row.id: row for row in settling.profiles_by_key(scope, set(files))}


def words_kept(scope: Scope, files: Iterable[UUID]) -> list[models.Word]:
    """The kept words in force of some files, in order."""
    rows = models.Word.objects.filter(person__in=list(files), ended_at=None)
    return list(access.visible(rows, scope).order_by("person", "field", "kind", "id"))
