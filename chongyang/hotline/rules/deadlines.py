"""Deadlines of orders and complaints, from `data/orders.yaml`, in working days of the city's calendar."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from chongyang.core import workdays

ZONE = ZoneInfo("Asia/Shanghai")
MORNING = 9


@dataclass(frozen=True, slots=True)
class Due:
    """When an answer is due, and when somebody is reminded of it."""

    due_at: datetime
    remind_at: datetime
    is_calendar_known: bool


@cache
def settings() -> dict[str, Any]:
    """The parsed document."""
    text = resources.files("chongyang.hotline").joinpath("data/orders.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def due_of(kind: str, since: datetime) -> Due:
    """The deadline of an order of this kind that was received then."""
    row = settings()["order_kinds"][kind]
    return _due(since, row["workdays"], row["remind_workdays_before"])


def complaint_due(since: datetime, *, appeal: bool = False) -> Due:
    """The deadline of a complaint, or of its appeal."""
    return _due(since, settings()["appeal_workdays" if appeal else "complaint_workdays"], 2)


def extended(due_at: datetime, days: int) -> Due:
    """The deadline moved by so many working days."""
    return _due(due_at, days, 1)


def _due(since: datetime, days: int, before: int) -> Due:
    due_at = workdays.deadline(since, days, ZONE)
    early = workdays.deadline(since, days - before, ZONE) if before < days else due_at
    remind_at = early.replace(hour=MORNING, minute=0, second=0)
    known = workdays.china().is_known(due_at.date())
    return Due(due_at, max(remind_at, since), known)
