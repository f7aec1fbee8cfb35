"""An announced test press opens no incident; whatever is not surely that press does."""

import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.core.access import enter
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.emergency.models import Incident
from chongyang.gateway.receive import Message, receive_batch
from chongyang.telecare import operations, queries
from chongyang.telecare.enums import DeviceKind, SignalKind
from chongyang.telecare.models import Device, DeviceStep, DeviceTrial, Signal
from chongyang.telecare.rules import trials
from tests import factories

NOW = datetime(2026, 5, 4, 8, 30, tzinfo=UTC)
ALL = system_scope("test")
MINUTE = timedelta(minutes=1)
TOLD = trials.load_told()


@pytest.fixture
def home(db):
    elder = factories.make_elder()
    device = installed("P1", elder)
    return SimpleNamespace(elder=elder, device=device)


def installed(serial, elder, kind=DeviceKind.PENDANT):
    return operations.install_device(
        serial=serial,
        kind=kind,
        person=elder.id,
        area=elder.area,
        installed_on=NOW.date(),
        by=SYSTEM,
        now=NOW,
    )


def begin(device, now=NOW):
    return operations.begin_trial(device=device.id, scope=ALL, by=SYSTEM, now=now)


def press(event, at=NOW + MINUTE, serial="P1", kind="sos", said_at=None, channel="alarm"):
    body = json.dumps({"event": event, "kind": kind, "at": (said_at or at).isoformat()}).encode()
    return receive_batch([Message(f"cy/{serial}/{channel}", body, at)])


def open_incidents():
    with enter(ALL):
        return Incident.objects.filter(closed_at__isnull=True).count()


def kinds():
    return list(Signal.objects.order_by("received_at", "id").values_list("kind", flat=True))


def test_the_announced_press_is_answered_and_recorded_and_opens_nothing(home):
    begin(home.device)
    assert len(press("a")) == 1
    assert (kinds(), open_incidents()) == (["test"], 0)
    trial = queries.get_trial(ALL, home.device.id)
    assert (trial.arrived_at, trial.presses) == (NOW + MINUTE, 1)


def test_it_confirms_the_device_at_once_and_once(home):
    begin(home.device)
    press("a")
    home.device.refresh_from_db()
    assert (home.device.state, home.device.confirmed_at) == ("in_use", NOW + MINUTE)
    operations.judge_devices(now=NOW + 2 * MINUTE)
    assert DeviceStep.objects.filter(device=home.device, action="confirm").count() == 1


def test_without_announcement_every_press_is_real(home):
    press("a")
    assert (kinds(), open_incidents()) == (["sos"], 1)


def test_a_press_after_the_window_is_real(home):
    begin(home.device)
    press("a", at=NOW + TOLD.window)
    assert (kinds(), open_incidents()) == (["sos"], 1)
    assert DeviceTrial.objects.get().outcome == "not_arrived"


def test_the_third_press_is_real_and_so_is_every_later_one(home):
    begin(home.device)
    for place, event in enumerate("abcd", start=1):
        press(event, at=NOW + place * timedelta(seconds=5))
    assert (kinds(), open_incidents()) == (["test", "test", "sos", "sos"], 1)
    assert DeviceTrial.objects.get().outcome == "real"


def test_a_repetition_of_one_press_is_no_second_press(home):
    begin(home.device)
    for second in range(1, 6):
        press("a", at=NOW + second * timedelta(seconds=2), said_at=NOW + timedelta(seconds=1))
    assert (kinds(), open_incidents()) == (["test"], 0)


@pytest.mark.parametrize("kind", ["fall", "gas", "something", ""])
def test_another_code_is_real_and_ends_the_test(home, kind):
    begin(home.device)
    press("a", kind=kind)
    assert open_incidents() == 1
    press("b", at=NOW + 2 * MINUTE)
    assert kinds()[-1] == "sos"


def test_with_another_alarm_of_the_home_every_press_is_real(home):
    installed("R1", home.elder, DeviceKind.FALL_RADAR)
    begin(home.device)
    press("x", serial="R1", kind="fall", at=NOW + timedelta(seconds=30))
    press("a")
    assert kinds() == ["fall", "sos"]


def test_a_press_kept_by_the_device_from_before_is_real(home):
    begin(home.device)
    press("a", said_at=NOW - MINUTE)
    assert (kinds(), open_incidents()) == (["sos"], 1)


def test_a_press_with_a_wrong_clock_is_real(home):
    begin(home.device)
    press("a", said_at=NOW - timedelta(days=2))
    assert (kinds(), open_incidents()) == (["sos"], 1)


def test_the_test_channel_counts_as_arrived(home):
    begin(home.device)
    press("a", channel="test")
    assert queries.get_trial(ALL, home.device.id).arrived_at == NOW + MINUTE


def test_a_radar_is_tested_by_a_fall(home):
    radar = installed("R1", home.elder, DeviceKind.FALL_RADAR)
    begin(radar)
    press("a", serial="R1", kind="fall")
    assert (kinds(), open_incidents()) == (["test"], 0)


def test_ended_by_hand_the_next_press_is_real(home):
    begin(home.device)
    press("a")
    ended = operations.end_trial(device=home.device.id, scope=ALL, by=SYSTEM, now=NOW + 2 * MINUTE)
    assert ended.outcome == "arrived"
    press("b", at=NOW + 3 * MINUTE)
    assert (kinds(), open_incidents()) == (["test", "sos"], 1)
    assert operations.end_trial(device=home.device.id, scope=ALL, by=SYSTEM, now=NOW + 4 * MINUTE) is None


def test_taking_it_back_ends_the_test(home):
    begin(home.device)
    operations.return_device(serial="P1", by=SYSTEM, now=NOW + MINUTE)
    assert DeviceTrial.objects.get().ended_at == NOW + MINUTE
    with pytest.raises(operations.UnableToTry):
        begin(home.device, NOW + 2 * MINUTE)


def test_beginning_twice_is_one_test_and_nobody_mutes_a_home(home):
    assert begin(home.device).id == begin(home.device, NOW + MINUTE).id
    for number in range(1, TOLD.most_a_day):
        begin(home.device, NOW + number * TOLD.window)
    with pytest.raises(operations.UnableToTry):
        begin(home.device, NOW + TOLD.most_a_day * TOLD.window)


def test_a_device_in_stock_is_not_tested(db):
    device = Device.objects.create(serial="S1", kind="pendant", area=factories.JINSHUI)
    with pytest.raises(operations.UnableToTry):
        begin(device)


@given(
    kind=st.sampled_from(SignalKind),
    pressed=st.integers(-900, 900),
    received=st.integers(-900, 900),
    presses=st.integers(0, 5),
    wrong=st.booleans(),
    other=st.booleans(),
)
def test_only_what_is_surely_the_test_is_one(kind, pressed, received, presses, wrong, other):
    second = timedelta(seconds=1)
    running = trials.Announced(NOW, NOW + TOLD.window, presses)
    one = trials.Press(kind, NOW + pressed * second, NOW + received * second, is_clock_wrong=wrong)
    if trials.is_announced(one, "pendant", running, other_alarm=other, told=TOLD):
        assert kind is SignalKind.SOS
        assert 0 <= received < TOLD.window.total_seconds()
        assert pressed >= -TOLD.clock_slack.total_seconds()
        assert presses < TOLD.real_from_press - 1
        assert not wrong
        assert not other
