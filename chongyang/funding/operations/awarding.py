"""Standing awards: opened by the approval of a monthly programme, told new facts, stopped by two persons."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.core import access, events
from chongyang.core.models import StageHolder
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.funding import permissions, queries
from chongyang.funding.models import Application, Award, AwardFact, AwardStop
from chongyang.funding.operations.drafting import programme_of
from chongyang.funding.operations.errors import UnableToHandle
from chongyang.funding.queries import awards as reads
from chongyang.funding.rules import forms, objects
from chongyang.funding.rules.awards import MONTHS, add_months, first_of, months_after, whole_months
from chongyang.policy.rules.programmes import Programme
from chongyang.registry.models import Elder
from chongyang.treasury.rules.told import paying_area

CONDITION, DEATH, PERSON = "condition", "death", "person"
PROPOSED, CONFIRMED, DECLINED = "proposed", "confirmed", "declined"
STANDS = N_("这位申请人在同一项目上已有享受中的待遇，不能重复享受。")
NO_INPUT = N_("这个项目没有这一项内容。")
BAD_DAY = N_("日期不能早于待遇开始的月份前十年，也不能晚于今天。")
NO_SOURCE = N_("请写明依据（来源或文件）。")
NO_REASON = N_("请写明理由。")
BEFORE = N_("停发的月份不能早于待遇开始的月份，也不能晚于下月起一年。")
WAITS = N_("已有一项停发待确认。")
OVER = N_("这项停发已经处理。")
OWN = N_("提出停发的人不能自己确认，请由另一位经办人确认。")
MOST, YEARS = 200, 10


def open_award(row: Application, by: Actor, now: datetime) -> Award | None:
    """The award that an approved application of a monthly programme opens, with what counted as its first
    facts; None for what is paid once. In the system's scope. Raises UnableToHandle.
    """
    held = programme_of(row.programme)
    if held.period != "month":
        return None
    first = first_of(row.day)
    inputs = queries.inputs_of(row)
    holders = StageHolder.objects.filter(case=row.id).values_list("holder", flat=True)
    award = Award(
        programme=row.programme,
        application=row,
        area=row.area,
        county=paying_area(row.area),
        person=row.person,
        carer=row.carer,
        organisation=row.organisation,
        payee=row.person or row.carer or row.organisation or row.id,
        object=objects.claim_of_payment(held, anchor=queries.anchor_of(row), inputs=inputs, labels=()),
        held_by=sorted(set(holders), key=str),
        valid_from=first,
        opened_at=now,
    )
    try:
        with transaction.atomic():
            award.save(force_insert=True)
    except IntegrityError as error:
        if "award_one_at_a_time" not in str(error):
            raise
        raise UnableToHandle({"award": STANDS}) from None
    elders = Elder.objects.filter(id=row.person or row.id)
    born_on = elders.values_list("born_on", flat=True).first()
    facts = [
        _fact(award, name, value, _told_for(held, name, value, born_on, first), row.number, by, now)
        for name, value in sorted(inputs.items())
    ]
    AwardFact.objects.bulk_create(facts)
    tell("opened", award, by, now)
    return award


def _told_for(held: Programme, name: str, value: Any, born_on: date | None, first: date) -> date:
    """An age is told for the last birthday, so that it turns on the next; all else for the first month."""
    if held.grows.get(name) != "year" or born_on is None:
        return first
    years = whole_months(born_on, first) // MONTHS
    return add_months(born_on, years * MONTHS).replace(day=born_on.day) if value == years else first


def _fact(award: Award, name: str, value: Any, on: date, source: str, by: Actor, now: datetime) -> AwardFact:
    return AwardFact(
        award=award,
        area=award.area,
        person=award.person,
        name=name,
        value=value,
        valid_from=on,
        source=source,
        told_by=by.account,
        told_at=now,
    )


@transaction.atomic
def tell_fact(
    *,
    award: UUID,
    name: str,
    value: Any,
    from_on: date,
    source: str,
    scope: Scope,
    by: Actor,
    now: datetime,
) -> AwardFact:
    """From a day on something is different, also backwards: the next month run pays or takes back the
    difference. What ends the entitlement proposes a stop. Raises UnableToHandle, NotFound.
    """
    permissions.demand_handle(scope)
    row = reads.access_award(scope, award)
    told = _read(row, name, value)
    _check_day(row, from_on, now)
    if not 0 < len(source.strip()) <= MOST:
        raise UnableToHandle({"source": NO_SOURCE})
    with access.enter(system_scope("award", actor=by)):
        fact = _fact(row, name, told, from_on, source.strip(), by, now)
        fact.save(force_insert=True)
        tell("fact_told", row, by, now, name=name)
        reason = programme_of(row.programme).stops.get(name)
        if reason and told is False:
            first = max(from_on if from_on.day == 1 else months_after(from_on), row.valid_from)
            _propose(row, CONDITION, reason, first, SYSTEM, now)
    return fact


def _read(row: Award, name: str, value: Any) -> Any:
    asked = programme_of(row.programme).inputs.get(name)
    if asked is None:
        raise UnableToHandle({"name": NO_INPUT})
    values, faults = forms.read_inputs({name: value}, {name: asked}, complete=True)
    if faults:
        raise UnableToHandle(faults)
    return values[name]


def _check_day(row: Award, on: date, now: datetime) -> None:
    if not date(row.valid_from.year - YEARS, 1, 1) <= on <= timezone.localdate(now):
        raise UnableToHandle({"from_on": BAD_DAY})


@transaction.atomic
def propose_stop(
    *, award: UUID, reason: str, from_on: date, scope: Scope, by: Actor, now: datetime
) -> AwardStop:
    """A person proposes that it ends before a month, with a reason; another decides. Raises UnableToHandle,
    NotFound.
    """
    permissions.demand_handle(scope)
    permissions.account_of(by)
    row = reads.access_award(scope, award)
    if not 0 < len(reason.strip()) <= MOST:
        raise UnableToHandle({"reason": NO_REASON})
    last = months_after(timezone.localdate(now))
    if not row.valid_from <= first_of(from_on) <= last.replace(year=last.year + 1):
        raise UnableToHandle({"from_on": BEFORE})
    with access.enter(system_scope("award", actor=by)):
        made = _propose(row, PERSON, reason.strip(), first_of(from_on), by, now)
    if made is None:
        raise UnableToHandle({"stop": WAITS})
    return made


def _propose(row: Award, kind: str, reason: str, from_on: date, by: Actor, now: datetime) -> AwardStop | None:
    """One proposal of a kind waits at a time."""
    if AwardStop.objects.filter(award=row, kind=kind, state=PROPOSED).exists():
        return None
    made = AwardStop.objects.create(
        award=row,
        area=row.area,
        person=row.person,
        kind=kind,
        reason=reason,
        from_on=from_on,
        proposed_by=by.account,
        proposed_at=now,
    )
    tell("stop_proposed", row, by, now, stop=str(made.id), why=kind)
    return made


@transaction.atomic
def decide_stop(*, stop: UUID, confirm: bool, scope: Scope, by: Actor, now: datetime) -> AwardStop:
    """Another person stops the award, or lets it stand. Raises UnableToHandle, NotFound."""
    permissions.demand_handle(scope)
    doer = permissions.account_of(by)
    with access.enter(system_scope("award", actor=by)):
        found = AwardStop.objects.select_for_update(of=("self",)).filter(id=stop).first()
    row = reads.access_award(scope, found.award_id if found else stop)
    assert found, "an award has another key"
    if found.state != PROPOSED:
        raise UnableToHandle({"stop": OVER})
    if found.proposed_by == doer:
        raise UnableToHandle({"by": OWN})
    with access.enter(system_scope("award", actor=by)):
        found.state = CONFIRMED if confirm else DECLINED
        found.decided_by, found.decided_at = doer, now
        found.save(update_fields=["state", "decided_by", "decided_at"])
        settle_end(row, now)
        tell("stop_decided", row, by, now, stop=str(found.id), state=found.state)
    return found


def settle_end(row: Award, now: datetime) -> None:
    """The award ends before the earliest of its stops, or goes on where none holds. Raises UnableToHandle
    where another award of the same payee has come meanwhile.
    """
    ends = reads.standing_stops(now).filter(award=row).values_list("from_on", flat=True)
    first = min(ends, default=None)
    try:
        with transaction.atomic():
            Award.objects.filter(id=row.id).update(valid_to=first and max(first, row.valid_from))
    except IntegrityError as error:
        if "award_one_at_a_time" not in str(error):
            raise
        raise UnableToHandle({"award": STANDS}) from None


def tell(verb: str, row: Award, by: Actor, now: datetime, **payload: Any) -> None:
    events.record(
        f"funding.award.{verb}",
        by=by,
        now=now,
        area=row.area,
        subject_type="funding.award",
        subject=row.id,
        person=row.person,
        organisation=row.organisation,
        payload={"programme": row.programme, **payload},
    )
