"""Whatever a device says, torn, repeated, with a wrong clock and in any order: an incident or a reason."""

import json
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.emergency.models import Incident, Origin
from chongyang.gateway.receive import Message, receive_batch, receive_beats
from chongyang.telecare.models import Frame, FramePack, Signal
from tests.gateway.test_receive import NOW, press

SECOND = timedelta(seconds=1)
CLOCKS = (timedelta(0), timedelta(days=-1), timedelta(days=1), timedelta(hours=-3))


def bodies(event):
    """One press in every state: whole, without a place, an unknown code, a clock wrong by a day, torn."""
    for clock in CLOCKS:
        said = {"event": event, "kind": "sos", "at": (NOW + clock).isoformat(), "lon": 113.6, "lat": 34.7}
        yield json.dumps(said).encode()
    yield json.dumps({"event": event, "kind": "sos"}).encode()
    yield json.dumps({"event": event, "code": "7F"}).encode()
    yield json.dumps({"event": event, "kind": "sos"}).encode()[:-7]


frames = st.builds(
    lambda serial, channel, body, late: Message(
        f"cy/{serial}/{channel}", body, NOW + timedelta(seconds=late)
    ),
    st.sampled_from(["A", "B"]),
    st.sampled_from(["alarm", "alarm", "alarm", "heartbeat", "test", "mood"]),
    st.sampled_from([*bodies("1"), *bodies("2")]) | st.binary(max_size=20),
    st.integers(0, 30),
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(said=st.lists(frames, min_size=1, max_size=12), extra=st.randoms(use_true_random=False))
def test_every_frame_is_kept_with_what_became_of_it_and_every_alarm_is_in_one_incident(db, said, extra):
    before = kept()
    said = [*said, *extra.choices(said, k=3)]
    extra.shuffle(said)
    beats = [one for one in said if one.is_beat]
    rest = [one for one in said if not one.is_beat]
    answers = receive_batch(rest)
    if beats:
        receive_beats(beats)
    assert kept() - before == len(said)
    alarms = [one for one in rest if one.reading.channel == "alarm"]
    assert len(answers) >= len(alarms)
    with enter(system_scope("test")):
        for one in alarms:
            signal = Signal.objects.get(serial=one.reading.serial, event_key=one.reading.event_key)
            assert Origin.objects.filter(source="device", reference=signal.id).count() == 1
        assert not Frame.objects.filter(verdict="rejected", reason="").exists()
        keys = Incident.objects.filter(closed_at=None).values_list("subject_key", "kind")
        assert len(keys) == len(set(keys))


def kept():
    with enter(system_scope("test")):
        packs = FramePack.objects.values_list("count", flat=True)
        unknown = Frame.objects.filter(verdict="rejected", topic__endswith="/heartbeat", reason="设备未登记")
        return Frame.objects.count() - unknown.count() + sum(packs)


def test_the_draw_holds_what_it_promises():
    assert len(set(bodies("1"))) == 7
    assert press("A", "1").reading.channel == "alarm"
