"""Clauses as the pages show them: with their units, and with what runs them today."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse

from chongyang.core.running import Running, list_running
from chongyang.policy.rules.units import LEAD, Unit, load_units

log = logging.getLogger(__name__)
FRONT = ("letterhead", "title", "letter", "colophon", "annex")


@dataclass(frozen=True, slots=True)
class Runner:
    """One thing that runs a clause: its words, where it is, and today's figure."""

    label: str
    url: str
    figure: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A clause with all that stands beside it. `rank` is the rank of its heading."""

    clause: Any
    number: str
    rank: int
    lead: tuple[Unit, ...]
    responsible: tuple[Unit, ...]
    runners: tuple[Runner, ...]

    @property
    def is_front(self) -> bool:
        """Whether it is letter, title or colophon, which nothing needs to run."""
        return str(self.clause.kind) in FRONT

    @property
    def is_group(self) -> bool:
        """Whether it only heads other clauses."""
        return str(self.clause.kind) == "heading"


def show(clause: Any, now: datetime) -> Shown:
    """One clause for a page."""
    units = [(row.duty, load_units()[row.organisation]) for row in clause.units.all()]
    return Shown(
        clause=clause,
        number=number_of(clause.id),
        rank=min(4, 2 + number_of(clause.id).count(".")),
        lead=tuple(unit for duty, unit in units if duty == LEAD),
        responsible=tuple(unit for duty, unit in units if duty != LEAD),
        runners=tuple(_runner(entry, now) for entry in list_running(clause.id)),
    )


def show_all(clauses: Iterable[Any], now: datetime) -> list[Shown]:
    return [show(clause, now) for clause in clauses]


def number_of(clause_id: str) -> str:
    """3.4.1 of 2018-34/3.4.1."""
    return clause_id.partition("/")[2]


def _runner(entry: Running, now: datetime) -> Runner:
    return Runner(entry.label, _url(entry.url_name), _figure(entry, now))


def _url(name: str) -> str:
    try:
        return reverse(name) if name else ""
    except NoReverseMatch:
        return ""


def _figure(entry: Running, now: datetime) -> str:
    """Today's figure. One that fails leaves its place empty and the plan readable."""
    try:
        return entry.figure(now) if entry.figure else ""
    except Exception:
        log.exception("figure of clause %s failed", entry.clause)
        return ""
