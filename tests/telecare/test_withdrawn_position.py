"""Who withdrew the consent to be located is not: a press still is an alarm, and help goes to the home."""

import json
from datetime import UTC, datetime

import pytest

from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.registry import operations as registry
from tests import factories
from tests.telecare.test_record_frame import record

NOW = datetime(2026, 5, 4, 8, 30, 15, tzinfo=UTC)
PLACE = {"lon": 113.66, "lat": 34.75}
pytestmark = pytest.mark.django_db


def press(serial, number):
    body = {"event": f"e-{number}", "kind": "sos", "at": NOW.isoformat(), **PLACE}
    return record(f"cy/{serial}/alarm", json.dumps(body).encode(), NOW).signal


def test_the_place_of_a_press_follows_the_consent(db):
    elder = factories.make_elder()
    serial = factories.make_device(elder).serial
    who = {"scope": system_scope("test"), "by": SYSTEM, "now": NOW}
    assert (press(serial, 1).longitude, press(serial, 2).latitude) == (113.66, 34.75)
    registry.refuse(person=elder.id, purpose="location", channel="paper", **who)
    refused = press(serial, 3)
    assert (refused.longitude, refused.latitude, refused.kind) == (None, None, "sos")
    said = {"basis": "consent", "text_version": "2", "channel": "paper", "given_by": "elder"}
    registry.record_consent(elder=elder, purpose="location", **said, **who)
    assert press(serial, 4).longitude == 113.66
