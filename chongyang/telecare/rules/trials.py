"""When a press is the test that was announced, and when it is a real alarm all the same.

The promise: what is not surely the announced test is an alarm. A press outside the announcement, of another
kind, after another alarm of the home, kept by the device from before, with a wrong clock, or the third one is
real. The numbers are data with their source, `telecare/data/trials.yaml`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import yaml

from chongyang.core.labels import Labelled
from chongyang.core.words import N_
from chongyang.telecare.enums import DeviceKind, SignalKind

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "trials.yaml"
ANNOUNCED = N_("已预告的测试按键，不开事件")


class TrialOutcome(Labelled):
    """How an announced test ended; empty while it runs."""

    ARRIVED = "arrived", N_("测试按键已收到")
    NOT_ARRIVED = "not_arrived", N_("没有收到测试按键")
    REAL = "real", N_("按真实报警处理")


@dataclass(frozen=True, slots=True)
class Told:
    """The numbers of the file."""

    window: timedelta
    real_from_press: int
    clock_slack: timedelta
    most_a_day: int
    codes: Mapping[str, str]
    source: str

    @property
    def minutes(self) -> int:
        return int(self.window.total_seconds()) // 60


@dataclass(frozen=True, slots=True)
class Announced:
    """A running announcement: since when, until when, and how many presses it has covered."""

    begun_at: datetime
    until_at: datetime
    presses: int


@dataclass(frozen=True, slots=True)
class Press:
    """One press of the device as it came in."""

    kind: SignalKind
    pressed_at: datetime
    received_at: datetime
    is_clock_wrong: bool = False


@cache
def load_told() -> Told:
    """The file, once for each process."""
    held = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    return Told(
        window=timedelta(minutes=held["window_minutes"]),
        real_from_press=held["real_from_press"],
        clock_slack=timedelta(seconds=held["clock_slack_seconds"]),
        most_a_day=held["most_a_day"],
        codes={DeviceKind.of(kind).value: SignalKind.of(code).value for kind, code in held["codes"].items()},
        source=held["source"],
    )


def expected_of(device_kind: str, told: Told) -> SignalKind:
    """What the test button of such a device sends."""
    return SignalKind.of(told.codes.get(device_kind, SignalKind.SOS.value))


def is_announced(
    press: Press, device_kind: str, running: Announced, *, other_alarm: bool, told: Told
) -> bool:
    """Whether this press is the announced test and nothing else; in doubt it is real."""
    return (
        press.kind is expected_of(device_kind, told)
        and running.begun_at <= press.received_at < running.until_at
        and press.pressed_at >= running.begun_at - told.clock_slack
        and not press.is_clock_wrong
        and not other_alarm
        and running.presses + 1 < told.real_from_press
    )
