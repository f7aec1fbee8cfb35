"""What a phone tells is taken in: once, in its order, never over what is there.

A phone without a signal sends later what it kept, and again what it is not sure of. An entry has a number
that its phone gave it; the same number is the same entry. What contradicts the order as it stands by now
(withdrawn, given to somebody else, said by another phone) is kept beside it with both values, and told to
whoever sent it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from chongyang.core import events, live
from chongyang.core.access import enter
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.orders import queries as orders
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can
from chongyang.visits.enums import Conflict, Kind
from chongyang.visits.models import Entry, Visit
from chongyang.visits.operations import alarms, applying, judging
from chongyang.visits.operations.proving import checked
from chongyang.visits.rules import clocks, conflicts, entries
from chongyang.visits.rules.entries import Fault, Told
from chongyang.visits.rules.settings import settings
from chongyang.workforce import queries as workforce

if TYPE_CHECKING:
    from chongyang.workforce.models import Carer

NO_CARER = N_("您的账号没有登记为上门人员，请联系服务商。")
NOT_YOURS = N_("这不是派给您的订单，没有收下。")
OTHER_CONTENT = N_("这个编号已用于另一条登记，没有收下。")
TOO_OLD = N_("这条登记太久以前，没有收下，请联系街道。")
MANY = N_("一次最多送 %(most)s 条登记。")
TOPIC = "visits"


@dataclass(frozen=True, slots=True)
class Kept:
    """It counts. `again` where it was known already."""

    sequence: int
    entry: UUID
    again: bool = False


@dataclass(frozen=True, slots=True)
class Contested:
    """It is kept but does not count: `ours` stood here when it came, `theirs` is what the phone said."""

    sequence: int
    entry: UUID
    why: Conflict
    ours: Mapping[str, Any]
    theirs: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Refused:
    """It is not an entry of this phone's; `reason` is Chinese source text."""

    sequence: int | None
    reason: str


Answer = Kept | Contested | Refused


