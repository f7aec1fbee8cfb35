"""What an application counts, as texts that the database compares: the same thing twice is the same text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from chongyang.policy.rules.engine.values import Values
from chongyang.policy.rules.programmes import Programme, load_programmes

OWN, PAIR = "own", "pair"
AT_A_PLACE = frozenset({"bed", "facility", "institution", "project"})
"""Objects that lie at an institution or facility, so that whoever claims them names the same place."""
SHORT = 24


@dataclass(frozen=True, slots=True)
class Claim:
    """One slot of one application, for half-open days."""

    kind: str
    slot: str


def object_of(programme: Programme, *, anchor: str, inputs: Mapping[str, Any]) -> str:
    """The object of a programme that names none one by one: facility:<place>, person:<her key>,
    platform:…:county.
    """
    more = "".join(f":{_spelled(inputs.get(name))}" for name in programme.object_by)
    return f"{programme.object}:{anchor}{more}"


def _spelled(value: Any) -> str:
    """One spelling for one value: nothing told is nought, and 300.0 is 300."""
    return str(int(value) if isinstance(value, float) and value.is_integer() else value or 0)


def claims_of(
    programme: Programme, *, anchor: str, inputs: Mapping[str, Any], labels: Iterable[str], values: Values
) -> list[Claim]:
    """Every slot: the objects themselves, and those shared with programmes that exclude this one that day."""
    objects = [f"{programme.object}:{anchor}:{label}" for label in labels]
    objects = objects or [object_of(programme, anchor=anchor, inputs=inputs)]
    own = [Claim(OWN, f"{programme.code}={one}") for one in objects]
    pairs: list[Claim] = []
    for other in excluding(programme, values):
        name = "|".join(sorted((programme.code, other.code)))
        shared = objects if other.object == programme.object else [f"place:{anchor}"]
        pairs += [Claim(PAIR, f"{name}={one}") for one in shared]
    return own + pairs


def excluding(programme: Programme, values: Values) -> list[Programme]:
    """Those that this one excludes or that exclude it on the day of the values, in a fixed order."""
    return [
        other
        for other in load_programmes()
        if programme.excludes_now(other.code, values) or other.excludes_now(programme.code, values)
    ]


def claim_of_payment(
    programme: Programme, *, anchor: str, inputs: Mapping[str, Any], labels: tuple[str, ...]
) -> str:
    """The object as the treasury knows it; beds by a digest of their numbers."""
    if not labels:
        return object_of(programme, anchor=anchor, inputs=inputs)[:120]
    made = sha256("\n".join(sorted(labels)).encode()).hexdigest()[:SHORT]
    return f"{programme.object}:{anchor}:{made}"


def claimed_days(programme: Programme, day: date) -> tuple[date | None, date | None]:
    """For how long an object is counted: for good, or from the month or year on that was applied for."""
    if programme.period == "once":
        return None, None
    return day.replace(day=1) if programme.period == "month" else day.replace(month=1, day=1), None


def paid_period(programme: Programme, day: date) -> tuple[date, date | None]:
    """What one payment is for: once and for good, the month, the year."""
    if programme.period == "once":
        return day, None
    if programme.period == "year":
        return date(day.year, 1, 1), date(day.year + 1, 1, 1)
    first = day.replace(day=1)
    return first, date(first.year + first.month // 12, first.month % 12 + 1, 1)
