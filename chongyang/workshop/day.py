"""A day of the demo city, replayed: what devices and callers do is drawn, all else is done as on any day.

The clock of the replay is handed to every operation, so that seconds from press to door are the day's own,
however fast it runs. It works on a copy of a bench's city, never on the demo's database: a worker beside it
would fire the day's timers at once.
"""

import heapq
import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import yaml

from chongyang.alerting import operations as alerting
from chongyang.core import outbox
from chongyang.core.access import enter
from chongyang.core.operations.cases import fire_due_timers
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.gateway import measurements
from chongyang.gateway.receive import Message, receive_batch, receive_beats
from chongyang.hotline import operations as hotline
from chongyang.telecare import operations as vitals
from chongyang.telecare import queries as telecare
from chongyang.workshop.simulator import PLAUSIBLE
from chongyang.workshop.staff import Staff

SHIPPED = Path(__file__).resolve().parent / "data" / "day.yaml"
CITY = ZoneInfo("Asia/Shanghai")
SPACE = UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
STEP = timedelta(seconds=5)
BEAT_EVERY = timedelta(hours=1)
REPEAT_AFTER = timedelta(seconds=2)
LONGEST_BEATS = 2000
WATCH_EVERY = timedelta(minutes=10)
BEYOND: dict[str, dict[str, float]] = {
    "blood_pressure": {"systolic": 186, "diastolic": 112, "pulse": 96},
    "glucose": {"glucose": 17.2},
    "oximeter": {"spo2": 86},
    "thermometer": {"temperature": 39.2},
}


@dataclass(order=True, slots=True)
class Happening:
    """Something that the city will see at a moment of the day."""

    at: datetime
    order: int
    message: Message | None = field(compare=False, default=None)
    call: dict[str, Any] | None = field(compare=False, default=None)


@dataclass
class Played:
    """What was handed in: presses with their devices, repetitions, calls, signs of life."""

    presses: dict[str, str] = field(default_factory=dict)  # event: serial
    repeated: int = 0
    answered: set[tuple[str, str]] = field(default_factory=set)
    calls: int = 0
    beats: int = 0
    steps: int = 0
    readings: dict[str, str] = field(default_factory=dict)  # event: serial
    kept: int = 0
    watched_at: datetime | None = None


@cache
def habits() -> dict[str, Any]:
    """The shipped habits of a day."""
    return dict(yaml.safe_load(SHIPPED.read_text(encoding="utf-8")))


def moments(
    hours: Sequence[float], number: float, begin: datetime, span: float, dice: random.Random
) -> Iterator[datetime]:
    """So many moments of a whole day as fall into `span` hours after `begin`, by the weight of each hour."""
    whole, first = sum(hours), begin.hour
    for hour in range(ceil(span)):
        weight = hours[(first + hour) % len(hours)]
        share = min(1.0, span - hour)
        expected = number * weight / whole * share
        for _ in range(int(expected) + (dice.random() < expected % 1)):
            yield begin + timedelta(hours=hour, seconds=dice.random() * 3600 * share)


def draw(serials: Sequence[str], elders: int, begin: datetime, hours: float, seed: int) -> list[Happening]:
    """Everything that will happen, in its order; the same for the same seed."""
    told, dice = habits(), random.Random(seed)
    found: list[Happening] = []
    presses = told["presses_per_1000_devices"] * len(serials) / 1000
    for at in moments(told["press_hours"], presses, begin, hours, dice):
        found += _press(dice.choice(serials), at, dice, len(found))
    calls = told["calls_per_1000_elders"] * elders / 1000
    for at in moments(told["call_hours"], calls, begin, hours, dice):
        words = {"purpose": _one_of(told["purposes"], dice), "caller": f"1390371{dice.randrange(10000):04}"}
        found.append(Happening(at, len(found), call=words))
    heapq.heapify(found)
    return found


def draw_readings(
    measuring: Sequence[tuple[str, str]], begin: datetime, hours: float, seed: int
) -> list[Happening]:
    """What devices of these kinds measure over the day; a few values lie beyond a limit."""
    told, dice = habits(), random.Random(seed + 1)
    found: list[Happening] = []
    for serial, kind in measuring:
        number = told["readings_per_device"].get(kind, 0)
        for at in moments(told["reading_hours"], number, begin, hours, dice) if number else ():
            is_beyond = kind in BEYOND and dice.random() < told["beyond"]
            values = BEYOND[kind] if is_beyond else PLAUSIBLE[kind](dice)
            said = {"event": str(uuid5(SPACE, f"{serial}/{at}")), "at": at.isoformat(), **values}
            body = json.dumps(said).encode()
            message = Message(f"cy/{serial}/reading", body, at + timedelta(seconds=1))
            found.append(Happening(at, len(found), message))
    return found


