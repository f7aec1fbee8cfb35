"""The monthly sample of calls: which calls, who listens, what is asked. Anybody can draw it again.

TEC Quality's monitoring module (facts.md section 11): at least two calls for each handler and month, at least
one of them an emergency call from end to end, rotated over the services.
"""

import calendar
import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any
from uuid import UUID

import yaml

CALLS_A_SEAT = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A call that may be drawn."""

    call: UUID
    purpose: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing to listen for. `must`: failing it alone fails the call."""

    code: str
    label: str
    help: str = ""
    must: bool = False
    emergency_alone: bool = False


@dataclass(frozen=True, slots=True)
class Criteria:
    """A version of the form, with the marks from which a call passes."""

    version: int
    pass_share: float
    days: int
    source: str
    confirmed: bool
    items: tuple[Criterion, ...]

    def asked(self, purpose: str) -> tuple[Criterion, ...]:
        """What is asked of a call of this purpose."""
        return tuple(one for one in self.items if purpose == "emergency" or not one.emergency_alone)


def read_criteria(document: Mapping[str, Any]) -> dict[int, Criteria]:
    """All versions of a parsed document; an unknown key raises TypeError."""
    made = {}
    for row in document["versions"]:
        items = tuple(Criterion(**item) for item in row["items"])
        made[int(row["version"])] = Criteria(**{**row, "items": items})
    return made


@cache
def all_criteria() -> dict[int, Criteria]:
    """The versions of `data/audit.yaml`."""
    text = resources.files("chongyang.hotline").joinpath("data/audit.yaml").read_text(encoding="utf-8")
    return read_criteria(yaml.safe_load(text))


def newest() -> Criteria:
    """What is drawn today is judged by this."""
    return all_criteria()[max(all_criteria())]


def seed_of(month: date, seat: UUID) -> str:
    """Month and seat alone decide; the seed is kept with each drawn call."""
    return f"{month:%Y-%m}/{seat}"


def _rank(seed: str, key: object) -> bytes:
    return hashlib.sha256(f"{seed}/{key}".encode()).digest()


def draw(candidates: Iterable[Candidate], seed: str, turn: int = 0) -> list[Candidate]:
    """At most two calls: an emergency first if there is one, then one of another purpose whose turn it is.

    `turn` counts the months, so that the other purposes come one after the other.
    """
    ranked = sorted(candidates, key=lambda one: _rank(seed, one.call))
    first = [one for one in ranked if one.purpose == "emergency"][:1] or ranked[:1]
    rest = [one for one in ranked if one not in first]
    purposes = sorted({one.purpose for one in rest if one.purpose != "emergency"})
    wanted = purposes[turn % len(purposes)] if purposes else ""
    second = [one for one in rest if one.purpose == wanted] or rest
    return [*first, *second][:CALLS_A_SEAT]


def choose_reviewer(
    seat: UUID, reviewers: Sequence[UUID], loads: Mapping[UUID, int], last_month: UUID | None, seed: str
) -> UUID | None:
    """Never the seat itself; last month's reviewer only where nobody else is there; then who has fewest."""
    others = [one for one in reviewers if one != seat]
    fresh = [one for one in others if one != last_month] or others
    return min(fresh, key=lambda one: (loads.get(one, 0), _rank(seed, one)), default=None)


def turn_of(month: date) -> int:
    """The months since year nought, for the rotation."""
    return month.year * 12 + month.month - 1


def months_before(day: date) -> tuple[date, date]:
    """The first day of the month before `day`, and of `day`'s month."""
    this = day.replace(day=1)
    return (this - timedelta(days=1)).replace(day=1), this


def due_on(month: date, days: int) -> date:
    """Judged so many days after the month's end."""
    last = calendar.monthrange(month.year, month.month)[1]
    return month.replace(day=last) + timedelta(days=days)


def judge(criteria: Criteria, purpose: str, met: Collection[str]) -> tuple[float, bool]:
    """The share of what was asked and met, and whether the call passes."""
    asked = criteria.asked(purpose)
    share = sum(one.code in met for one in asked) / len(asked)
    missed_must = any(one.must and one.code not in met for one in asked)
    return share, share >= criteria.pass_share and not missed_must
