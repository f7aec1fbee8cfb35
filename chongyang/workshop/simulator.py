"""A city's devices at work: presses at a rate, signs of life between them."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.telecare import queries as telecare
from chongyang.workshop.devices import Fleet

KINDS = (("sos", 80), ("fall", 12), ("smoke", 4), ("gas", 2), ("SOS-2", 2))  # the last is a word nobody knows
STEP_SECONDS = 0.05
NO_BUTTON = ("blood_pressure", "glucose", "oximeter", "thermometer", "bed", "door", "water")
LAST_WAIT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Played:
    """What a run did. `slowest_seconds` is the longest from a press to its answer."""

    pressed: int
    answered: int
    repeated: int
    unanswered: int
    slowest_seconds: float
    measured: int = 0


def serials_in_use(limit: int = 50_000) -> list[str]:
    """The devices that may press."""
    scope = system_scope("simulator")
    with enter(scope):
        return telecare.list_serials_in_use(scope, limit, without=NO_BUTTON)


PLAUSIBLE: Mapping[str, Callable[[random.Random], dict[str, float]]] = {
    "blood_pressure": lambda dice: {
        "systolic": round(dice.gauss(132, 12)),
        "diastolic": round(dice.gauss(79, 7)),
        "pulse": round(dice.gauss(72, 7)),
    },
    "glucose": lambda dice: {"glucose": round(dice.gauss(6.8, 1.1), 1)},
    "oximeter": lambda dice: {"spo2": min(100, round(dice.gauss(96, 1.2)))},
    "thermometer": lambda dice: {"temperature": round(dice.gauss(36.6, 0.25), 1)},
    "fall_radar": lambda dice: {"movement": dice.randint(0, 40)},
    "bed": lambda dice: {"bed": dice.randint(0, 1)},
    "door": lambda dice: {"door": dice.randint(0, 1)},
    "gas": lambda _: {"gas": 0},
    "smoke": lambda _: {"smoke": 0},
    "water": lambda _: {"water": 0},
}
"""What a device of a kind measures on an ordinary day."""


def measuring_devices(limit: int = 20_000) -> list[tuple[str, str]]:
    """Serial numbers and kinds of the devices that measure."""
    scope = system_scope("simulator")
    with enter(scope):
        return telecare.list_measuring(scope, tuple(PLAUSIBLE), limit)


def play(
    *,
    url: str,
    serials: Sequence[str],
    presses_per_minute: float,
    beats_per_minute: float,
    seconds: float,
    seed: int,
    is_stopped: Callable[[], bool] = lambda: False,
    measuring: Sequence[tuple[str, str]] = (),
    readings_per_minute: float = 0,
) -> Played:
    """Press and beat at random until the time is over, then wait until every press is answered."""
    dice = random.Random(seed)
    fleet = Fleet(url)
    try:
        until = time.monotonic() + seconds if seconds else float("inf")
        while time.monotonic() < until and not is_stopped():
            _step(fleet, serials, dice, presses_per_minute, beats_per_minute)
            _measure(fleet, measuring, dice, readings_per_minute)
            time.sleep(STEP_SECONDS)
        _wait_for_answers(fleet, is_stopped)
        return Played(
            fleet.pressed,
            fleet.answered,
            fleet.repeated,
            fleet.unanswered,
            round(fleet.slowest_seconds, 3),
            fleet.measured,
        )
    finally:
        fleet.close()


def _step(fleet: Fleet, serials: Sequence[str], dice: random.Random, presses: float, beats: float) -> None:
    for _ in range(_events(presses * STEP_SECONDS / 60, dice)):
        kind = dice.choices([word for word, _ in KINDS], [weight for _, weight in KINDS])[0]
        fleet.press(dice.choice(serials), kind, battery=dice.randint(5, 100))
    for _ in range(_events(beats * STEP_SECONDS / 60, dice)):
        fleet.beat(dice.choice(serials), dice.randint(5, 100))
    fleet.repeat_unanswered()


def _measure(
    fleet: Fleet, measuring: Sequence[tuple[str, str]], dice: random.Random, readings: float
) -> None:
    """Some of the measuring devices measure, as on an ordinary day."""
    for _ in range(_events(readings * STEP_SECONDS / 60, dice) if measuring else 0):
        serial, kind = dice.choice(measuring)
        fleet.measure(serial, **PLAUSIBLE[kind](dice), battery=dice.randint(20, 100))


def _events(expected: float, dice: random.Random) -> int:
    """A whole number whose mean is `expected`."""
    whole = int(expected)
    return whole + (dice.random() < expected - whole)


def _wait_for_answers(fleet: Fleet, is_stopped: Callable[[], bool]) -> None:
    until = time.monotonic() + LAST_WAIT_SECONDS
    while fleet.unanswered and time.monotonic() < until and not is_stopped():
        time.sleep(STEP_SECONDS)
        fleet.repeat_unanswered()
