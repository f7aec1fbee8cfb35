"""Claims in words: a field's value as people read it, who said it, why it stands."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext

from chongyang.claims.enums import ContestReason, How, WordKind
from chongyang.claims.queries.golden import GoldenField, GoldenRecord, HeldClaim
from chongyang.claims.rules import contests as cycles
from chongyang.claims.rules.fields import DAYS, FIELDS
from chongyang.claims.rules.survivorship import Word, shipped
from chongyang.core.identifiers import age_on, mask_name
from chongyang.core.labels import Labelled
from chongyang.core.words import N_
from chongyang.registry.enums import LifeStatus, Sex, Source
from chongyang.territory import queries as territory
from chongyang.web.parts.templatetags.moments import day

BETWEEN = N_("、")
OPEN_NAMES = frozenset({"name"})
"""Covered in lists, shown in an opened file, as the file shows them itself."""
AREAS = frozenset({"area", "household_area"})
IN_A_CELL = 3
STATES = {state.name: state.label for state in (*cycles.contest.states, *cycles.stop.states)}
TONES = {"open": "warn", "asked": "note", "corrected": "good", "upheld": "good"}


def label_of(words: type[Labelled], code: Any) -> str:
    """The word of a code in the reader's language; a code of a later version stands for itself."""
    found = _labels(words).get(str(code))
    return gettext(found) if found else str(code)


@cache
def _labels(words: type[Labelled]) -> dict[str, str]:
    return dict(words.choices())


def field_label(name: str) -> str:
    """The word of a canonical field."""
    known = FIELDS.get(name)
    return gettext(known.label) if known else name


def is_covered(name: str) -> bool:
    """Whether a value is shown covered and opened one by one."""
    known = FIELDS.get(name)
    return known is not None and known.mask is not None and name not in OPEN_NAMES


Names = Mapping[int, str]


def plain(name: str, value: Any, areas: Names | None = None) -> str:
    """A value in full, in words; `areas` are names that were asked for already."""
    if value in (None, "", []):
        return ""
    if isinstance(value, list):
        return gettext(BETWEEN).join(plain(name, one) for one in value)
    if name in AREAS:
        return (areas or {}).get(int(value)) or territory.area_name(int(value))
    known = FIELDS.get(name)
    if known and known.words:
        return label_of(known.words, value)
    return day(date.fromisoformat(value)) if name in DAYS and isinstance(value, str) else str(value)


def say(name: str, value: Any, areas: Names | None = None) -> str:
    """A value as an opened file shows it: numbers, addresses and other persons' names covered."""
    if is_covered(name) and value not in (None, "", []):
        mask = FIELDS[name].mask
        return mask(str(value)) if mask else str(value)
    return plain(name, value, areas)


def said(name: str, word: Word) -> dict[str, Any]:
    """One source's word in a cell or a line."""
    return {
        "value": say(name, word.value),
        "source": label_of(Source, word.source),
        "on": word.told_on,
        "kind": label_of(WordKind, word.kind),
        "is_claim": word.kind == WordKind.CLAIM,
        "is_correction": word.kind == WordKind.CORRECTION,
        "feed": word.feed,
        "record": word.record,
        "claim": word.claim,
    }


def columns_of(record: GoldenRecord) -> list[str]:
    """The sources that say anything, what was typed first, then in the order of the sources' list."""
    held = {_column(word) for one in record.fields for word in _words(one)}
    order = [WordKind.TYPED.value, WordKind.CORRECTION.value, *[source.value for source in Source]]
    return sorted(held, key=lambda name: (order.index(name) if name in order else len(order), name))


def _column(word: Word) -> str:
    return word.source if word.kind == WordKind.CLAIM else word.kind


def _words(one: GoldenField) -> Iterable[Word]:
    return (word for word in (one.choice.winner, *one.choice.losers) if word is not None)


def column_label(name: str) -> str:
    """The head of a column."""
    return label_of(WordKind, name) if name in set(WordKind) else label_of(Source, name)


def rows_of(record: GoldenRecord, columns: Sequence[str]) -> list[dict[str, Any]]:
    """One row a field: what stands and why, and each source's words side by side."""
    told = (word.value for one in record.fields if one.name in AREAS for word in _words(one))
    areas = territory.area_names(int(value) for value in told if value)
    return [_row(one, columns, areas) for one in record.fields]