class UnableToTakeIn(Exception):
    """Nothing of it was taken in; `reason` is Chinese source text."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason % values if values else reason)
        self.reason, self.values = reason, values


@dataclass(frozen=True, slots=True)
class _Phone:
    """Who sends, from which phone, and how its clock goes."""

    carer: Carer
    device: UUID
    clock: clocks.Clock
    by: Actor
    now: datetime

    @property
    def account(self) -> UUID:
        assert self.by.account is not None
        return self.by.account


@transaction.atomic
def take_in(
    *,
    entries: Sequence[object],
    device: UUID,
    by: Actor,
    scope: Scope,
    now: datetime,
    sent_at: datetime | None = None,
) -> list[Answer]:
    """Entries as a phone sent them; one answer each, in the order of their numbers.

    `sent_at` is the phone's clock when it sent. Idempotent by (device, sequence). The order moves with what
    counts. Raises NotAllowed, UnableToTakeIn.
    """
    demand(scope, Can.MAKE_VISITS)
    most = settings("score")["entries_at_once"]
    if len(entries) > most:
        raise UnableToTakeIn(MANY, most=most)
    carer = workforce.carer_of_account(scope, by.account) if by.account else None
    if carer is None:
        raise UnableToTakeIn(NO_CARER)
    phone = _Phone(carer, device, clocks.compare(sent_at or now, now), by, now)
    with enter(system_scope("visits", actor=by)):
        answers = [_take(told, phone) for told in _in_order(entries)]
        _settle_down(answers, now)
    return answers


def _in_order(raw: Sequence[object]) -> list[Told | Fault]:
    read = [entries.read(one) for one in raw]
    return sorted(read, key=lambda one: -1 if one.sequence is None else one.sequence)


def _take(told: Told | Fault, phone: _Phone) -> Answer:
    if isinstance(told, Fault):
        return Refused(told.sequence, told.reason)
    if known := _known(told, phone):
        return known
    order = orders.get_many(system_scope("visits"), [told.order]).get(told.order)
    if order is None or not orders.was_assigned(told.order, phone.carer.id):
        _note_refused(told, phone, order)
        return Refused(told.sequence, NOT_YOURS)
    happened_at = phone.clock.ours(told.taken_at, phone.now)
    if clocks.is_too_old(happened_at, phone.now):
        return Refused(told.sequence, TOO_OLD)
    cases.hold(told.order)
    return _keep(told, phone, happened_at)


def _known(told: Told, phone: _Phone) -> Answer | None:
    """What became of it when it came before."""
    row = Entry.objects.filter(device=phone.device, sequence=told.sequence).first()
    if row is None:
        return None
    if row.digest != told.digest or row.account != phone.account:
        return Refused(told.sequence, OTHER_CONTENT)
    return _answer(row, again=True)


def _answer(row: Entry, *, again: bool = False) -> Answer:
    if not row.conflict:
        return Kept(row.sequence, row.id, again)
    theirs = {"at": row.happened_at.isoformat(), "kind": row.kind}
    return Contested(row.sequence, row.id, Conflict.of(row.conflict), row.ours, theirs)


def _note_refused(told: Told, phone: _Phone, order: Any) -> None:
    """Somebody told of a visit that is not hers: who, and of which order, if it is one."""
    events.record(
        "visits.entry.refused",
        by=phone.by,
        now=phone.now,
        area=order.area if order else phone.carer.area,
        subject_type="orders.order",
        subject=order.id if order else None,
        organisation=phone.carer.organisation,
        payload={"kind": told.kind.value},
    )


def _keep(told: Told, phone: _Phone, happened_at: datetime) -> Answer:
    order = orders.get_many(system_scope("visits"), [told.order])[told.order]  # as it is now that it is held
    visit = applying.visit_of(order, phone.now)
    stands = applying.standing_of(visit, order, told.kind, phone.carer.id)
    why = conflicts.conflict_of(stands, told.kind, happened_at, phone.account)
    row = Entry(
        visit=visit,
        device=phone.device,
        sequence=told.sequence,
        kind=told.kind.value,
        account=phone.account,
        carer=phone.carer.id,
        person=visit.person,
        area=visit.area,
        organisation=visit.organisation,
        taken_at=told.taken_at,
        received_at=phone.now,
        happened_at=happened_at,
        clock_seconds=phone.clock.seconds,
        payload=checked(told, visit, order, happened_at),
        digest=told.digest,
        conflict=why.value if why else "",
        ours=applying.ours(visit, order, told.kind) if why else {},
    )
    row.place = told.place.as_text() if told.place else ""
    row.said = applying.as_text(told.said)
    row.save(force_insert=True)
    applying.apply(visit, order, row, is_clock_wrong=phone.clock.is_wrong, by=phone.by)
    _follow(visit, row, phone)
    return _answer(row)


def _follow(visit: Visit, row: Entry, phone: _Phone) -> None:
    """The alarm ends, the record grows by one line, the boards hear."""
    if not row.conflict and row.kind in (Kind.ARRIVE, Kind.START):
        alarms.close_for(visit.order, row, now=phone.now, by=phone.by)
    events.record(
        "visits.entry.contested" if row.conflict else "visits.entry.kept",
        by=phone.by,
        now=phone.now,
        area=visit.area,
        subject_type="visits.visit",
        subject=visit.id,
        organisation=visit.organisation,
        person=visit.person,
        payload={"kind": row.kind, "conflict": row.conflict},
    )
    live.announce(TOPIC, area=visit.area)


def _settle_down(answers: Sequence[Answer], now: datetime) -> None:
    """Visits that are whole by now are judged at once; others when their time is over."""
    told = [one.entry for one in answers if not isinstance(one, Refused)]
    visits = Visit.objects.filter(entries__in=told).distinct().order_by("id")
    for visit in visits:
        judging.judge_if_whole(visit, now=now)
