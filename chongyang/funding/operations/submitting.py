"""An application is handed in, completed, or taken back. What it counts is counted from then on."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.core import access, workdays
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.funding import queries
from chongyang.funding.enums import APPROVED, DRAFT, ENDED, RETURNED, WITHDRAWN, Channel
from chongyang.funding.models import Application, ClaimedObject, Evidence, Notice
from chongyang.funding.operations.drafting import NO_PLACE, editable, programme_of
from chongyang.funding.operations.errors import UnableToApply
from chongyang.funding.operations.events import tell
from chongyang.funding.operations.taking import demand_agreed
from chongyang.funding.queries.freezes import FROZEN, frozen
from chongyang.funding.queries.rights import NoRight, own_account_of, right_over
from chongyang.funding.rules import flows, forms, objects
from chongyang.funding.rules.forms import Faults, Faulty
from chongyang.policy import queries as policy
from chongyang.policy.rules.programmes import Programme
from chongyang.providers.models import Provider

ZONE = ZoneInfo("Asia/Shanghai")
EVIDENCE_LACKS = N_("还缺证明材料：%(kinds)s。")
NO_ACCOUNT = N_("请填写收款的开户行和账号。")
NO_OBJECTS = N_("请逐张写明床位编号，例如 A101-A120。")
NOT_IN_FORCE = N_("方案在这一天还没有或不再执行，请核对日期，或咨询民政部门。")
COUNTED = N_("“%(label)s”已在另一件申请中计入，不能重复计算。")
EXCLUDED = N_("“%(label)s”已按另一个互斥的项目申请，两项只能享受一项。")
OVER = N_("这件申请已经办结，不能再撤回。")
PAID_MORE = N_("这处设施已按 %(paid)s 获过补贴，不能少填。")


@transaction.atomic
def submit(*, application: UUID, scope: Scope, by: Actor, now: datetime) -> Application:
    """Hand a draft in: everything asked is known, the evidence is complete, nothing is counted twice.

    Opens the case; who submits holds the stage of applying, and so does the elder's own account. Raises
    UnableToApply with a sentence for each fault, NotFound.
    """
    row = editable(application, scope)
    if row.state != DRAFT:
        return resubmit(application=application, scope=scope, by=by, now=now)
    held = programme_of(row.programme)
    _check_right(row, scope, now)
    with access.enter(system_scope("submission", actor=by)):
        demand_agreed(row, scope, by, now)
        _check(row, held, now)
        row.state, row.submitted_at = row_flow(row).first.name, now
        row.due_at, row.version = due(row, now), row.version + 1
        row.save()
        claim(row, held)
        cases.open_case(
            lifecycle=row_flow(row).lifecycle,
            area=row.area,
            by=by,
            now=now,
            organisation=row.organisation,
            person=row.person,
            case_id=row.id,
            how=row.channel,
            on_behalf_of=_principal(row, by, now),
        )
        tell("submitted", row, by, now, channel=row.channel)
    return row


@transaction.atomic
def resubmit(*, application: UUID, scope: Scope, by: Actor, now: datetime) -> Application:
    """Hand in again what came back for completion; it begins at the first stage. Raises UnableToApply,
    NotFound.
    """
    row = editable(application, scope)
    held = programme_of(row.programme)
    if row.state == DRAFT:
        return submit(application=application, scope=scope, by=by, now=now)
    _check_right(row, scope, now)
    with access.enter(system_scope("submission", actor=by)):
        _check(row, held, now)
        release(row)
        claim(row, held)
        step(row, "resubmit", by, now, on_behalf_of=_principal(row, by, now))
        row.answer = None
        row.version += 1
        row.save()
    return row


@transaction.atomic
def withdraw(*, application: UUID, scope: Scope, by: Actor, now: datetime) -> Application:
    """The applicant's side no longer wants it. Raises UnableToApply where it was decided, NotFound."""
    cases.hold(application)
    row = queries.access_own(scope, application)
    if row.state in ENDED or row.state == DRAFT:
        raise UnableToApply({"state": OVER})
    _check_right(row, scope, now)
    with access.enter(system_scope("submission", actor=by)):
        step(row, "withdraw", by, now, on_behalf_of=_principal(row, by, now))
        release(row)
        close_notices(row, now)
        row.save()
    return row


def _check_right(row: Application, scope: Scope, now: datetime) -> None:
    """A mandate may have ended since the draft was begun."""
    if row.person is None:
        return
    try:
        channel, mandate = right_over(scope, row.person, now)
    except NoRight as refused:
        raise UnableToApply({"person": refused.reason}) from None
    if channel is not Channel.DESK:
        row.channel, row.mandate = channel.value, mandate


def _principal(row: Application, by: Actor, now: datetime) -> UUID | None:
    """The elder's own account, where another acts for her: she has applied as well, and decides nothing of
    it.
    """
    own = own_account_of(row.person, now) if row.person else None
    return own if own != by.account else None


