"""Jobs begin by the city's clock, and few of them in one minute."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import croniter  # type: ignore[import-untyped]
import pytest
from procrastinate.contrib.django import app

from chongyang.core import clockwork

SHANGHAI = ZoneInfo("Asia/Shanghai")
MIDNIGHT = datetime(2026, 5, 3, 16, tzinfo=UTC)
TOGETHER = 3


def begins(pattern: str) -> list[datetime]:
    """When a pattern begins on one day of the city, as the queue reads it."""
    turns = croniter.croniter(pattern, (MIDNIGHT - timedelta(seconds=1)).timestamp())
    found = []
    while (moment := datetime.fromtimestamp(turns.get_next(float), UTC)) < MIDNIGHT + timedelta(days=1):
        found.append(moment)
    return found


def patterns() -> dict[str, str]:
    tasks = app.periodic_registry.periodic_tasks.values()
    return {one.task.name: one.cron for one in tasks}


def test_a_nights_job_begins_in_the_night_of_the_city():
    hours = {name: begins(cron)[0].astimezone(SHANGHAI).hour for name, cron in patterns().items()}
    assert hours["chongyang.core.tasks.check_integrity"] == 3
    assert hours["chongyang.telecare.tasks.turn"] == 2
    assert hours["chongyang.alerting.tasks.tell_outdated_consents"] == 8


def test_few_begin_in_one_minute():
    """A press at a tenth minute waited for nine jobs once (docs/benchmarks.md)."""
    rare = [cron for cron in patterns().values() if cron != "* * * * *"]
    at = Counter(moment for cron in rare for moment in begins(cron))
    crowded = {f"{moment:%H:%M}": count for moment, count in at.items() if count > TOGETHER}
    assert not crowded


def test_nobody_writes_a_pattern_of_her_own():
    ours = Path(clockwork.__file__).parents[1]
    written = [path for path in ours.rglob("*.py") if "app.periodic(" in path.read_text(encoding="utf-8")]
    assert written == [Path(clockwork.__file__)]


@pytest.mark.parametrize(("minutes", "after"), [(7, 0), (10, 10), (10, -1), (120, 0)])
def test_a_rhythm_that_the_hour_does_not_hold_is_refused(minutes, after):
    with pytest.raises(ValueError, match=f"{after} of {minutes}"):
        clockwork.every(minutes, after=after)
