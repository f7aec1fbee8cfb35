"""What survivorship chose is written into the file: no form, but history, event, tokens and version as ever.

A mark of the file's `sources` is [source, day] for what a person typed, and [source, day, by] for what was
settled: `by` is the run of the claim, `file:<id>` or `contest:<id>`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import events
from chongyang.core.fields import Sealed
from chongyang.core.scopes import Actor
from chongyang.registry.models import Elder, Profile
from chongyang.registry.operations.elders import TOKENED, name_key
from chongyang.registry.operations.people import subject_of
from chongyang.registry.operations.tokens import write_tokens
from chongyang.registry.rules import forms

Mark = list[str]
ELDER = (
    *("name", "sex", "born_on", "nation", "phone", "card_number"),
    *("address", "household_address", "household_area"),
)
PROFILE = (
    *("living_form", "education", "marriage", "disability_kind", "disability_level", "income_kinds"),
    *("insurance_kinds", "ability_level", "ability_scale", "ability_on", "conditions", "allergies"),
)
NEEDED = frozenset({"name", "sex", "born_on", "nation"})
"""Of these a file is never emptied."""


@dataclass(frozen=True, slots=True)
class Golden:
    """One field's value for the file; an empty value with no mark takes what was settled away."""

    value: Any
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class Written:
    """Which fields changed, and why some could not be taken (a Chinese source sentence each)."""

    fields: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """What of the wished values differs and can be taken: read values, their marks, and why others cannot."""

    read: Mapping[str, Any]
    taken: Mapping[str, Golden]
    refused: Mapping[str, str]

    @property
    def written(self) -> Written:
        return Written(tuple(sorted(self.taken)), self.refused)


Plain = Callable[[Any, str], Any]


@transaction.atomic
def write_golden(
    *, elder: Elder, profile: Profile | None, values: Mapping[str, Golden], by: Actor, now: datetime
) -> Written:
    """Write what differs; nothing of it changes nothing. The caller holds both rows under lock.

    It asks for no right to write files: a rule decides, and row-level security says whose file it is.
    A field of neither list raises KeyError: number, life status, area and classes are written by persons.
    """
    draft = draft_golden(elder=elder, profile=profile, values=values, today=timezone.localdate(now))
    return write_draft(elder=elder, profile=profile, draft=draft, by=by, now=now)


@transaction.atomic
def write_draft(*, elder: Elder, profile: Profile | None, draft: Draft, by: Actor, now: datetime) -> Written:
    """What was drafted is written with history, event, tokens and version."""
    if draft.taken:
        put(elder, profile, draft)
        elder.save()
        if profile is not None and draft.taken.keys() & set(PROFILE):
            profile.save()
        if draft.taken.keys() & TOKENED:
            write_tokens(elder)
        payload = {"fields": sorted(draft.taken), "version": elder.version}
        events.record("registry.elder.settled", by=by, now=now, payload=payload, **subject_of(elder))
    return draft.written


def draft_golden(
    *,
    elder: Elder,
    profile: Profile | None,
    values: Mapping[str, Golden],
    today: date,
    plain: Plain | None = None,
) -> Draft:
    """The same for one file and for many: what would be written of these values, without writing it.

    `plain` gives a column in the clear, for who has opened it already.
    """
    plain = plain or plain_of
    wanted = {
        name: golden for name, golden in values.items() if _differs(elder, profile, name, golden, plain)
    }
    read, refused = forms.read_fields(_READERS, {n: g.value for n, g in wanted.items()}, today)
    refused |= _disagreeing(elder, read, today)
    taken = {name: golden for name, golden in wanted.items() if name not in refused}
    return Draft(read, taken, refused)


def lock_files(files: Iterable[UUID]) -> tuple[dict[UUID, Elder], dict[UUID, Profile]]:
    """The files and profiles that row-level security shows, locked in one order so that none deadlock."""
    keys = sorted(files)
    elders = Elder.objects.filter(id__in=keys).order_by("id").select_for_update(of=("self",))
    profiles = Profile.objects.filter(id__in=keys).order_by("id").select_for_update(of=("self",))
    return {row.id: row for row in elders}, {row.id: row for row in profiles}


def _reader(name: str) -> forms.Reader:
    known = {**forms.ELDER_READERS, **forms.PROFILE_READERS}[name]

    def read(value: Any, today: date) -> Any:
        return known(value, today) if value not in (None, "", []) or name in NEEDED else _empty(name)

    return read


def _empty(name: str) -> Any:
    if name in ("income_kinds", "insurance_kinds", "conditions", "allergies"):
        return []
    return None if name in ("household_area", "disability_level", "ability_on") else ""


_READERS: Mapping[str, forms.Reader] = {name: _reader(name) for name in (*ELDER, *PROFILE)}


def _row_of(elder: Elder, profile: Profile | None, name: str) -> Any:
    """The row that keeps a field; KeyError for one that is never settled."""
    if name not in _READERS:
        raise KeyError(name)
    return elder if name in ELDER else profile


def _differs(elder: Elder, profile: Profile | None, name: str, golden: Golden, plain: Plain) -> bool:
    row = _row_of(elder, profile, name)
    if row is None:
        return False
    value = sorted(golden.value) if isinstance(golden.value, list) else golden.value
    return bool(row.sources.get(name) != golden.mark or plain(row, name) != _blank(value))


def plain_of(row: Any, name: str) -> Any:
    """What stands in a column in the clear; nothing is None, a list is in order."""
    value = getattr(row, name)
    value = value.plain if isinstance(value, Sealed) else value
    return _blank(sorted(value) if isinstance(value, list) else value)


def _blank(value: Any) -> Any:
    return None if value in ("", []) else value


def _disagreeing(elder: Elder, read: dict[str, Any], today: date) -> dict[str, str]:
    """A birthday or sex that is not what the identity number says is not taken."""
    if elder.identity_number and read.keys() & {"born_on", "sex"}:
        told: dict[str, Any] = {name: read[name] for name in ("born_on", "sex") if name in read}
        return forms.agree_with_number({**told, "identity_number": elder.identity_number.plain}, today)
    return {}


def put(elder: Elder, profile: Profile | None, draft: Draft) -> None:
    """Set the drafted values, their marks and the next version in the rows; saving is the caller's."""
    for name, golden in draft.taken.items():
        row = _row_of(elder, profile, name)
        setattr(row, name, draft.read[name])
        row.sources = {key: mark for key, mark in row.sources.items() if key != name}
        if golden.mark:
            row.sources = {**row.sources, name: golden.mark}
    if "name" in draft.taken:
        elder.name_key = name_key(elder.name)
    elder.version += 1
