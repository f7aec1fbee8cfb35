"""When a visit that did not begin is told, to whom, and for whom an incident opens."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from chongyang.visits.rules.settings import settings


@dataclass(frozen=True, slots=True)
class Step:
    """So long after the agreed beginning: `tells` carer, dispatcher, or opens an incident."""

    after: timedelta
    tells: str


@cache
def steps() -> tuple[Step, ...]:
    """In the order of time."""
    told = [Step(timedelta(minutes=row["minutes"]), row["tells"]) for row in settings("missed")["steps"]]
    return tuple(sorted(told, key=lambda one: one.after))


def due_steps(due_at: datetime, told: int, now: datetime) -> tuple[Step, ...]:
    """The steps whose time has come and that were not taken yet; `told` of them were."""
    return tuple(one for one in steps()[told:] if due_at + one.after <= now)


def first_after() -> timedelta:
    """How long a visit may be overdue before anybody is told."""
    return steps()[0].after


def watched() -> timedelta:
    return timedelta(hours=settings("missed")["watched_hours"])


def opens_incident(living_form: str, classes: Collection[str]) -> bool:
    """Whether nobody is with her who would notice."""
    told = settings("missed")
    return living_form in told["living_forms"] or bool(set(classes) & set(told["classes"]))
