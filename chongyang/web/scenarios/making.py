"""The form of a scenario: today's values of some programmes, each of which may be changed."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext

from chongyang.core.words import N_
from chongyang.policy import queries as policy
from chongyang.policy.rules.asking import parameters_of
from chongyang.policy.rules.engine.values import Values, short_name
from chongyang.policy.rules.programmes import Programme, load_programmes
from chongyang.policy.rules.promises import NUMBERED, Parameter
from chongyang.scenarios.rules.changes import Change, apply_changes, choices_of
from chongyang.scenarios.rules.running import GOES_ON
from chongyang.territory import queries as territory
from chongyang.web.scenarios.words import LEVELS

LONGEST = 30
CITY_SHARE = ".city_share"
"""1:1 written as a share: it is changed as the payers' parts."""
NOT_A_NUMBER = N_("请填一个数。")
DEFAULT_YEARS = 5


class UnableToRead(ValueError):
    """A field holds what is no number; Chinese source text."""


@dataclass(frozen=True, slots=True)
class Field:
    """One value that may be changed. `today` is what stands now, `value` what the form shows."""

    name: str
    parameter: Parameter
    today: Any
    value: Any
    choices: tuple[tuple[str, str, bool], ...] = ()

    @property
    def today_words(self) -> str:
        return f"{self.today:,}" if isinstance(self.today, int | float) else ""


@dataclass(frozen=True, slots=True)
class Payers:
    """Who pays a programme's amounts, in percent."""

    name: str
    parts: tuple[tuple[str, str, str], ...]
    today: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Group:
    """A programme with its fields."""

    programme: Programme
    fields: tuple[Field, ...]
    payers: Payers | None
    fund: str
    raisable: tuple[Parameter, ...]


def city_values(year: int) -> Values:
    """Today's rules at the end of a year, the plans going on."""
    return policy.get_decided().values_on(date(year, 12, 31), GOES_ON)


def groups_of(
    codes: Iterable[str], year: int, changes: tuple[Change, ...] = (), typed: Mapping[str, str] | None = None
) -> list[Group]:
    """The chosen programmes with today's values, those of a scenario that is copied, and what was typed."""
    wanted = set(codes)
    today = city_values(year)
    later = policy.get_decided().values_on(date(year, 12, 31), GOES_ON | choices_of(changes, 2100))
    shown = apply_changes(Values(date(2100, 1, 1), later.held, later.overlays, later.choices), changes)
    return [
        _group(one, today, shown, changes, typed or {}) for one in load_programmes() if one.code in wanted
    ]


def _group(
    programme: Programme, today: Values, shown: Values, changes: tuple[Change, ...], typed: Mapping[str, str]
) -> Group:
    rows = [row for row in parameters_of(programme.code) if today.held.get(short_name(row)) is row]
    money = next((row for row in rows if row.payers and row.kind == "amount"), None)
    funds = [change.fund for change in changes if change.kind == "fund" and change.name == programme.code]
    fields = [row for row in rows if row.alternatives or row.kind in NUMBERED]
    return Group(
        programme,
        tuple(_field(row, today, shown, typed) for row in fields if not row.id.endswith(CITY_SHARE)),
        _payers(money, shown, typed) if money else None,
        typed.get(f"f:{programme.code}") or (funds[-1] if funds else programme.fund),
        tuple(row for row in rows if row.kind in ("amount", "cap")),
    )


def _field(row: Parameter, today: Values, shown: Values, typed: Mapping[str, str]) -> Field:
    name = short_name(row)
    said = typed.get(f"v:{name}", "")[:LONGEST]
    if row.alternatives:
        chosen = said or shown.choices.get(name, row.default)
        options = tuple((code, gettext(words), code == chosen) for code, words in row.alternatives.items())
        return Field(name, row, today.choices.get(name, row.default), chosen, options)
    return Field(name, row, row.value, said or str(shown.held[name].value))


def _payers(row: Parameter, shown: Values, typed: Mapping[str, str]) -> Payers:
    name = short_name(row)
    held, today = shown.held[name].payers, dict(row.payers)
    parts = [
        (level, word, typed.get(f"p:{name}:{level}", "")[:LONGEST] or str(held.get(level, 0)))
        for level, word in LEVELS.items()
    ]
    return Payers(name, tuple(parts), today)


def programmes_of(changes: Iterable[Change]) -> list[str]:
    """The programmes that a scenario's changes are about."""
    named = {change.name for change in changes}
    return [
        one.code
        for one in load_programmes()
        if one.code in named or any(short_name(row) in named for row in parameters_of(one.code))
    ]


def changes_told(form: Mapping[str, str], groups: Iterable[Group], from_year: int) -> list[dict[str, Any]]:
    """What differs from today, as a scenario's file has it. Raises UnableToRead."""
    since = {"from": from_year} if from_year else {}
    told: list[dict[str, Any]] = []
    for group in groups:
        told += [row | since for row in _of_group(form, group)]
    if form.get("overlay") and form.get("overlay_value", "").strip():
        area, payer = form.get("overlay_area", ""), form.get("overlay_payer", "")
        number = _number(form["overlay_value"])
        told.append({"overlay": form["overlay"], "area": area, "value": number, "payer": payer} | since)
    return told


def _of_group(form: Mapping[str, str], group: Group) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    for field in group.fields:
        text = form.get(f"v:{field.name}", "").strip()
        if field.choices and text and text != field.today:
            told.append({"parameter": field.name, "choice": text})
        elif not field.choices and text and (number := _number(text)) != field.today:
            told.append({"parameter": field.name, "value": number})
    if group.payers and (parts := _parts(form, group.payers)) != group.payers.today:
        told.append({"parameter": group.payers.name, "payers": parts})
    fund = form.get(f"f:{group.programme.code}", "")
    if fund and fund != group.programme.fund:
        told.append({"programme": group.programme.code, "fund": fund})
    return told


def _parts(form: Mapping[str, str], payers: Payers) -> dict[str, Any]:
    """What is not filled in at all stays as it is today."""
    texts = {level: form.get(f"p:{payers.name}:{level}", "").strip() for level, _, _ in payers.parts}
    if not any(texts.values()):
        return dict(payers.today)
    numbers = {level: _number(text) if text else 0 for level, text in texts.items()}
    return {level: part for level, part in numbers.items() if part}


def _number(text: str) -> int | float:
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", "")
    try:
        number = Decimal(plain) if len(plain) <= LONGEST else Decimal("nan")
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite() or abs(number) > Decimal(10) ** 15:
        raise UnableToRead(NOT_A_NUMBER)
    return int(number) if number == int(number) else float(number)


def whole_of(text: str, otherwise: int) -> int:
    """A year or a number of years out of a form; what is none becomes 0, which the operation refuses."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return otherwise
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 6 else -1


def counties_within(scope_intervals: Iterable[tuple[int, int]]) -> list[tuple[str, str]]:
    """Code and name of the counties that a raise may be for."""
    spans = list(scope_intervals)
    rows = territory.list_areas("county")
    return [
        (row.code, row.name)
        for row in rows
        if any(first <= row.first and row.last <= last for first, last in spans)
    ]
