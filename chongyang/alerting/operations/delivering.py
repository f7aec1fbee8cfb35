"""A message leaves the house, and what comes back about it.

**Nothing is sent after the acknowledgement.** `hand_out` reads the run with a share lock and holds it until
the message is sent and `sent_at` is committed; `running.acknowledge` takes the same row with an update
lock. So the two are in one order: an acknowledgement waits for a send in flight, and a send that comes
second sees the run ended and is withheld. No other order exists, whatever the number of workers. `sent_at`
and `Run.stopped_at` are both read from the database's clock while the lock is held, so `sent_at <=
stopped_at` proves it afterwards.

A worker that dies between the vendor's answer and the commit sends again: the vendor sees the same key.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Coalesce, Now
from django.utils import translation
from django.utils.translation import gettext

from chongyang.alerting import queries
from chongyang.alerting.enums import Failure, RunState, TargetKind, Until
from chongyang.alerting.models import Delivery, Proof, Run
from chongyang.alerting.operations import results
from chongyang.alerting.operations.running import end_run
from chongyang.alerting.rules.steps import repeat_of
from chongyang.alerting.rules.texts import text_for, written
from chongyang.core import live
from chongyang.core.access import enter
from chongyang.core.outbox import UnableToDeliver
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.registration import queries as registration
from chongyang.registry.queries import reaching as registry


class UnableToSend(Exception):
    """The vendor did not take it.

    `code` tells nothing personal; `for_good` when trying again is of no use.
    """

    def __init__(self, code: str, *, for_good: bool = False) -> None:
        super().__init__(code)
        self.code, self.for_good = code, for_good


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What an adapter gets. The text names no elder; the address is never printed."""

    key: str
    channel: str
    address: str = field(repr=False)
    text: str
    template: str
    is_test: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    """The adapter took it. `receipt` is what it knows at once (delivered | reached), mostly nothing."""

    adapter: str
    receipt: str = ""


Send = Callable[[Outgoing], Accepted]


def hand_out(*, key: str, send: Send, now: datetime) -> None:
    """Send one queued delivery, unless its run is over.

    Idempotent; raises UnableToDeliver to be tried again.
    """
    state = _hold_shared(key)
    row = Delivery.objects.select_for_update(of=("self",)).select_related("run__version__chain").get(key=key)
    if row.sent_at or row.failed_at or row.withheld_at:
        return
    if state in (RunState.ACKNOWLEDGED, RunState.ENDED):  # of a chain that is through the last words still go
        row.withheld_at = now
        row.save(update_fields=["withheld_at"])
        return
    if address := address_of(row):
        _send(row, Outgoing(row.key, row.channel, address, *_words(row, now)), send, now)
    else:
        fail(row, Failure.BAD_ADDRESS.value, now)
    live.announce("alerting", area=row.area, key=str(row.run.subject))


def _send(row: Delivery, outgoing: "Outgoing", send: "Send", now: datetime) -> None:
    try:
        accepted = send(outgoing)
    except UnableToSend as error:
        if not error.for_good:
            raise UnableToDeliver(error.code) from error
        fail(row, error.code, now)
    else:
        note_sent(row, accepted, now)


def _hold_shared(key: str) -> str:
    """The state of the delivery's run, which stays so until this transaction ends; other senders may hold
    it too.

    Everybody locks the run before the delivery.
    """
    run = Delivery.objects.filter(key=key).values_list("run_id", flat=True).get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM alerting_run WHERE id = %s FOR SHARE", [run])
        return str(cursor.fetchone()[0])


def address_of(row: Delivery) -> str:
    """Where to: the account's own channel, or the number that stands with the contact."""
    if row.target is None:
        return ""
    if row.target_kind == TargetKind.CONTACT:
        return registry.contact_phone(row.target)
    if row.target_kind == TargetKind.ELDER:
        return registry.own_phone(row.target)
    if row.target_kind == TargetKind.INVITED:
        return registration.phone_of_invited(row.target)
    return queries.channel_address(row.target, row.channel)


def _words(row: Delivery, now: datetime) -> tuple[str, str]:
    chain = row.run.version.chain.code
    template, source = text_for(row.run.kind, row.target_kind, chain)
    with translation.override("zh-hans"):
        return gettext(source) + written(chain, row.run.subject, now), template


def fail(row: Delivery | Proof, code: str, now: datetime) -> None:
    """It did not go out, and will not."""
    row.failed_at, row.failure = now, code[:40]
    row.save(update_fields=["failed_at", "failure"])


def note_sent(row: Delivery | Proof, accepted: Accepted, now: datetime) -> None:
    """Sent, by the clock that also stops runs; delivered or reached only if the adapter said so."""
    columns: dict[str, Any] = {"sent_at": Now(), "adapter": accepted.adapter[:20]}
    if accepted.receipt in ("delivered", "reached"):
        columns["delivered_at"] = now
    if accepted.receipt == "reached":
        columns["reached_at"] = now
    type(row).objects.filter(id=row.id).update(**columns)


@transaction.atomic
def record_receipt(*, key: str, state: str, now: datetime, failure: str = "") -> bool:
    """A vendor's word about a message: delivered, reached (she answered) or failed. False for an unknown key.

    The first word of each kind stands, in whatever order they come; a repetition changes nothing.
    """
    with enter(system_scope("receipt")):
        run = _held_run(key)
        rows = Delivery.objects if run else Proof.objects
        row: Any = rows.select_for_update(of=("self",)).filter(key=key).first()
        if row is None:
            return False
        told = _told(state, now, failure)
        fresh = {name: value for name, value in told.items() if name == "sent_at" or not getattr(row, name)}
        rows.filter(id=row.id).update(**fresh)
        if run:
            _follow(run, row, state, now)
        else:
            results.note(row, state, failure, now)
    return True


def _held_run(key: str) -> Run | None:
    run = Delivery.objects.filter(key=key).values_list("run_id", flat=True).first()
    held = Run.objects.select_for_update(of=("self",)).select_related("version")
    return held.get(id=run) if run else None


def _told(state: str, now: datetime, failure: str) -> dict[str, Any]:
    if state == "failed":
        return {"failed_at": now, "failure": (failure or Failure.REFUSED.value)[:40]}
    came = {"sent_at": Coalesce("sent_at", Now()), "delivered_at": now}
    return came if state == "delivered" else {**came, "reached_at": now}


def _follow(run: Run, row: Delivery, state: str, now: datetime) -> None:
    """A chain that runs until somebody is reached ends here; one until it is taken goes on."""
    repeat = repeat_of(run.version.steps)
    if state == "reached" and run.state == RunState.RUNNING and repeat and repeat.until is Until.REACHED:
        end_run(run, RunState.ENDED, by=SYSTEM, now=now)
    live.announce("alerting", area=row.area, key=str(run.subject))
