"""What the worker does by the clock: nobody has to ask that a told death is proposed."""

import pytest
from procrastinate.contrib.django import app

from chongyang.claims import tasks
from chongyang.claims.models import Due, StopProposal
from tests.claims.words import tell
from tests.factories import make_elder


def test_both_jobs_are_known_to_the_worker() -> None:
    known = {task.name for task in app.tasks.values()}
    assert {"chongyang.claims.tasks.settle", "chongyang.claims.tasks.escalate"} <= known
    periodic = {one.task.name: one.cron for one in app.periodic_registry.periodic_tasks.values()}
    assert periodic["chongyang.claims.tasks.settle"] == "* * * * *"
    assert "chongyang.claims.tasks.escalate" in periodic


@pytest.mark.usefixtures("db")
def test_a_told_death_is_proposed_within_the_minute() -> None:
    elder = make_elder()
    tell(elder, source="civil_affairs", life_status="dead", died_on="2026-11-01")
    assert Due.objects.count() == 1
    assert tasks.settle(0) == 1
    assert StopProposal.objects.get().person == elder.id
    assert tasks.settle(0) == 0
    assert tasks.escalate(0) == 0
