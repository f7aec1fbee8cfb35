"""The jobs of monitoring by the clock, as the worker runs them: no scope entered before."""

import json
from datetime import timedelta

import pytest

from chongyang.core import clock
from chongyang.core.access import enter
from chongyang.core.scopes import SYSTEM, nobody
from chongyang.telecare import operations, tasks
from chongyang.telecare.models import Alert, Device, HourlyReading
from chongyang.telecare.operations import Incoming
from chongyang.telecare.rules import readings, vitals
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def elder(db):
    made = factories.make_elder()
    told = {"person": made.id, "area": made.area, "state": "in_use", "health": "ok"}
    Device.objects.create(serial="V1", kind="bed", installed_on=clock.now().date(), **told)
    return made


def say(ago, **said):
    at = clock.now() - ago
    body = json.dumps({"event": str(ago), "at": at.isoformat(), **said}).encode()
    measured = readings.read("cy/V1/reading", body, at, vitals.load_rules())
    operations.record_measured(incoming=[Incoming("cy/V1/reading", body, measured)], by=SYSTEM, now=at)


def test_the_worker_rolls_up_watches_escalates_and_turns(elder):
    say(timedelta(hours=2), systolic=188)
    say(timedelta(hours=1, minutes=50), systolic=189)
    with enter(nobody()):
        assert tasks.roll_hours(0) >= 1
        assert tasks.escalate(0) == 1
        assert tasks.escalate(0) == 0
        tasks.watch(0)
        tasks.turn(0)
    assert Alert.objects.get(rule="systolic_crisis").escalated_at is not None
    assert HourlyReading.objects.filter(kind="systolic").exists()
