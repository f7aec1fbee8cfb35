"""An enrolment moves: its case, its row, the places of its offering, which the caller holds."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from chongyang.activities.enums import HELD, Leaving, Standing, Told
from chongyang.activities.models import Enrolment, Offering
from chongyang.activities.operations import money
from chongyang.activities.operations.telling import notify
from chongyang.activities.rules.lists import limits
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Actor


def hold(offering: UUID) -> Offering:
    """The offering's row, nobody else's until the transaction ends. Always before any case."""
    return Offering.objects.select_for_update(of=("self",)).get(id=offering)


def hold_many(offerings: set[UUID]) -> dict[UUID, Offering]:
    """In one order, so that two who hold several never wait for each other."""
    rows = Offering.objects.select_for_update(of=("self",)).filter(id__in=offerings).order_by("id")
    return {row.id: row for row in rows}


def step(row: Enrolment, action: str, by: Actor, now: datetime, reason: str = "", how: str = "") -> None:
    """One step of the case; the row follows."""
    case = cases.perform(case=Case(id=row.id), action=action, by=by, now=now, reason=reason, how=how)
    row.state, row.closed_at = case.state, case.ended_at


def place(row: Enrolment, offering: Offering, by: Actor, now: datetime) -> None:
    """Give a place; what costs nothing is confirmed at once, else a bill waits for some days."""
    offering.taken += 1
    offering.save(update_fields=["taken"])
    step(row, "place", by, now)
    row.placed_at = now
    if row.fee_fen:
        row.pay_by = timezone.localdate(now) + timedelta(days=limits().pay_days)
        money.ask(row, offering, by, now)
    else:
        step(row, "confirm", by, now)
    row.save()


def leave(
    row: Enrolment,
    offering: Offering,
    why: Leaving,
    *,
    by: Actor,
    now: datetime,
    action: str = "withdraw",
    moves_up: bool = True,
) -> None:
    """Give the place back: money by the rule, and the next who waits has it in the same moment."""
    had = row.state in HELD
    step(row, action, by, now, reason=why.value)
    row.leaving = why.value
    row.back_fen = money.give_back(row, offering, by, now) if had else 0
    row.save()
    if had:
        offering.taken -= 1
        offering.save(update_fields=["taken"])
    if moves_up:
        move_up(offering, now)


def move_up(offering: Offering, now: datetime) -> int:
    """Who waits longest has a free place; returns how many moved. Nobody moves into what is over."""
    moved = 0
    is_on = offering.state == Standing.OPEN and offering.ends_on >= timezone.localdate(now)
    while is_on and offering.taken < offering.places_most:
        waiting = Enrolment.objects.filter(offering=offering, state="waiting")
        row = waiting.order_by("asked_at", "id").first()
        if row is None:
            break
        place(row, offering, SYSTEM, now)
        notify([row], Told.PLACED, SYSTEM, now)
        moved += 1
    return moved