def _press(serial: str, at: datetime, dice: random.Random, number: int) -> Iterator[Happening]:
    """A press, and sometimes the same once more."""
    told = habits()
    event = str(uuid5(SPACE, f"{serial}/{at.isoformat()}"))
    said = {"event": event, "kind": _one_of(told["kinds"], dice), "at": at.isoformat(), "battery": 80}
    body = json.dumps(said).encode()
    yield Happening(at, number, Message(f"cy/{serial}/alarm", body, at + timedelta(seconds=1)))
    if dice.random() < told["repeats"]:
        later = at + REPEAT_AFTER
        yield Happening(later, number + 1, Message(f"cy/{serial}/alarm", body, later + timedelta(seconds=1)))


def _one_of(weights: dict[str, float], dice: random.Random) -> str:
    return dice.choices([*weights], [*weights.values()])[0]


class Day:
    """The day as it runs. `speed`: seconds of the day in one of ours; 0 runs as fast as it can."""

    def __init__(
        self, serials: Sequence[str], happenings: list[Happening], begin: datetime, hours: float
    ) -> None:
        self.serials, self.waiting = list(serials), happenings
        self.begin, self.end = begin, begin + timedelta(hours=hours)
        self.staff, self.played = Staff(), Played()
        self.seats = self.staff.seats
        self._beaten = 0

    def run(self, speed: float, tell: Callable[[datetime], object], is_stopped: Callable[[], bool]) -> None:
        """From the first to the last moment, at this speed or as fast as the machine can."""
        started, now = time.monotonic(), self.begin
        while now < self.end and not is_stopped():
            now = min(now + STEP, self.end)
            if speed:
                ahead = (now - self.begin).total_seconds() / speed - (time.monotonic() - started)
                time.sleep(max(0.0, ahead))
            self.step(now)
            tell(now)

    def step(self, now: datetime) -> None:
        """Everything up to this moment: devices, callers, timers, chains, messages, colleagues."""
        while self.waiting and self.waiting[0].at <= now:
            self._happen(heapq.heappop(self.waiting))
        self._beat(now)
        fire_due_timers(now=now)
        alerting.take_due_steps(now=now, limit=100)
        outbox.deliver_due(now=now)
        self._watch(now)
        self.played.steps += self.staff.work_once(now)

    def _watch(self, now: datetime) -> None:
        """Silence and what nobody handled, each ten minutes, as the jobs do."""
        last = self.played.watched_at
        if last and now - last < WATCH_EVERY:
            return
        self.played.watched_at = now
        with enter(system_scope("replay")):
            vitals.watch_absences(by=SYSTEM, now=now)
            vitals.escalate_overdue(by=SYSTEM, now=now)

    def _happen(self, one: Happening) -> None:
        if one.message and measurements.is_measurement(one.message.topic):
            self._measure(one.message)
        elif one.message:
            event = json.loads(one.message.body)["event"]
            self.played.repeated += event in self.played.presses
            self.played.presses[event] = one.message.sender
            for answer in receive_batch([one.message]):
                self.played.answered.add((answer.serial, str(answer.event)))
        if one.call and self.seats:
            self._call(one.at, one.call)

    def _measure(self, message: Message) -> None:
        self.played.readings[json.loads(message.body)["event"]] = message.sender
        with enter(system_scope("replay")):
            self.played.kept += sum(1 for _ in measurements.keep([message]))

    def _call(self, at: datetime, words: dict[str, Any]) -> None:
        scope = self.seats[self.played.calls % len(self.seats)]
        answered = at + timedelta(seconds=4 + self.played.calls % 9)
        with enter(scope):
            hotline.take_call(began_at=at, now=answered, scope=scope, note="模拟来电", **words)
        self.played.calls += 1

    def _beat(self, now: datetime) -> None:
        """Each device once in its hour, evenly over it."""
        passed = (now - self.begin) / BEAT_EVERY
        due = int(passed * len(self.serials))
        while self._beaten < due:
            many = min(due - self._beaten, LONGEST_BEATS)
            names = [self.serials[(self._beaten + n) % len(self.serials)] for n in range(many)]
            receive_beats([Message(f"cy/{name}/heartbeat", b'{"battery": 80}', now) for name in names])
            self._beaten += many
            self.played.beats += many


def begin_of(day: date) -> datetime:
    """Midnight of the city."""
    return datetime(day.year, day.month, day.day, tzinfo=CITY)


def serials_of(limit: int = 50_000) -> list[str]:
    scope = system_scope("replay")
    with enter(scope):
        return telecare.list_serials_in_use(scope, limit)