def _row(one: GoldenField, columns: Sequence[str], areas: Names) -> dict[str, Any]:
    cells: dict[str, list[Word]] = {name: [] for name in columns}
    for word in _words(one):
        cells[_column(word)].append(word)
    rule = shipped().of(one.name)
    return {
        "name": one.name,
        "label": field_label(one.name),
        "value": say(one.name, one.choice.value, areas),
        "why": gettext(one.choice.why.label) if one.choice.why else "",
        "rule": gettext(rule.why) if rule.why else "",
        "by_person": rule.write == "never" and bool(rule.field),
        "conflict": one.choice.is_conflict,
        "contested": one.contested,
        "short": one.name in SHORT,
        "cells": [_cell(one, name, cells[name], areas) for name in columns],
    }


def _cell(one: GoldenField, name: str, words: Sequence[Word], areas: Names) -> dict[str, Any]:
    """The first words of a source in their rank; the page of the field shows all."""
    shown = [
        {
            "value": say(one.name, word.value, areas),
            "on": word.told_on,
            "wins": word is one.choice.winner,
        }
        for word in words[:IN_A_CELL]
    ]
    return {"label": column_label(name), "words": shown, "more": len(words) - len(shown)}


SHORT = frozenset({"identity_number", "phone", "card_number", "household_number"}) | DAYS
"""Fields whose words are never broken: half a number is no number."""


def field_context(one: GoldenField, record: GoldenRecord) -> dict[str, Any]:
    """Every word about one field, the winner first, and what was said before."""
    by_key = {claim.id: claim for claim in record.claims}
    past = record.history.get(one.name, ())
    words = [_line(one, word, by_key.get(word.claim) if word.claim else None) for word in _words(one)]
    return {
        "name": one.name,
        "label": field_label(one.name),
        "value": say(one.name, one.choice.value),
        "why": gettext(one.choice.why.label) if one.choice.why else "",
        "rule": gettext(shipped().of(one.name).why),
        "conflict": one.choice.is_conflict,
        "contested": one.contested,
        "covered": is_covered(one.name),
        "words": words,
        "history": [{**said(one.name, word), "until": until} for word, until in past],
    }


def _line(one: GoldenField, word: Word, claim: HeldClaim | None) -> dict[str, Any]:
    return {
        **said(one.name, word),
        "wins": word is one.choice.winner,
        "how": label_of(How, claim.how) if claim else "",
        "seen": word.seen_on,
    }


def head(elder: Any, now: datetime) -> dict[str, Any]:
    """Who it is, in an opened file."""
    return {
        "elder": elder,
        "sex": label_of(Sex, elder.sex),
        "age": age_on(elder.born_on, timezone.localdate(now)),
        "place": territory.area_name(elder.area),
        "status": label_of(LifeStatus, elder.life_status),
    }


def covered_heads(elders: Iterable[Any]) -> dict[UUID, dict[str, Any]]:
    """Who they are as a list shows it: covered names with their areas, in one statement."""
    held = list(elders)
    areas = territory.area_names(row.area for row in held)
    today = timezone.localdate()
    return {
        row.id: {
            "name": mask_name(row.name),
            "sex": label_of(Sex, row.sex),
            "age": age_on(row.born_on, today),
            "place": areas.get(row.area, ""),
            "alive": row.life_status == LifeStatus.ALIVE,
        }
        for row in held
    }


def contest_row(row: Any, now: datetime) -> dict[str, Any]:
    """One contest without a word of anybody."""
    return {
        "row": row,
        "field": field_label(row.field),
        "source": label_of(Source, row.source),
        "reason": label_of(ContestReason, row.reason),
        "state": gettext(STATES[row.state]),
        "tone": TONES.get(row.state, ""),
        "is_open": row.state in ("open", "asked"),
        "is_late": row.state in ("open", "asked") and row.due_at < now,
    }


def opened_contest(row: Any, now: datetime) -> dict[str, Any]:
    """The same with what was written, for who opened the file or answers."""
    return {
        **contest_row(row, now),
        "contested": _sealed(row, "contested"),
        "proposed": _sealed(row, "proposed"),
        "note": row.note.plain,
        "answer": row.answer.plain,
    }


def _sealed(row: Any, name: str) -> str:
    held = getattr(row, name)
    return say(row.field, json.loads(held.plain)) if held else ""
