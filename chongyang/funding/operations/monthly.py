"""A month of a programme in a county: computed by one, checked by another, approved by a third, then ordered.

Months before it are looked at again: what is due for them now less what was ordered then is paid as a
correction of the payment, or comes back in instalments.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.core import access, events
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.funding import permissions
from chongyang.funding.models import Award, MonthLine, MonthRun
from chongyang.funding.operations.drafting import programme_of
from chongyang.funding.operations.errors import UnableToHandle
from chongyang.funding.queries import awards as reads
from chongyang.funding.queries.awards import AsKnown
from chongyang.funding.queries.freezes import FROZEN, frozen
from chongyang.funding.queries.nets import NOTHING, Net, Nets, nets_of
from chongyang.funding.rules import monthly
from chongyang.funding.rules.awards import add_months, first_of, load, months_until
from chongyang.funding.rules.forms import Faulty
from chongyang.funding.rules.monthly import ENDED, MONTH, Due, Month, digest_of
from chongyang.policy.rules.engine.values import NotInForce
from chongyang.providers.models import Responder
from chongyang.territory import queries as territory

NOT_MONTHLY = N_("这个项目不按月发放。")
NOT_HERE = N_("这个县（市、区）不在您的管理范围内。")
NOT_YET = N_("只能计算本月和以前的月份。")
OPEN = N_("这个县（市、区）的这个项目还有一个月份没有批准，请先办完或撤回。")
APPROVED = N_("这个月份已经批准。以后的更正会在下一个月份里补发或追回。")
NOBODY = N_("这个县（市、区）在这个月没有享受这个项目的人。")
NOT_IN_FORCE = N_("方案在这个月还没有或不再执行。")
CHANGED = N_("计算之后情况有变化，请撤回后重新计算。")
DIFFERS = N_("重新计算的结果与登记的不同，不能复核通过。请撤回后重新计算。")
OWN = N_("名单里有您本人，请由其他人办理。")


@transaction.atomic
def compute_month(
    *, programme: str, county: int, month: date, scope: Scope, by: Actor, now: datetime
) -> MonthRun:
    """Ask the rule about every award of the county for a month, and for the months before. Writes what is
    due and orders nothing. Raises UnableToHandle.
    """
    permissions.demand_handle(scope)
    doer, month = permissions.account_of(by), first_of(month)
    held = programme_of(programme)
    if held.period != "month":
        raise UnableToHandle({"programme": NOT_MONTHLY})
    if county not in {area.first for area in territory.list_areas("county")} or not scope.covers(county):
        raise UnableToHandle({"county": NOT_HERE})
    if month > timezone.localdate(now):
        raise UnableToHandle({"month": NOT_YET})
    with access.enter(system_scope("month", actor=by)):
        if stopped := frozen(held, county, timezone.localdate(now)):
            raise UnableToHandle({"programme": Faulty(FROZEN, since=stopped[0], document=stopped[1])})
        run = MonthRun(programme=programme, area=county, month=month, state="computed")
        run.computed_at, run.computed_by = now, doer
        _refuse_double(run)
        lines, _ = _fill(run)
        if not lines:
            raise UnableToHandle({"month": NOBODY})
        _refuse_own(lines, by)
        _save(run)
        MonthLine.objects.bulk_create(lines)
        cases.open_case(lifecycle=MONTH, area=county, by=by, now=now, case_id=run.id, how="desk")
        tell("computed", run, by, now)
    return run


def _refuse_double(run: MonthRun) -> None:
    same = MonthRun.objects.filter(programme=run.programme, area=run.area)
    if same.filter(state__in=monthly.OPEN).exists():
        raise UnableToHandle({"month": OPEN})
    if same.filter(state="approved", month=run.month).exists():
        raise UnableToHandle({"month": APPROVED})


def _save(run: MonthRun) -> None:
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError as error:
        if "monthrun" not in str(error):
            raise
        raise UnableToHandle({"month": OPEN}) from None


def _refuse_own(lines: list[MonthLine], by: Actor) -> None:
    carers = [line.award.carer for line in lines if line.award.carer]
    if Responder.objects.filter(id__in=carers, account=by.account).exists():
        raise UnableToHandle({"by": OWN})


def _fill(run: MonthRun) -> tuple[list[MonthLine], Nets]:
    """The lines of the run, with its steps, sums and digest; and what was ordered. Raises UnableToHandle."""
    known = AsKnown(run.programme, run.area, run.computed_at)
    nets = nets_of(run.programme, known.awards.values())
    lines: list[MonthLine] = []
    try:
        for month in _months(run, known, nets):
            lines += _lines(run, known, month, nets.get(month, {}))
    except NotInForce:
        raise UnableToHandle({"month": NOT_IN_FORCE}) from None
    sums = [line.difference_fen for line in lines if line.month < run.month]
    run.awards = len({line.award_id for line in lines if line.month == run.month})
    run.due_fen = sum(line.amount_fen for line in lines if line.month == run.month)
    run.back_fen = sum(fen for fen in sums if fen > 0)
    run.recovered_fen = -sum(fen for fen in sums if fen < 0)
    run.digest = digest_of([line.digest for line in lines])
    return lines, nets


def _months(run: MonthRun, known: AsKnown, nets: Nets) -> list[date]:
    """The month itself, those back to the first award, no more than the data allow, and any that was paid
    for after it and may have to come back.
    """
    begun = min((row.valid_from for row in known.awards.values()), default=run.month)
    first = max(begun, add_months(run.month, -load().back_months))
    later = {
        month
        for month, held in nets.items()
        if month > run.month and any(not known.stands(known.awards[award], month) for award in held)
    }
    return sorted({*months_until(min(first, run.month), run.month), *later})


def _lines(run: MonthRun, known: AsKnown, month: date, nets: Mapping[UUID, Net]) -> Iterator[MonthLine]:
    """Of the month itself every award; of others only what differs from what was ordered: a month that was
    missed, a fact that changed backwards, an award that had ended, payers who share it otherwise.
    """
    made = known.month(month)
    dues = {due.award: due for due in made.dues}
    for key, net in nets.items():
        if key not in dues and net.parts:
            dues[key] = Due(key, month, ENDED)
    kept = []
    for key in sorted(dues):
        due, net = dues[key], nets.get(key, NOTHING)
        if month == run.month or net.short_of(due.parts):
            kept.append(_line(run, known.awards[key], due, net))
    if kept:
        _keep_steps(run, made)
    yield from kept


def _keep_steps(run: MonthRun, made: Month) -> None:
    run.steps[str(made.month)] = list(made.steps)
    run.choices[str(made.month)] = dict(made.choices)


def _line(run: MonthRun, award: Award, due: Due, net: Net) -> MonthLine:
    return MonthLine(
        run=run,
        award=award,
        area=award.area,
        person=award.person,
        month=due.month,
        answer=due.answer,
        missing=list(due.missing),
        amount_fen=due.amount_fen,
        parts=dict(due.parts),
        values=list(due.values),
        before_fen=net.fen,
        difference_fen=due.amount_fen - net.fen,
        digest=due.digest,
    )


def recomputed(run: MonthRun, at: datetime) -> str:
    """The digest of the run's lines as the rule gives them for what was known at a moment: the same to the
    byte at `computed_at`, whatever was told since. In the system's scope.
    """
    known = AsKnown(run.programme, run.area, at)
    digests = []
    months: dict[date, dict[UUID, Due]] = {}
    rows = MonthLine.objects.filter(run=run).order_by("month", "award")
    for award, month in rows.values_list("award", "month"):
        if month not in months:
            months[month] = {due.award: due for due in known.month(month).dues}
        digests.append(months[month].get(award, Due(award, month, ENDED)).digest)
    return digest_of(digests)


@transaction.atomic
def check_month(*, run: UUID, scope: Scope, by: Actor, now: datetime) -> MonthRun:
    """Another person checks: the rule gives the same to the byte. Raises UnableToHandle, UnableToStep."""
    row = held_run(run, scope)
    with access.enter(system_scope("month", actor=by)):
        _refuse_own(list(MonthLine.objects.filter(run=row).select_related("award")), by)
        if recomputed(row, row.computed_at) != row.digest:
            raise UnableToHandle({"month": DIFFERS})
        return step(row, "check", by, now)


@transaction.atomic
def withdraw_month(*, run: UUID, scope: Scope, by: Actor, now: datetime) -> MonthRun:
    """Who computed it takes it back; nothing was ordered. Raises UnableToStep."""
    row = held_run(run, scope)
    with access.enter(system_scope("month", actor=by)):
        return step(row, "withdraw", by, now)


@transaction.atomic
def refuse_month(*, run: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> MonthRun:
    """Finance does not agree, with a reason: it is computed anew. Raises UnableToStep."""
    row = held_run(run, scope)
    with access.enter(system_scope("month", actor=by)):
        return step(row, "refuse", by, now, reason=reason)


def held_run(run: UUID, scope: Scope) -> MonthRun:
    """The run within reach under the lock of its case."""
    row = reads.access_run(scope, run)
    with access.enter(system_scope("month", actor=scope.actor)):
        cases.hold(row.id)
        return MonthRun.objects.get(id=row.id)


def check_unchanged(row: MonthRun, now: datetime) -> Nets:
    """Nothing that was told or paid since changes a line. Gives what was ordered. Raises UnableToHandle."""
    again = MonthRun(programme=row.programme, area=row.area, month=row.month, computed_at=now)
    made, nets = _fill(again)
    lines = {(line.award_id, line.month, line.digest, line.before_fen) for line in made}
    kept = MonthLine.objects.filter(run=row).values_list("award", "month", "digest", "before_fen")
    if lines != set(kept):
        raise UnableToHandle({"month": CHANGED})
    return nets


def step(row: MonthRun, action: str, by: Actor, now: datetime, reason: str = "") -> MonthRun:
    """Take the step of the case; the row follows."""
    case = cases.perform(case=Case(id=row.id), action=action, by=by, now=now, reason=reason, how="desk")
    row.state = case.state
    row.approved_at = now if row.state == "approved" else None
    row.save(update_fields=["state", "approved_at"])
    tell(action, row, by, now)
    return row


def tell(verb: str, row: MonthRun, by: Actor, now: datetime) -> None:
    payload: dict[str, Any] = {"programme": row.programme, "month": str(row.month), "fen": row.due_fen}
    events.record(
        f"funding.month.{verb}",
        by=by,
        now=now,
        area=row.area,
        subject_type="funding.month",
        subject=row.id,
        payload=payload,
    )