def _check(row: Application, held: Programme, now: datetime) -> None:
    faults: Faults = {}
    if stopped := frozen(held, row.area, timezone.localdate(now)):
        raise UnableToApply({"programme": Faulty(FROZEN, since=stopped[0], document=stopped[1])})
    values = policy.values_for(row.day)
    asked = held.inputs_asked(values)
    if not values.held:
        faults["day"] = Faulty(NOT_IN_FORCE)
    told = {name: value for name, value in row.inputs.items() if name in asked}
    read, wrong = forms.read_inputs(told, asked, complete=True)
    faults |= wrong | forms.check_count(len(row.objects_named), read, asked)
    if held.object in objects.AT_A_PLACE and row.place is None:
        faults["place"] = Faulty(NO_PLACE)
    if not (row.bank and row.account):
        faults["account"] = Faulty(NO_ACCOUNT)
    present = set(Evidence.objects.filter(application=row).values_list("kind", flat=True))
    if lacking := [kind for kind in held.evidence if kind not in present]:
        faults["evidence"] = Faulty(EVIDENCE_LACKS, kinds="、".join(lacking))
    if not faults and queries.finding_of(row).why:
        faults["day"] = Faulty(NOT_IN_FORCE)
    faults |= check_paid_before(row, held)
    if faults:
        raise UnableToApply(faults)
    row.inputs = {name: value for name, value in read.items() if value is not None}


def check_paid_before(row: Application, held: Programme) -> Faults:
    """What is told as paid for before is no less than what was approved for the place; whoever decides a case
    of the place at the same moment waits.
    """
    if not held.paid_before or row.place is None:
        return {}
    before, asked = held.paid_before
    told = queries.inputs_of(row).get(before) or 0
    Provider.objects.select_for_update(of=("self",)).filter(id=row.place).first()
    others = Application.objects.filter(place=row.place, programme=row.programme, state=APPROVED)
    paid = max((queries.inputs_of(one).get(asked) or 0 for one in others.exclude(id=row.id)), default=0)
    return {before: Faulty(PAID_MORE, paid=f"{paid:g}")} if told < paid else {}


def claim(row: Application, held: Programme) -> None:
    """Count the objects; the database refuses what another application counts. Raises UnableToApply."""
    first, last = objects.claimed_days(held, row.day)
    slots = objects.claims_of(
        held,
        anchor=queries.anchor_of(row),
        inputs=row.inputs,
        labels=row.objects_named,
        values=policy.values_for(row.day),
    )
    rows = [
        ClaimedObject(
            application=row,
            programme=held.code,
            kind=one.kind,
            slot=one.slot,
            valid_from=first,
            valid_to=last,
            area=row.area,
            person=row.person,
            organisation=row.organisation,
        )
        for one in slots
    ]
    try:
        with transaction.atomic():
            ClaimedObject.objects.bulk_create(rows)
    except IntegrityError as error:
        if "claimedobject" not in str(error):
            raise
        raise UnableToApply({"objects": _counted(rows, str(error))}) from None


def _counted(rows: list[ClaimedObject], told: str) -> Faulty:
    """Which object stands in the way, and nothing of whose."""
    is_own = "claimedobject_once" in told
    slots = {row.slot: row for row in rows if row.kind == ("own" if is_own else "pair")}
    held = (
        ClaimedObject.objects.filter(slot__in=slots).order_by("slot").values_list("slot", flat=True).first()
    )
    label = (held or next(iter(slots))).rpartition(":")[2]
    row = rows[0].application
    shown = label if label in row.objects_named else programme_of(row.programme).title
    return Faulty(COUNTED if is_own else EXCLUDED, label=shown)


def release(row: Application) -> None:
    """What it counted is free for others again."""
    ClaimedObject.objects.filter(application=row).delete()


def close_notices(row: Application, now: datetime) -> None:
    """No notice of it runs any more."""
    Notice.objects.filter(application=row, closed_at=None).update(closed_at=now)


def row_flow(row: Application) -> flows.Flow:
    return flows.get_flow(row.flow)


def due(row: Application, now: datetime) -> datetime | None:
    """Until when the state that the row is in wants to be left."""
    stage = row_flow(row).stage(row.state)
    if stage is None:
        days = flows.load().complete_workdays if row.state == RETURNED else 0
    else:
        days = stage.workdays
    return workdays.deadline(now, days, ZONE) if days else None


def step(row: Application, action: str, by: Actor, now: datetime, **said: Any) -> Case:
    """Take a step of the case; the row's state and deadline follow. The caller saves."""
    case = cases.perform(
        case=Case(id=row.id), action=action, by=by, now=now, how=said.pop("how", "desk"), **said
    )
    if case.state != row.state:
        row.state, row.escalated_at = case.state, None
        row.due_at = due(row, now)
    if row.state in ENDED:
        row.due_at, row.decided_at = None, now if row.state != WITHDRAWN else None
    return case
