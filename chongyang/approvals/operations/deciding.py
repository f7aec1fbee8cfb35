"""A department decides its item: permits with the number of its document, or refuses with the reason."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.approvals import permissions, queries
from chongyang.approvals.enums import PROCESSING, REFUSED, ItemState, JointState, NoticeKind
from chongyang.approvals.models import Item, JointReview, StageRun
from chongyang.approvals.operations.errors import UnableToHandle
from chongyang.approvals.operations.stepping import demand_state, finish_if_done, issue, locked, step, tell
from chongyang.approvals.rules import tables
from chongyang.core import access
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.texts import is_line
from chongyang.core.words import N_

LONGEST = 60
NUMBER_LACKS = N_("请填写文号，没有文号不能登记许可。")
NUMBER_WRONG = N_("文号最多 60 个字，不能有换行。")
NUMBER_TWICE = N_("本部门已经用过这个文号，请核对。")
DAY_WRONG = N_("文书日期须在受理之后，不能晚于今天。")
DECIDED = N_("这个事项已经办理过了。")
JOINT_FIRST = N_("这个事项参加联合审查，联合审查通过之后才能许可。")


@transaction.atomic
def permit(*, item: UUID, number: str, document_on: date, scope: Scope, by: Actor, now: datetime) -> Item:
    """Write down that the department permitted it, by which document. The last one closes the stage.

    Raises UnableToHandle without a number, with one that stands already, before a joint review; UnableToStep
    where the person holds another place; NotFound for the item of another department.
    """
    with access.enter(system_scope("approvals item", actor=by)):
        row, run = held_item(item, scope)
        row.number, row.document_on = _number(number), _day(document_on, run, now)
        if row.name in queries.joint_items(run) and not _passed(run):
            raise UnableToHandle({"joint": JOINT_FIRST})
        step(run, f"permit_{row.name}", by, now, facts={tables.OWN_ITEM})
        _write(row, ItemState.PERMITTED, by, now)
        run.save()
        tell("item.permitted", run, by, now, item=row.name, document=row.number)
        finish_if_done(run, now)
    return row


def held_item(item: UUID, scope: Scope) -> tuple[Item, StageRun]:
    """An item of the reader's department that waits, under the lock of its case."""
    found = queries.access_item(scope, item)
    run = locked(found.run_id)
    row = Item.objects.get(id=found.id)
    if row.state != ItemState.WAITING:
        raise UnableToHandle({"state": DECIDED})
    demand_state(run, PROCESSING)
    row.run = run
    return row, run


def _number(text: str) -> str:
    number = " ".join(text.split())
    if not number:
        raise UnableToHandle({"number": NUMBER_LACKS})
    if len(number) > LONGEST or not is_line(text):
        raise UnableToHandle({"number": NUMBER_WRONG})
    return number


def _day(day: date, run: StageRun, now: datetime) -> date:
    assert run.accepted_at is not None
    if not timezone.localdate(run.accepted_at) <= day <= timezone.localdate(now):
        raise UnableToHandle({"document_on": DAY_WRONG})
    return day


def _passed(run: StageRun) -> bool:
    return JointReview.objects.filter(run=run, state=JointState.PASSED.value).exists()


def _write(row: Item, state: ItemState, by: Actor, now: datetime) -> None:
    row.state, row.decided_by, row.decided_at = state.value, permissions.account_of(by), now
    row.lacks = ""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "appritem_number_once" not in str(error):
            raise
        raise UnableToHandle({"number": NUMBER_TWICE}) from None


@transaction.atomic
def refuse(*, item: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Item:
    """The department refuses, with the reason that stands in the notice: the stage ends, other items stop.

    What others permitted until then is carried when the stage is begun anew.
    """
    with access.enter(system_scope("approvals item", actor=by)):
        row, run = held_item(item, scope)
        step(run, f"refuse_{row.name}", by, now, facts={tables.OWN_ITEM}, reason=reason)
        row.reason = reason.strip()[:500]
        _write(row, ItemState.REFUSED, by, now)
        run.save()
        Item.objects.filter(run=run, state=ItemState.WAITING.value).update(state=ItemState.STOPPED.value)
        issue(run, NoticeKind.CLOSED, by, now, outcome=REFUSED, reason=row.reason)
        tell("stage.refused", run, by, now, item=row.name)
    return row


@transaction.atomic
def note_lack(*, item: UUID, words: str, scope: Scope, by: Actor, now: datetime) -> Item:
    """Tell the window what lacks for this item: it asks once for all departments together."""
    with access.enter(system_scope("approvals item", actor=by)):
        row, run = held_item(item, scope)
        step(run, f"lack_{row.name}", by, now, facts={tables.OWN_ITEM}, reason=words)
        row.lacks = words.strip()[:500]
        row.save()
        run.save()
    return row
