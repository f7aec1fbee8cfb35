"""One person as all sources tell her: every field with the word that stands, and all the others.

What departments told is read through `chongyang_claims_of`: it asks whether the file is reached and gives the
claims of every county (ADR 0032). `claims.operations.read_golden` writes the reading down.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection

from chongyang.claims import models
from chongyang.claims.queries.contests import contests_of
from chongyang.claims.queries.loading import Held, elders_of, profiles_of, words_kept
from chongyang.claims.rules import fields as canonical
from chongyang.claims.rules.survivorship import Choice, Word, choose_all, shipped
from chongyang.core import sealing
from chongyang.core.fields import field_key
from chongyang.core.scopes import Scope
from chongyang.registry import queries as registry

READ = "SELECT * FROM chongyang_claims_of(%s, %s, %s)"
PLACE = "claims_claim.fields.{}"


@dataclass(frozen=True)
class HeldClaim:
    """One claim, unsealed when it is first read, with how its record came to the person. Ended ones have
    `valid_to`.
    """

    id: UUID
    feed: str
    source: str
    run: UUID
    record: str
    sealed: bytes | None
    valid_from: date
    valid_to: date | None
    file: UUID
    how: str
    probability: float | None
    since: datetime
    seen_on: date

    @cached_property
    def values(self) -> Mapping[str, Any]:
        """What it says, by canonical field."""
        if self.sealed is None:
            return {}
        place = PLACE.format(self.id)
        return canonical.unpack(sealing.open_sealed(bytes(self.sealed), keys=field_key, place=place))


@dataclass(frozen=True, slots=True)
class GoldenField:
    """What stands in one field and why."""

    name: str
    choice: Choice
    contested: bool = False


@dataclass(frozen=True)
class GoldenRecord:
    """A file with its linked doubles, field by field, in the order of the canonical fields."""

    elder: Any
    files: tuple[UUID, ...]
    fields: tuple[GoldenField, ...]
    claims: tuple[HeldClaim, ...]
    contests: tuple[models.Contest, ...] = ()
    """What was said against the words, the newest first."""

    @property
    def person(self) -> UUID:
        return UUID(str(self.elder.id))

    @cached_property
    def history(self) -> Mapping[str, tuple[tuple[Word, date], ...]]:
        """The words that ended, by field, the newest first; worked out for who looks at them."""
        return _history(self.claims)

    @property
    def conflicts(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.fields if one.choice.is_conflict)

    def of(self, name: str) -> GoldenField | None:
        return next((one for one in self.fields if one.name == name), None)


def golden_of(scope: Scope, person: UUID, today: date) -> GoldenRecord:
    """The golden record of a file within reach; raises NotFound. Some 200 claims unseal in a few ms."""
    return golden_of_file(scope, registry.access_elder(scope, person), today)


def golden_of_file(scope: Scope, elder: Any, today: date) -> GoldenRecord:
    """The same of a file that was asked for already."""
    files = registry.get_cluster(elder)
    claims = read_claims(scope, elder.id)
    held = held_of(scope, files[0], sorted({elder.id, *files}))
    chosen = choose_all(words_of(claims, held), today)
    said = contests_of(scope, files)
    contested = {row.field for row in said if row.state in models.contests.OPEN}
    rows = (GoldenField(name, chosen[name], name in contested) for name in in_order(chosen))
    return GoldenRecord(elder, tuple(files), tuple(rows), tuple(claims), tuple(said))


def in_order(names: Iterable[str]) -> list[str]:
    """Field names in the order in which the canonical fields stand."""
    places = {name: place for place, name in enumerate(canonical.FIELDS)}
    return sorted(names, key=lambda name: (places.get(name, len(places)), name))


def read_claims(scope: Scope, person: UUID) -> list[HeldClaim]:
    """Every claim of the records of a person and her doubles, wherever it was told; none beyond reach."""
    with connection.cursor() as cursor:
        cursor.execute(READ, [person, scope.purpose, scope.role])
        rows = cursor.fetchall()
    return sorted((opened(row) for row in rows), key=lambda one: (one.feed, one.record, one.valid_from))


def opened(row: Sequence[Any]) -> HeldClaim:
    """A row in the columns of `chongyang_claims_of`."""
    key, feed, source, run, record, sealed, *rest = row
    return HeldClaim(key, feed, source, run, bytes(record).hex(), sealed, *rest)


def words_of(
    claims: Iterable[HeldClaim], held: Held, only: Collection[str] | None = None
) -> dict[str, list[Word]]:
    """All words in force, by field: claims (of some fields), what was typed into each file, corrections."""
    words: dict[str, list[Word]] = defaultdict(list)
    for claim in claims:
        if claim.valid_to is None:
            for name, value in claim.values.items():
                if only is None or name in only:
                    words[name].append(_word(claim, value))
    for name, word in held.typed.items():
        words[name].append(word)
    for name, word in held.others:
        words[name].append(word)
    return dict(words)


def _word(claim: HeldClaim, value: Any) -> Word:
    return Word(
        value=value,
        source=claim.source,
        told_on=claim.valid_from,
        feed=claim.feed,
        record=claim.record,
        run=claim.run,
        claim=claim.id,
        seen_on=claim.seen_on,
    )


def held_of(scope: Scope, survivor: UUID, files: Sequence[UUID]) -> Held:
    """What stands in the files within reach, and what was kept of them."""
    elders = elders_of(scope, files)
    profiles = profiles_of(scope, files)
    kept = words_kept(scope, files)
    return Held.of(survivor, elders, profiles, kept)


def _history(claims: Iterable[HeldClaim]) -> dict[str, tuple[tuple[Word, date], ...]]:
    """Words of ended claims by field; a value that a source said twice running stands once."""
    ended: dict[str, list[tuple[Word, date]]] = defaultdict(list)
    for claim in claims:
        if claim.valid_to is not None:
            for name, value in claim.values.items():
                held = ended[name]
                word = _word(claim, value)
                if held and held[-1][0].origin == word.origin and held[-1][0].key == word.key:
                    held[-1] = (held[-1][0], claim.valid_to)
                else:
                    held.append((word, claim.valid_to))
    return {
        name: tuple(sorted(held, key=lambda one: (one[1], one[0].told_on, one[0].origin), reverse=True))
        for name, held in ended.items()
    }


def field_names() -> tuple[str, ...]:
    """The fields for which a rule stands."""
    return tuple(shipped().fields)
