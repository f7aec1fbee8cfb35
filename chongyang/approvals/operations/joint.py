"""Joint reviews: one calls, each department says its opinion, the caller lays down the outcome."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.approvals import permissions, queries
from chongyang.approvals.enums import PROCESSING, JointState
from chongyang.approvals.models import Item, JointReview, Opinion, StageRun
from chongyang.approvals.operations.deciding import held_item
from chongyang.approvals.operations.errors import UnableToHandle
from chongyang.approvals.operations.stepping import demand_state, locked, step, tell
from chongyang.approvals.rules import tables
from chongyang.core import access
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.texts import is_line
from chongyang.core.words import N_

LONGEST = 500
NO_JOINT = N_("这个阶段没有联合审查，或参加的部门不到两个。")
PLACE_LACKS = N_("请写明地点，最多 120 个字。")
DAY_PASSED = N_("开会日期不能早于今天。")
CALLED_ALREADY = N_("联合审查已经召集。")
NO_REVIEW = N_("现在没有等待意见的联合审查。")
NOT_OF_IT = N_("这个事项不参加联合审查。")
WHY_NOT = N_("不同意须写明意见。")
TOO_LONG = N_("意见最多 500 个字。")
OPINIONS_LACK = N_("还有部门没有提出意见。")
NOT_ALL_AGREE = N_("有部门不同意，不能作出通过的结论。")


@transaction.atomic
def call_joint(
    *, run: UUID, meets_on: date, place: str, scope: Scope, by: Actor, now: datetime
) -> JointReview:
    """Call the departments of a stage's joint items together. Raises UnableToHandle, UnableToStep."""
    queries.access_led_run(scope, run)
    with access.enter(system_scope("approvals joint", actor=by)):
        held = locked(run)
        demand_state(held, PROCESSING)
        if not queries.joint_items(held):
            raise UnableToHandle({"joint": NO_JOINT})
        if meets_on < timezone.localdate(now):
            raise UnableToHandle({"meets_on": DAY_PASSED})
        told = place.strip()
        if not told or len(told) > 120 or not is_line(told):
            raise UnableToHandle({"place": PLACE_LACKS})
        step(held, "call_joint", by, now, facts={tables.OWN_ITEM})
        held.save()
        review = _called(held, meets_on, told, by, now)
        tell("joint.called", held, by, now, turn=review.turn)
    return review


def _called(run: StageRun, meets_on: date, place: str, by: Actor, now: datetime) -> JointReview:
    try:
        with transaction.atomic():
            return JointReview.objects.create(
                run=run,
                area=run.area,
                organisation=run.organisation,
                turn=JointReview.objects.filter(run=run).count() + 1,
                meets_on=meets_on,
                place=place,
                called_by=permissions.account_of(by),
                called_at=now,
            )
    except IntegrityError:
        raise UnableToHandle({"joint": CALLED_ALREADY}) from None


def _review(run: StageRun) -> JointReview:
    review = JointReview.objects.filter(run=run, state=JointState.CALLED.value).first()
    if review is None:
        raise UnableToHandle({"joint": NO_REVIEW})
    return review


@transaction.atomic
def opine(*, item: UUID, agrees: bool, text: str, scope: Scope, by: Actor, now: datetime) -> Opinion:
    """A department's opinion of its item; until the outcome it may be mended. Raises UnableToHandle."""
    with access.enter(system_scope("approvals joint", actor=by)):
        row, run = held_item(item, scope)
        if row.name not in queries.joint_items(run):
            raise UnableToHandle({"joint": NOT_OF_IT})
        review, words = _review(run), text.strip()
        if not agrees and not words:
            raise UnableToHandle({"text": WHY_NOT})
        if len(words) > LONGEST:
            raise UnableToHandle({"text": TOO_LONG})
        step(run, f"opine_{row.name}", by, now, facts={tables.OWN_ITEM})
        run.save()
        said = {"agrees": agrees, "text": words, "written_by": permissions.account_of(by), "written_at": now}
        place = {"area": run.area, "organisation": run.organisation}
        opinion, _ = Opinion.objects.update_or_create(review=review, item=row, defaults=said | place)
    return opinion


@transaction.atomic
def close_joint(*, run: UUID, passes: bool, text: str, scope: Scope, by: Actor, now: datetime) -> JointReview:
    """The one outcome, when every department has spoken; none is outvoted. Raises UnableToHandle."""
    queries.access_led_run(scope, run)
    with access.enter(system_scope("approvals joint", actor=by)):
        held = locked(run)
        demand_state(held, PROCESSING)
        review = _review(held)
        opinions = list(Opinion.objects.filter(review=review).select_related("item").order_by("id"))
        _check_opinions(held, opinions, passes)
        action = "pass_joint" if passes else "fail_joint"
        step(held, action, by, now, facts={tables.OWN_ITEM, tables.OPINIONS}, reason=text)
        held.save()
        review.state = (JointState.PASSED if passes else JointState.FAILED).value
        review.outcome, review.closed_by, review.closed_at = text.strip()[:LONGEST], by.account, now
        review.save()
        tell("joint.closed", held, by, now, turn=review.turn, passes=passes)
    return review


def _check_opinions(run: StageRun, opinions: list[Opinion], passes: bool) -> None:
    wanted = Item.objects.filter(run=run, name__in=queries.joint_items(run), state="waiting")
    spoken = {opinion.item.name for opinion in opinions}
    if set(wanted.order_by("id").values_list("name", flat=True)) - spoken:
        raise UnableToHandle({"opinions": OPINIONS_LACK})
    if passes and not all(opinion.agrees for opinion in opinions):
        raise UnableToHandle({"opinions": NOT_ALL_AGREE})
