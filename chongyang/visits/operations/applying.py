"""What an entry that counts does to its visit and to the order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from chongyang.core.scopes import SYSTEM, Actor, system_scope
from chongyang.orders import operations as order_steps
from chongyang.orders import queries as orders
from chongyang.visits.enums import Kind, Mark
from chongyang.visits.models import Entry, Visit
from chongyang.visits.operations import places
from chongyang.visits.rules import clocks
from chongyang.visits.rules.conflicts import ONCE, Standing

if TYPE_CHECKING:
    from datetime import datetime

    from chongyang.orders.models import Order

HOW = "visit"
MOVES: Mapping[Kind, tuple[str, ...]] = {
    Kind.SET_OUT: ("set_out",),
    Kind.ARRIVE: ("arrive",),
    Kind.START: ("start",),
    Kind.PAUSE: ("pause",),
    Kind.RESUME: ("resume",),
    Kind.END: ("start", "finish"),
}
FROM: Mapping[str, tuple[str, ...]] = {
    "set_out": ("accepted",),
    "arrive": ("accepted", "on_the_way"),
    "start": ("accepted", "on_the_way", "arrived"),
    "pause": ("started",),
    "resume": ("paused",),
    "finish": ("started", "paused"),
    "confirm": ("done",),
}
"""From which states an entry moves its order on; where somebody moved it by hand already, it stays."""


def visit_of(order: Order, now: datetime) -> Visit:
    """The visit of an order that is held, made with the first entry."""
    assert order.organisation is not None
    found = Visit.objects.select_for_update(of=("self",)).filter(order=order.id).first()
    if found:
        return found
    return Visit.objects.create(
        order=order.id,
        number=order.number,
        person=order.person,
        area=order.area,
        organisation=order.organisation,
        item=order.item,
        carers=[row.carer for row in orders.assignments_of([order.id])[order.id]],
        from_at=order.from_at,
        to_at=order.to_at,
        minutes=order.minutes,
        last_received_at=now,
    )


def standing_of(visit: Visit, order: Order, kind: Kind, carer: UUID) -> Standing:
    """What the rule of conflicts asks."""
    assigned = orders.assignments_of([order.id])[order.id]
    said = Entry.objects.filter(visit=visit, kind=kind.value, conflict="").order_by("id")
    return Standing(
        state=order.state,
        is_assigned=any(row.carer == carer for row in assigned),
        verdict=visit.verdict,
        people=order.people,
        set_out_at=visit.set_out_at,
        arrived_at=visit.arrived_at,
        started_at=visit.started_at,
        paused_at=visit.paused_at,
        ended_at=visit.ended_at,
        confirmed_at=visit.confirmed_at,
        said_by=frozenset(said.values_list("account", flat=True)),
    )


def ours(visit: Visit, order: Order, kind: Kind) -> dict[str, Any]:
    """What stands here, to be shown beside what the phone said."""
    at = getattr(visit, ONCE[kind]) if kind in ONCE else None
    return {"state": order.state, "state_at": order.state_at.isoformat()} | (
        {"at": at.isoformat()} if at else {}
    )


def as_text(said: Mapping[str, Any]) -> str:
    return json.dumps(dict(said), ensure_ascii=False, sort_keys=True) if said else ""


def apply(visit: Visit, order: Order, row: Entry, *, is_clock_wrong: bool, by: Actor) -> None:
    """Times, marks and who told; then the order's steps. What is contested leaves its mark alone."""
    visit.last_received_at = row.received_at
    if row.account not in visit.accounts:
        visit.accounts = [*visit.accounts, row.account]
    if row.carer and row.carer not in visit.carers and not row.conflict:
        visit.carers = [*visit.carers, row.carer]
    _mark(visit, row, is_clock_wrong)
    if not row.conflict:
        _TIMES.get(Kind.of(row.kind), _no_time)(visit, row)
    visit.save()
    if not row.conflict:
        _move(visit, order, row, by)
        if row.kind == Kind.END:
            places.mark_two_places(visit)


def add_mark(visit: Visit, mark: Mark) -> None:
    if mark not in visit.marks:
        visit.marks = sorted([*visit.marks, mark.value])


def _mark(visit: Visit, row: Entry, is_clock_wrong: bool) -> None:
    if row.conflict:
        add_mark(visit, Mark.CONFLICT)
    if is_clock_wrong:
        add_mark(visit, Mark.CLOCK)
    if clocks.is_late(row.happened_at, row.received_at):
        add_mark(visit, Mark.LATE)


def _no_time(visit: Visit, row: Entry) -> None:
    """Most kinds change no time."""


def _first(visit: Visit, row: Entry) -> None:
    column = ONCE[Kind.of(row.kind)]
    setattr(visit, column, getattr(visit, column) or row.happened_at)


def _pause(visit: Visit, row: Entry) -> None:
    visit.paused_at = row.happened_at


def _resume(visit: Visit, row: Entry) -> None:
    if visit.paused_at:
        visit.paused_seconds += max(0, round((row.happened_at - visit.paused_at).total_seconds()))
    visit.paused_at = None


def _end(visit: Visit, row: Entry) -> None:
    """Where two came, the last to end ends it. One who forgot to say that she began, began when she came."""
    _resume(visit, row)
    visit.started_at = visit.started_at or visit.arrived_at
    visit.ended_at = max(filter(None, (visit.ended_at, row.happened_at)))


def _card(visit: Visit, row: Entry) -> None:
    """A card that is read at the end says that the elder was still there and agrees."""
    if visit.ended_at and row.payload.get("matches") and visit.confirmed_at is None:
        visit.confirmed_at = row.happened_at


_TIMES = {
    Kind.SET_OUT: _first,
    Kind.ARRIVE: _first,
    Kind.START: _first,
    Kind.SIGN: _first,
    Kind.PAUSE: _pause,
    Kind.RESUME: _resume,
    Kind.END: _end,
    Kind.CARD: _card,
}


def _move(visit: Visit, order: Order, row: Entry, by: Actor) -> None:
    """The order's own steps. The elder's confirmation is hers: the program takes that step for her."""
    state = order.state
    for action in MOVES.get(Kind.of(row.kind), ()):
        state = _step(order.id, state, action, by, row)
    if visit.ended_at and visit.confirmed_at:
        _step(order.id, state, "confirm", SYSTEM, row)


def _step(order: UUID, state: str, action: str, by: Actor, row: Entry) -> str:
    if state not in FROM[action]:
        return state
    moved = order_steps.step(
        order=order,
        action=action,
        by=by,
        now=row.received_at,
        scope=system_scope(HOW, actor=by),
        how=HOW,
        evidence={"entry": str(row.id), "at": row.happened_at.isoformat()},
    )
    return moved.state
