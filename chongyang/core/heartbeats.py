"""That the programs without pages are alive: worker and gateway say so every few seconds, in a fact."""

import time
from datetime import datetime
from typing import Any

from chongyang.core.access import enter
from chongyang.core.models import Fact
from chongyang.core.scopes import system_scope

EVERY_SECONDS = 10.0
PREFIX = "alive."
_last: dict[str, float] = {}


def beat(program: str, *, now: datetime, **more: Any) -> bool:
    """Say it, at most every ten seconds; returns whether it was said. Raises when the database is away."""
    if time.monotonic() - _last.get(program, -EVERY_SECONDS) < EVERY_SECONDS:
        return False
    with enter(system_scope("alive")):
        value = {"at": now.isoformat(), **more}
        Fact.objects.update_or_create(name=PREFIX + program, defaults={"value": value})
    _last[program] = time.monotonic()
    return True


def heard() -> dict[str, dict[str, Any]]:
    """What each program said last: `at` (a moment) and whatever it added."""
    rows = Fact.objects.filter(name__startswith=PREFIX).order_by("name")
    said = dict(rows.values_list("name", "value"))
    return {
        name.removeprefix(PREFIX): {**value, "at": datetime.fromisoformat(value["at"])}
        for name, value in said.items()
    }
