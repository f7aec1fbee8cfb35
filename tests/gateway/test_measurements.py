"""Measurements among alarms: one batch, each kept, the broken ones explained, alarms first."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chongyang.core import clock
from chongyang.emergency.models import Incident
from chongyang.gateway.receive import Message, receive_each
from chongyang.telecare import operations
from chongyang.telecare.models import Device, Frame, Reading, Signal
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def homes(db):
    for number in range(20):
        elder = factories.make_elder()
        Device.objects.create(
            serial=f"M{number}",
            kind="oximeter",
            state="in_use",
            person=elder.id,
            area=elder.area,
            installed_on=clock.now().date(),
        )


def measured(serial, **said):
    body = json.dumps({"event": f"e-{serial}", **said}).encode()
    return Message(f"cy/{serial}/reading", body, clock.now())


def alarm(serial):
    body = json.dumps({"event": f"a-{serial}", "kind": "sos"}).encode()
    return Message(f"cy/{serial}/alarm", body, clock.now())


def test_measurements_and_alarms_of_one_batch_are_kept_and_answered(homes):
    batch = [measured("M1", spo2=97), alarm("M2"), measured("M3", spo2=96), measured("X", spo2=90)]
    answers = receive_each(batch)
    assert [answer.event if answer else None for answer in answers] == ["e-M1", "a-M2", "e-M3", None]
    assert (Reading.objects.count(), Signal.objects.count(), Incident.objects.count()) == (2, 1, 1)
    assert Frame.objects.filter(verdict="rejected", serial="X").exists()


def test_twenty_frames_cost_no_more_statements_than_two(homes):
    def statements(batch):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            receive_each(batch)
        return len(asked)

    two = statements([measured(f"M{n}", spo2=97) for n in range(2)])
    assert statements([measured(f"M{n}", spo2=98) for n in range(2, 20)]) == two


def test_a_measurement_that_fails_is_kept_as_failed_and_stops_no_other(homes, monkeypatch):
    recorded = operations.record_measured

    def fails_for_m1(*, incoming, **told):
        if any(one.measured.serial == "M1" for one in incoming):
            raise ValueError
        return recorded(incoming=incoming, **told)

    monkeypatch.setattr(operations, "record_measured", fails_for_m1)
    answers = receive_each([measured("M1", spo2=97), measured("M2", spo2=97), alarm("M3")])
    assert [bool(answer) for answer in answers] == [False, True, True]
    assert "ValueError" in Frame.objects.get(serial="M1").reason
