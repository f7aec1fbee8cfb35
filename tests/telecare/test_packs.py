"""Signs of life, thousands at once: every byte is kept, devices move on, old days go whole."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from chongyang.core.scopes import system_scope
from chongyang.telecare import queries
from chongyang.telecare.models import Device, FollowUp, Frame, FramePack
from chongyang.telecare.operations import Beat, flag_flood, judge_devices, keep_beats, turn_days
from chongyang.telecare.rules import frames, packing
from chongyang.telecare.rules.packing import RawFrame

NOW = datetime(2026, 5, 4, 8, 30, 15, tzinfo=UTC)
AREA = 410105001001

moments = st.integers(0, 10**7).map(lambda ms: NOW + timedelta(milliseconds=ms))
raw = st.builds(RawFrame, moments, st.text(max_size=50).map(frames.clean), st.binary(max_size=300))


@given(st.lists(raw, max_size=30))
def test_what_is_packed_comes_out_as_it_went_in(many):
    assert list(packing.unpack(packing.pack(many, NOW), NOW)) == many


def test_what_is_too_long_loses_its_end_and_stays_readable():
    long = RawFrame(NOW, "t" * 1000, b"b" * 10_000)
    (out,) = packing.unpack(packing.pack([long], NOW), NOW)
    assert (len(out.topic), len(out.body)) == (frames.TOPIC_LIMIT, frames.BODY_LIMIT)


def test_a_pack_of_another_version_is_refused():
    with pytest.raises(ValueError, match="version"):
        list(packing.unpack(b"\x02", NOW))


def device(serial, **more):
    held = {"kind": "pendant", "state": "in_use", "person": uuid4(), "area": AREA, **more}
    return Device.objects.create(serial=serial, **held)


def beat(serial, at=NOW, battery=None):
    body = b"{}" if battery is None else b'{"battery": %d}' % battery
    topic = f"cy/{serial}/heartbeat"
    return Beat(frames.read(topic, body, at), RawFrame(at, topic, body))


def test_signs_of_life_move_their_devices_and_no_row_is_written_twice_in_a_minute(db):
    device("A")
    device("B", last_seen_at=NOW, battery_percent=50)
    assert keep_beats([beat("A", battery=70), beat("B"), beat("A", NOW + timedelta(seconds=1))]) == 1
    held = Device.objects.get(serial="A")
    assert (held.last_seen_at, held.battery_percent) == (NOW + timedelta(seconds=1), 70)
    assert keep_beats([beat("A"), beat("B", battery=49)]) == 1
    assert Device.objects.get(serial="B").battery_percent == 49
    assert keep_beats([beat("A", NOW + timedelta(minutes=1))]) == 1
    assert sorted(FramePack.objects.values_list("count", flat=True)) == [1, 2, 3]
    assert not Frame.objects.exists()


def test_the_number_of_statements_does_not_grow(db, django_assert_num_queries):
    for number in range(40):
        device(f"D{number:02}")
    with django_assert_num_queries(3):
        keep_beats([beat(f"D{number:02}") for number in range(40)])


def test_an_unknown_device_is_rejected_with_its_reason_and_packed_all_the_same(db):
    keep_beats([beat("NOBODY"), beat("NOBODY")])
    assert list(Frame.objects.values_list("verdict", "reason")) == [("rejected", "设备未登记")] * 2
    assert FramePack.objects.get().count == 2


def test_a_device_that_floods_is_marked_and_its_repair_asked_for_once(db):
    device("A", last_seen_at=NOW, installed_on=NOW.date(), last_used_at=NOW)
    for number in (500, 900):
        frame = RawFrame(NOW, "cy/A/heartbeat", b"{}")
        flag_flood(serial="A", frame=frame, dropped=number, now=NOW)
    assert Device.objects.get().flooded_at == NOW
    judge_devices(now=NOW)
    assert list(FollowUp.objects.values_list("kind", "closed_at")) == [("noisy", None)]
    assert [reason.endswith(("500", "900")) for reason in Frame.objects.values_list("reason", flat=True)]


def test_coming_days_are_made_and_old_ones_dropped_whole(db):
    assert turn_days(now=NOW) == 0
    keep_beats([beat("A")])
    assert days(of="202605") == ["20260504", "20260505", "20260506", "20260507"]
    assert turn_days(now=NOW + timedelta(days=30)) == 0
    assert FramePack.objects.count() == 1
    assert turn_days(now=NOW + timedelta(days=31)) == 1
    assert not FramePack.objects.exists()


def days(of):
    """The days of one month that have a partition; the moment of the run may have made others."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
            "WHERE i.inhparent = 'telecare_framepack'::regclass ORDER BY 1"
        )
        names = [name.rpartition("_")[2] for (name,) in cursor.fetchall()]
    return [name for name in names if name.startswith(of)]


def test_the_page_of_a_device_finds_its_last_sign_of_life_in_a_pack(db):
    held = device("A")
    keep_beats([beat("B"), beat("A", battery=70)])
    (frame,) = queries.list_frames_from(system_scope("test"), held.id)
    assert (frame.topic, frame.verdict, frame.received_at) == ("cy/A/heartbeat", "heartbeat", NOW)
    assert queries.count_frames(system_scope("test"), NOW)["heartbeat"] == 2
