"""A simulated exchange: elders of the demo city ring 12349 now and then; invented seats take what is left.

It says its events to the line as a real exchange would. Whom a person answers is left to that person; who
waits longer than she is willing hangs up and waits to be called back.
"""

import random
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from chongyang.core import clock
from chongyang.core.access import enter
from chongyang.core.keys import new_key
from chongyang.core.scopes import Scope, system_scope
from chongyang.hotline import operations as hotline
from chongyang.hotline.models import Call
from chongyang.registry.models import Elder
from chongyang.workshop.staff import SEATS, scope_of

PROVIDER = "null"
PURPOSES = ("consultation", "consultation", "referral", "complaint", "service", "device")
PATIENCE = (25, 75)
"""After so many seconds a caller hangs up."""
STAFF_ANSWERS_AFTER = 15
TALKS = (20, 90)
HIDDEN = 0.05


@dataclass(slots=True)
class Ringing:
    """A simulated call and when its caller loses patience, or ends the talk."""

    call: str
    gives_up_at: datetime
    ends_at: datetime | None = None


class Exchange:
    """The calls that this run made. The dice are seeded, so a run repeats over the same city."""

    def __init__(self, seed: int = 9) -> None:
        self.dice = random.Random(seed)
        self.seats = [scope for name in SEATS if (scope := scope_of(name))]
        self.open: list[Ringing] = []

    def ring(self, now: datetime) -> Ringing:
        """Somebody calls: an elder, or a number that nobody shows."""
        made = Ringing(str(new_key()), now + timedelta(seconds=self.dice.uniform(*PATIENCE)))
        self._tell(made.call, "ring", now, number=self._number())
        self.open.append(made)
        return made

    def _number(self) -> str:
        if self.dice.random() < HIDDEN:
            return ""
        with enter(system_scope("simulator")):
            number = Elder.objects.count()
            row = Elder.objects.order_by("id")[self.dice.randrange(number)] if number else None
            return row.phone.plain if row and row.phone else ""

    def _tell(self, call: str, kind: str, at: datetime, number: str = "") -> None:
        event = str(new_key())
        told = hotline.Told(provider=PROVIDER, event=event, call=call, kind=kind, at=at, number=number)
        hotline.apply_event(told, now=at)

    def work_once(self, now: datetime) -> int:
        """Give up, answer by staff, end; returns how many steps were taken."""
        steps = sum(self._step(one, now) for one in self.open)
        self.open = [one for one in self.open if not self._is_over(one)]
        return steps

    def _call(self, one: Ringing) -> Call:
        with enter(system_scope("simulator")):
            return Call.objects.get(provider=PROVIDER, provider_call=one.call)

    def _is_over(self, one: Ringing) -> bool:
        return self._call(one).ended_at is not None

    def _step(self, one: Ringing, now: datetime) -> int:
        row = self._call(one)
        if row.state == "ringing" and now >= one.gives_up_at:
            self._tell(one.call, "hang_up", now)
            return 1
        if (
            row.state == "ringing"
            and self.seats
            and now - row.began_at >= timedelta(seconds=STAFF_ANSWERS_AFTER)
        ):
            return self._answer(row, one, now)
        if row.state == "talking" and one.ends_at and now >= one.ends_at:
            self._tell(one.call, "hang_up", now)
            self._ready(row, now)
            return 1
        return 0

    def _ready(self, row: Call, now: datetime) -> None:
        for scope in self.seats:
            if scope.actor.account == row.account:
                with enter(scope):
                    hotline.set_seat(doing="ready", scope=scope, now=now)

    def _answer(self, row: Call, one: Ringing, now: datetime) -> int:
        """An invented seat takes it, writes it down, and is ready again."""
        scope = self.dice.choice(self.seats)
        try:
            with enter(scope):
                hotline.answer_call(call=row.id, scope=scope, now=now)
                self._describe(row, scope, now)
        except hotline.UnableToTalk:
            return 0
        one.ends_at = now + timedelta(seconds=self.dice.uniform(*TALKS))
        return 1

    def _describe(self, row: Call, scope: Scope, now: datetime) -> None:
        purpose = self.dice.choice(PURPOSES)
        hotline.describe_call(call=row.id, purpose=purpose, note="模拟来电", scope=scope, now=now)

    def run(self, seconds: float | None, calls_an_hour: float, pause: float = 1.0) -> int:
        """Ring at a rate until the time is over; without an end, until the process is told to stop."""
        until = time.monotonic() + seconds if seconds else None
        made = 0
        while until is None or time.monotonic() < until:
            if self.dice.random() < calls_an_hour * pause / 3600:
                self.ring(clock.now())
                made += 1
            self.work_once(clock.now())
            time.sleep(pause)
        return made
