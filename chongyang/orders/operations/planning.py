"""Recurring plans: begun, paused, gone on, ended. What they make stands in `making`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.orders import permissions, queries
from chongyang.orders.enums import Holidays, PauseReason
from chongyang.orders.models import Order, Plan, PlanPause
from chongyang.orders.operations import drafting, making
from chongyang.orders.operations.errors import OtherOrder, UnableToOrder
from chongyang.orders.operations.placing import KEY_USED
from chongyang.orders.operations.withdrawing import withdraw_all
from chongyang.orders.rules.times import span
from chongyang.registry import queries as registry

WEEKDAYS = N_("请选择每周哪几天")
BEGIN = N_("开始日期不能早于今天，也不能太远")
END = N_("结束日期须晚于开始日期")
WEEKS = N_("每几周一次：1 至 8")
ENDED = N_("这个计划已经结束")
PAUSED = N_("这段时间已经暂停")
NO_PAUSE = N_("这个计划没有暂停")
PAUSE_DAYS = N_("恢复日期须晚于暂停日期")
MOST_WEEKS, WEEK_DAYS = 8, range(1, 8)
NOT_GONE = ("created", "offered", "refused", "accepted")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanForm:
    """What shall come again and again. `valid_to` is the first day on which it comes no more."""

    item: str
    weekdays: Collection[int]
    begins: time
    window_minutes: int
    valid_from: date
    valid_to: date | None = None
    every_weeks: int = 1
    holidays: str = Holidays.KEEP.value
    offer: UUID | None = None
    quantity: int = 1
    prefers_sex: str = ""
    dialects: Sequence[str] = ()
    note: str = ""


@transaction.atomic
def begin_plan(
    *,
    person: UUID,
    form: PlanForm,
    channel: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    key: str = "",
) -> Plan:
    """Begin a plan and make its first orders. The same key again is the same plan. Raises as `create`."""
    elder = registry.access_elder(scope, person)
    permissions.demand_order(scope, person, now)
    drafting.check_alive(elder)
    item = drafting.item_of(form.item)
    _check(form, item.minutes, timezone.localdate(now))
    word = drafting.key_of(by.account, f"plan/{key}" if key else "")
    row = _row(form, elder, channel, word, by, now)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "key" not in str(error.__cause__):
            raise
        return _same(form, word)
    _tell("begun", row, by, now)
    with enter(system_scope("plan", actor=by)):
        making.make_for([row], now=now)
    return row


def _check(form: PlanForm, minutes: int, today: date) -> None:
    weekdays = set(form.weekdays)
    faults = (
        (not weekdays or not weekdays <= set(WEEK_DAYS), WEEKDAYS, "weekdays"),
        (not today <= form.valid_from <= today + span("latest"), BEGIN, "valid_from"),
        (form.valid_to is not None and form.valid_to <= form.valid_from, END, "valid_to"),
        (not 1 <= form.every_weeks <= MOST_WEEKS, WEEKS, "every_weeks"),
        (form.holidays not in set(Holidays), drafting.SIZE, "holidays"),
        (form.window_minutes < minutes, drafting.TOO_SHORT, "window_minutes"),
        (form.window_minutes > drafting.MOST_MINUTES, drafting.TOO_LONG, "window_minutes"),
        (not 0 < form.quantity <= drafting.MOST_QUANTITY, drafting.SIZE, "quantity"),
        (len(form.note) > drafting.MOST_NOTE, drafting.NOTE_LONG, "note"),
    )
    for wrong, reason, field in faults:
        if wrong:
            raise UnableToOrder(reason, field=field)


def _row(form: PlanForm, elder: Any, channel: str, key: str, by: Actor, now: datetime) -> Plan:
    return Plan(
        person=registry.canonical_of(elder),
        area=elder.area,
        item=form.item,
        quantity=form.quantity,
        offer=form.offer,
        weekdays=sorted(set(form.weekdays)),
        every_weeks=form.every_weeks,
        begins=form.begins,
        window_minutes=form.window_minutes,
        holidays=form.holidays,
        valid_from=form.valid_from,
        valid_to=form.valid_to,
        made_until=max(form.valid_from, timezone.localdate(now)),
        channel=channel,
        asked_by=by.account,
        prefers_sex=form.prefers_sex,
        dialects=list(form.dialects),
        note=form.note.strip(),
        made_at=now,
        key=key,
    )


def _same(form: PlanForm, key: str) -> Plan:
    """The plan of that key; raises OtherOrder where it was for something else."""
    row = Plan.objects.get(key=key)
    if (row.item, row.weekdays, row.begins) != (form.item, sorted(set(form.weekdays)), form.begins):
        raise OtherOrder(KEY_USED, field="key")
    return row


@transaction.atomic
def pause_plan(
    *,
    plan: UUID,
    reason: str,
    from_on: date,
    to_on: date | None,
    scope: Scope,
    by: Actor,
    now: datetime,
) -> PlanPause:
    """No help from `from_on` until `to_on`, the first day it comes again; orders made for these days are
    withdrawn free of charge, but for those whose carer is on the way.
    """
    row = _held(plan, scope, now)
    if reason not in set(PauseReason) or from_on < timezone.localdate(now):
        raise UnableToOrder(PAUSE_DAYS, field="from_on")
    if to_on is not None and to_on <= from_on:
        raise UnableToOrder(PAUSE_DAYS, field="to_on")
    with enter(system_scope("pause plan", actor=by)):
        pause = PlanPause(
            plan=row, person=row.person, area=row.area, reason=reason, from_on=from_on, to_on=to_on,
            account=by.account, at=now,
        )  # fmt: skip
        _insert_pause(pause)
        _tell("paused", row, by, now)
        why = reason if reason in (PauseReason.HOSPITAL, PauseReason.AWAY) else "plan_changed"
        withdraw_all(_made_between(row, from_on, to_on), reason=why, by=by, now=now)
    return pause


def _insert_pause(pause: PlanPause) -> None:
    try:
        with transaction.atomic():
            pause.save(force_insert=True)
    except IntegrityError as error:
        if "planpause_once" not in str(error.__cause__):
            raise
        raise UnableToOrder(PAUSED, field="from_on") from None


def _made_between(row: Plan, from_on: date, to_on: date | None) -> list[UUID]:
    rows = Order.objects.filter(plan=row, closed_at=None, state__in=NOT_GONE)
    rows = rows.filter(from_at__gte=making.moment_of(from_on))
    rows = rows.filter(from_at__lt=making.moment_of(to_on)) if to_on else rows
    return list(rows.order_by("from_at", "id").values_list("id", flat=True))


@transaction.atomic
def resume_plan(*, plan: UUID, on: date, scope: Scope, by: Actor, now: datetime) -> Plan:
    """The plan goes on from a day; the orders for the days from then on are made again."""
    row = _held(plan, scope, now)
    today = timezone.localdate(now)
    with enter(system_scope("resume plan", actor=by)):
        open_ended = PlanPause.objects.filter(plan=row, to_on=None)
        running = open_ended | PlanPause.objects.filter(plan=row, to_on__gt=on)
        if on < today or not running.exists():
            raise UnableToOrder(NO_PAUSE, field="on")
        for pause in running.order_by("from_on", "id"):
            pause.to_on = max(on, pause.from_on)
            pause.save(update_fields=["to_on"])
        row.made_until = min(row.made_until, on)
        row.save(update_fields=["made_until"])
        _tell("resumed", row, by, now)
        making.make_for([row], now=now)
    return row


@transaction.atomic
def end_plan(*, plan: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Plan:
    """The plan makes no more orders, and those that it made ahead are withdrawn free of charge."""
    row = _held(plan, scope, now)
    with enter(system_scope("end plan", actor=by)):
        close_plan(row, reason[:16], by=by, now=now)
    return row


def close_plan(row: Plan, reason: str, *, by: Actor, now: datetime, why: str = "plan_changed") -> None:
    """In the system's scope: the plan is over, what it made ahead is withdrawn."""
    row.ended_at, row.ended = now, reason
    row.save(update_fields=["ended_at", "ended"])
    _tell("ended", row, by, now)
    withdraw_all(_made_between(row, timezone.localdate(now), None), reason=why, by=by, now=now)


def _held(plan: UUID, scope: Scope, now: datetime) -> Plan:
    """A running plan that this side may change. Raises NotFound, NotAllowed, UnableToOrder."""
    row = queries.access_plan(scope, plan)
    permissions.demand_order(scope, row.person, now)
    if row.ended_at:
        raise UnableToOrder(ENDED)
    return row


def _tell(what: str, row: Plan, by: Actor, now: datetime) -> None:
    events.record(
        f"orders.plan.{what}",
        by=by,
        now=now,
        area=row.area,
        subject_type="orders.plan",
        subject=row.id,
        person=row.person,
        payload={"item": row.item},
    )
