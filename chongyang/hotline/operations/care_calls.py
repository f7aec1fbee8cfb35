"""Daily care calls, one after the other: take the next, say how it went. Silence twice is one incident."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from chongyang.core import events, live
from chongyang.core.access import enter
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.emergency import operations as emergency
from chongyang.hotline import queries
from chongyang.hotline.models import CareCall, CarePause, CareTry
from chongyang.hotline.operations import complaints, dialling, follow_ups, orders
from chongyang.hotline.operations.papers import DONE_BEFORE, queue, refuse
from chongyang.hotline.rules import care_calls as rules
from chongyang.hotline.rules.care_calls import CallOutcome, CallState, NeedKind, Skip
from chongyang.hotline.rules.orders import Direction, OrderForm
from chongyang.registry import operations as elders
from chongyang.registry import queries as registry
from chongyang.registry.enums import ConsentChannel, ConsentPurpose, LifeStatus
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

MISSED = "missed_check_in"
SOURCE = "care_call"
NOT_YOURS = N_("这个电话已由别人接手")
TITLE = N_("关爱电话中提出的需要")
GIVEN_BACK = N_("交给别人打")
LOOKED_BACK = timedelta(days=30)
"""A watch that slept longer finds older silence in the list of the day alone."""
CALLING, PLANNED, WAITING = CallState.CALLING.value, CallState.PLANNED.value, CallState.WAITING.value


@transaction.atomic
def take_next(*, scope: Scope, now: datetime) -> CareCall | None:
    """The next person to call, taken for this account; a second click gives the same one.

    The list was made in the morning: who has died, moved, refused or left since then is passed over here.
    A call that somebody took and forgot comes back after its lease.
    """
    demand(scope, Can.CARE_CALLS)
    queue(f"care_seat/{scope.actor.account}")
    if held := queries.held_call(scope, rules.today(now)):
        return held
    while row := _next(scope, now):
        if why := _why_not(scope, row):
            _skip(row, why, now)
            continue
        row.state, row.taken_by, row.taken_at = CALLING, scope.actor.account, now
        row.save(update_fields=["state", "taken_by", "taken_at"])
        live.announce("care_calls", area=row.area)
        return row
    return None


def _next(scope: Scope, now: datetime) -> CareCall | None:
    forgotten = Q(state=CALLING, taken_at__lt=now - _lease())
    rows = queries.visible_calls(scope).filter(queries.of_today(rules.today(now)), next_at__lte=now)
    rows = rows.filter(Q(state__in=(PLANNED, WAITING)) | forgotten).order_by("next_at", "id")
    return rows.select_for_update(skip_locked=True, of=("self",)).first()


def _lease() -> timedelta:
    return timedelta(minutes=rules.settings()["lease_minutes"])


def _why_not(scope: Scope, row: CareCall) -> str:
    """Why this person is not called after all; empty when she is."""
    stands = registry.standing_of(scope, row.person)
    if stands is None:
        return Skip.MOVED.value
    if stands.life_status != LifeStatus.ALIVE:
        return Skip.DEAD.value if stands.life_status == LifeStatus.DEAD else Skip.MOVED.value
    if stands.is_double:
        return Skip.DOUBLE.value
    if stands.has_refused:
        return Skip.REFUSED.value
    return Skip.PAUSED.value if queries.is_paused(row.person, row.on) else ""


def _skip(row: CareCall, why: str, now: datetime) -> None:
    row.state, row.skipped, row.ended_at, row.taken_by = CallState.SKIPPED.value, why, now, None
    row.save(update_fields=["state", "skipped", "ended_at", "taken_by"])


@transaction.atomic
def give_back(*, care_call: UUID, scope: Scope, now: datetime) -> None:
    """Somebody else shall call; who has it no longer holds it."""
    demand(scope, Can.CARE_CALLS)
    row = _held(care_call, scope)
    if row.state == CALLING and row.taken_by == scope.actor.account:
        row.state, row.taken_by, row.taken_at = (WAITING if row.tries else PLANNED), None, None
        row.save(update_fields=["state", "taken_by", "taken_at"])
        dialling.end_task_call(task=row.id, is_reached=False, outcome=GIVEN_BACK, scope=scope, now=now)
        live.announce("care_calls", area=row.area)


def _held(care_call: UUID, scope: Scope) -> CareCall:
    rows = queries.visible_calls(scope).filter(id=care_call).select_for_update(of=("self",))
    if (row := rows.first()) is None:
        raise queries.NotFound(str(care_call))
    return row


@transaction.atomic
def record_outcome(
    *,
    care_call: UUID,
    number: int,
    outcome: str,
    scope: Scope,
    now: datetime,
    until: date | None = None,
    need: str = "",
    note: str = "",
    call: UUID | None = None,
    worker: str = "seat",
) -> CareCall:
    """How a try went. `number` is which try it was: said twice, it is written once. Raises UnableToHandle."""
    demand(scope, Can.CARE_CALLS)
    row = _held(care_call, scope)
    if CareTry.objects.filter(care_call=row, number=number).exists():
        return row
    if row.state != CALLING or row.taken_by != scope.actor.account or number != row.tries + 1:
        refuse({"outcome": NOT_YOURS if row.state == CALLING else DONE_BEFORE})
    refuse(rules.faults_of_outcome(outcome, until, need, note, row.on))
    is_reached = outcome != CallOutcome.NOT_REACHED
    said = CallOutcome.of(outcome).label
    call = call or dialling.end_task_call(
        task=row.id, is_reached=is_reached, outcome=said, scope=scope, now=now
    )
    CareTry.objects.create(
        care_call=row,
        number=number,
        outcome=outcome,
        worker=worker,
        account=scope.actor.account,
        call=call,
        at=now,
        area=row.area,
        person=row.person,
    )
    row.tries, row.outcome = number, outcome
    _act(row, until, need, note, scope, now)
    row.save()
    _tell(row, scope, now)
    return row


def _act(row: CareCall, until: date | None, need: str, note: str, scope: Scope, now: datetime) -> None:
    if row.outcome == CallOutcome.NOT_REACHED:
        return _not_reached(row, scope, now)
    row.state, row.ended_at = CallState.DONE.value, now
    if row.outcome in (CallOutcome.AWAY, CallOutcome.HOSPITAL):
        _pause(row, until, scope, now)
    elif row.outcome == CallOutcome.REFUSED:
        channel, purpose = ConsentChannel.PHONE.value, ConsentPurpose.CALLS.value
        elders.refuse(
            person=row.person, purpose=purpose, channel=channel, scope=scope, by=scope.actor, now=now
        )
    elif row.outcome == CallOutcome.NEEDS:
        row.need, row.led_to = need, _paper(row, need, note, scope, now)
    return None


def _not_reached(row: CareCall, scope: Scope, now: datetime) -> None:
    """The first time she is called again later; then somebody has to find out what happened."""
    if not rules.is_silence(row.tries):
        row.state, row.next_at, row.taken_by, row.taken_at = WAITING, rules.second_try(now), None, None
        return
    _open_incident(row, scope.actor, now)


def _open_incident(row: CareCall, by: Actor, now: datetime) -> None:
    incident = emergency.receive(
        kind=MISSED,
        source=SOURCE,
        subject_key=f"person:{row.person}",
        area=row.area,
        person=row.person,
        reference=row.id,
        said_at=now,
        received_at=now,
        by=by,
    )
    row.state, row.led_to, row.ended_at = CallState.MISSED.value, incident.id, now


@transaction.atomic
def find_silence(*, now: datetime, limit: int = 200) -> int:
    """Who did not answer once, and whom nobody called again for hours, is an incident all the same: the day,
    the window and the shift may be over. A call that somebody holds is left to her. System scope.
    """
    scope, found = system_scope("care_silence"), 0
    for row in _unanswered(now, limit):
        if why := _why_not(scope, row):
            _skip(row, why, now)
            continue
        _open_incident(row, SYSTEM, now)
        row.save()
        _tell(row, scope, now)
        found += 1
    return found


def _unanswered(now: datetime, limit: int) -> list[CareCall]:
    since = now - timedelta(hours=rules.settings()["silent_hours"])
    held = Q(state=CALLING, taken_at__gte=now - _lease())
    tried = CareTry.objects.filter(care_call=OuterRef("id"), at__lt=since)
    on = rules.today(now)
    rows = CareCall.objects.filter(Exists(tried), state__in=rules.OPEN, tries__gt=0)
    rows = rows.filter(on__gte=on - LOOKED_BACK, on__lte=on).exclude(held).order_by("next_at", "id")
    return list(rows.select_for_update(skip_locked=True, of=("self",))[:limit])


def _pause(row: CareCall, until: date | None, scope: Scope, now: datetime) -> None:
    """In hospital without a day: a week, then she is asked again; nobody drops out for ever unseen."""
    back = until or row.on + timedelta(days=rules.settings()["hospital_days"])
    CarePause.objects.filter(person=row.person, ended_at=None).update(ended_at=now)
    CarePause.objects.create(
        person=row.person,
        area=row.area,
        reason=row.outcome,
        since=row.on,
        until=max(back, row.on + timedelta(days=1)),
        account=scope.actor.account,
    )


def _paper(row: CareCall, need: str, note: str, scope: Scope, now: datetime) -> UUID:
    """What she needs, as an order to 12345, a complaint, or a follow-up call."""
    if need == NeedKind.ORDER:
        form = OrderForm(kind="service", title=TITLE, content=note)
        direction = Direction.OUT.value
        return orders.write_order(form=form, direction=direction, scope=scope, now=now, person=row.person).id
    if need == NeedKind.COMPLAINT:
        told = complaints.ComplaintForm(came_by="elder", against="unit", content=note)
        return complaints.receive_complaint(
            form=told, scope=scope, now=now, person=row.person, reference=row.id
        ).id
    with enter(system_scope("care_call", actor=scope.actor)):
        return follow_ups.open_follow_up(
            about="care_call",
            subject=row.id,
            person=row.person,
            area=row.area,
            by=scope.actor,
            now=now,
            note=note,
        ).id


@transaction.atomic
def end_pause(*, pause: UUID, scope: Scope, now: datetime) -> None:
    """She is back: tomorrow's list has her again."""
    demand(scope, Can.CARE_CALLS)
    row = next((one for one in queries.list_pauses(scope, limit=100_000) if one.id == pause), None)
    if row is None:
        raise queries.NotFound(str(pause))
    CarePause.objects.filter(id=row.id, ended_at=None).update(ended_at=now)


def _tell(row: CareCall, scope: Scope, now: datetime) -> None:
    events.record(
        "hotline.care_call.tried",
        by=scope.actor,
        now=now,
        area=row.area,
        subject_type="care_call",
        subject=row.id,
        person=row.person,
        payload={"outcome": row.outcome, "tries": row.tries, "state": row.state},
    )
    live.announce("care_calls", area=row.area)
