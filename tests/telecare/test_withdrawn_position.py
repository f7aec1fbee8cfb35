"""Who withdrew is not located and not measured: a press still is an alarm, and help goes to the home."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from chongyang.core import outbox
from chongyang.core.access import enter
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.registry import operations as registry
from chongyang.telecare import queries
from chongyang.telecare.enums import SignalKind, Verdict
from chongyang.telecare.models import Alert, Frame, FramePack, Reading, Signal
from chongyang.telecare.operations import Beat, keep_beats, keep_failed_frame, record_reading
from chongyang.telecare.rules import frames, packing
from chongyang.telecare.rules.frames import FrameReading
from chongyang.telecare.rules.hiding import without_place
from chongyang.telecare.rules.packing import RawFrame
from chongyang.territory.enums import Role
from tests import factories
from tests.telecare.test_record_frame import record
from tests.telecare.test_vitals import NOON, device, say

NOW = datetime(2026, 5, 4, 8, 30, 15, tzinfo=UTC)
PLACE = {"lon": 113.66, "lat": 34.75}
DAY = timedelta(days=1)
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


def refuse(elder, purpose, at=NOW):
    registry.refuse(
        person=elder.id, purpose=purpose, channel="paper", scope=system_scope("test"), by=SYSTEM, now=at
    )
    outbox.deliver_due(now=at, only=["handler:telecare."])


def test_where_she_was_is_taken_out_of_what_was_kept(db):
    elder, other = factories.make_elder(), factories.make_elder()
    hers, others = factories.make_device(elder).serial, factories.make_device(other).serial
    press(hers, 1), press(others, 2)
    refuse(elder, "location")
    kept = {frame.serial: json.loads(bytes(frame.body)) for frame in Frame.objects.all()}
    assert (PLACE.keys() & kept[hers].keys(), kept[hers]["event"]) == (set(), "e-1")
    assert kept[others]["lon"] == PLACE["lon"]
    places = dict(Signal.objects.values_list("serial", "longitude"))
    assert (places[hers], places[others]) == (None, PLACE["lon"])


def test_a_frame_of_who_refused_is_kept_without_its_place_and_is_an_alarm(db):
    elder = factories.make_elder()
    serial = factories.make_device(elder).serial
    refuse(elder, "location")
    signal = press(serial, 1)
    assert (signal.kind, signal.frame.verdict) == ("sos", "signal")
    assert b"113.66" not in bytes(signal.frame.body)
    packed = FrameReading(
        serial, "alarm", Verdict.SIGNAL, NOW, SignalKind.SOS, event_key="b", longitude=113.66, latitude=34.75
    )
    told = record_reading(reading=packed, topic=f"tcp/jtt808/{serial}", body=b"\x7e\x02\x00", by=SYSTEM)
    assert (told.is_alarm, bytes(told.frame.body)) == (True, b"")
    failed = keep_failed_frame(reading=packed, topic="t", body=json.dumps(PLACE).encode(), failure="x")
    assert b"113.66" not in bytes(failed.body)


def test_signs_of_life_are_packed_without_a_place_for_everybody(db):
    serial = factories.make_device(factories.make_elder()).serial
    topic, body = f"cy/{serial}/heartbeat", json.dumps({"battery": 70, **PLACE}).encode()
    keep_beats([Beat(frames.read(topic, body, NOW), RawFrame(NOW, topic, body))])
    pack = FramePack.objects.get()
    (out,) = packing.unpack(bytes(pack.body), pack.received_from)
    assert json.loads(out.body) == {"battery": 70}


@pytest.mark.parametrize(
    ("body", "bare"),
    [
        (b'{"a": 1}', b'{"a": 1}'),
        (b'{"a": [{"lon": 1, "b": 2}], "gps": {"x": 1}}', b'{"a":[{"b":2}]}'),
        (b'{"lon": 1', b""),
        (b"\x7e\x02\xff", b"\x7e\x02\xff"),
        (b'{"\\u006con": 1}', b"{}"),
    ],
)
def test_the_place_is_hidden_and_the_rest_is_byte_for_byte(body, bare):
    assert without_place(body) == bare


HEALTH = {"systolic": 190, "diastolic": 120}


def test_health_is_not_collected_from_who_took_it_back_and_the_home_is_guarded(db):
    elder = factories.make_elder()
    device(elder)
    say("V1", **HEALTH)
    assert Reading.objects.filter(person=elder.id).count() == 2
    refuse(elder, "health", NOON)
    packs = FramePack.objects.count()
    assert say("V1", **HEALTH) == [True]
    assert Reading.objects.count() == 2
    assert FramePack.objects.count() == packs
    say("V1", gas=1, systolic=200)
    assert set(Reading.objects.values_list("kind", flat=True)) == {"systolic", "diastolic", "gas"}
    assert not Reading.objects.filter(value=200).exists()
    assert press("V1", 9).kind == "sos"


def test_readings_are_shown_to_nobody_but_herself_unless_life_is_in_danger(db):
    elder = factories.make_elder()
    device(elder)
    say("V1", **HEALTH)
    Alert.objects.all().delete()
    refuse(elder, "health", NOON)
    span = (NOON - DAY, NOON + DAY)
    worker = factories.scope_of(factories.make_account(Role.OPERATOR))

    def shown(scope):
        with enter(scope):
            return (
                len(queries.list_readings_of(scope, elder.id, *span)),
                len(queries.list_last_of(scope, elder.id)),
                len(queries.list_buckets_of(scope, elder.id, *span, 3600)),
            )

    assert shown(worker) == (0, 0, 0)
    Alert.objects.create(
        person=elder.id, area=elder.area, kind="systolic", level="urgent", rule="systolic_crisis", reasons=[],
        first_at=NOON, last_at=NOON, shown_at=NOON, due_at=NOON, state="open",
    )  # fmt: skip
    assert shown(worker)[0] == 2
