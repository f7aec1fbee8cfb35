"""The bench `alarm` with every program killed once: what is pressed meanwhile is not lost nor doubled."""

import threading
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, connection

from chongyang.alerting import queries as alerting
from chongyang.alerting.models import Run
from chongyang.core import clock, heartbeats
from chongyang.core.access import enter
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import Scope, system_scope
from chongyang.emergency import operations as emergency
from chongyang.emergency.models import Incident
from chongyang.territory import queries as territory
from chongyang.territory.models import Account
from chongyang.workshop.benches.alarm_counts import check, lost_and_doubled
from chongyang.workshop.benches.alarm_options import Options
from chongyang.workshop.benches.alarm_rig import Rig, beating, pressing
from chongyang.workshop.benches.frame import Goal, Result, summary

VICTIMS = ("gateway", "worker", "web", "broker", "database")
BACK_SECONDS = 10.0
FIRST_KILL = 0.1  # of the run
ACKNOWLEDGES_A_SECOND = 4.0


class Seat(threading.Thread):
    """Somebody who answers the longest waiting, a few a second; tries again while the database is away."""

    def __init__(self, username: str) -> None:
        super().__init__(daemon=True)
        self.username, self.taken, self.over = username, 0, threading.Event()

    def run(self) -> None:
        while not self.over.wait(1 / ACKNOWLEDGES_A_SECOND):
            try:
                self._take()
            except (DatabaseError, InterfaceError):
                connection.close()
            except UnableToStep:
                continue
        connection.close()

    def _take(self) -> None:
        with enter(system_scope("bench")):
            row = Incident.objects.filter(state="open").order_by("opened_at", "id").first()
        if row is None:
            return
        scope = self._scope()
        with enter(scope):
            emergency.acknowledge(incident=row.id, scope=scope, now=clock.now())
        self.taken += 1

    def _scope(self) -> Scope:
        with enter(system_scope("bench")):
            return territory.scope_of(Account.objects.get(username=self.username), now=clock.now())


def run(rig: Rig, files: Mapping[str, str], options: Options, session: str, result: Result) -> None:
    """Kill each once under load, then look for every press."""
    begun = clock.now()
    desk = rig.desks([session])
    clients = [beating(rig, files, options), pressing(rig, files, options)]
    seat = Seat("bench1")
    seat.start()
    for client in clients:
        client.go()
    alive = _kill_each(rig, options.seconds)
    presses = clients[1].told()["presses"]
    clients[0].close()
    seat.over.set()
    seat.join(10)
    desk.go()
    back = _back(rig, presses, desk.told(), alive)
    connection.close()  # ours died with the database
    checked = check(presses)
    answered = [(one["answered"] - one["pressed"]) * 1000 for one in presses if one.get("answered")]
    runs, late = _escalated(begun)
    result.figures |= {
        "presses": len(presses),
        "repeated": sum(press["times"] - 1 for press in presses),
        "press_to_answer_ms": summary(answered),
        "acknowledged": seat.taken,
        "back_after_seconds": {name: round(seconds, 2) for name, seconds in back.items()},
    }
    result.goals += [
        *lost_and_doubled(checked),
        Goal("runs of escalation that began", ">=", 1, runs),
        Goal("sends after an acknowledgement", "==", 0, late),
        *(Goal(f"{name} back, seconds", "<=", BACK_SECONDS, round(back[name], 2)) for name in VICTIMS),
    ]


def _kill_each(rig: Rig, seconds: float) -> dict[str, float]:
    """One victim after the other, evenly over the run; when the worker was heard again after its end."""
    begun, alive = time.time(), {}
    step = seconds * (1 - 2 * FIRST_KILL) / len(VICTIMS)
    for number, name in enumerate(VICTIMS):
        _sleep_until(begun + seconds * FIRST_KILL + number * step)
        rig.kill(name)
        if name == "worker":
            alive[name] = _heard_again(rig.killed[name])
    _sleep_until(begun + seconds)
    return alive


def _sleep_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.time()))


def _heard_again(killed: float) -> float:
    """When the worker said for the first time since that it lives."""
    until = killed + 2 * BACK_SECONDS
    while time.time() < until:
        try:
            with enter(system_scope("bench")):
                said = heartbeats.heard().get("worker")
        except (OperationalError, InterfaceError):
            connection.close()
            said = None
        if said and said["at"].timestamp() > killed:
            return float(said["at"].timestamp())
        time.sleep(0.1)
    return float("inf")


def _back(
    rig: Rig, presses: Sequence[Mapping[str, Any]], seen: Mapping[str, Any], alive: Mapping[str, float]
) -> dict[str, float]:
    """Seconds from each kill to the first success: a later press answered, a later board, a sign of life."""
    found = {}
    for name, killed in rig.killed.items():
        answers = [p["answered"] for p in presses if p["pressed"] > killed and p.get("answered")]
        boards = [at for at in seen["opened"][0] if at > killed]
        moments = {"web": boards, "worker": [alive[name]] if name in alive else []}.get(name, answers)
        found[name] = min(moments, default=float("inf")) - killed
    return found


def _escalated(since: datetime) -> tuple[int, int]:
    """How many runs of escalation began, and how many messages went out after somebody had acknowledged."""
    with enter(system_scope("bench")):
        began = Run.objects.filter(started_at__gte=since).count()
        return began, alerting.count_sent_after_acknowledgement(since)
