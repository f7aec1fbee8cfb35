"""What people say of a pair: one person, two, or not sure. Each word is kept; some need a second person.

A pair across counties is not decided by one of them: it becomes a question to the other county, and is done
in the system's name once both have agreed. Who reaches both sides (the city) decides at once.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.claims.operations import belonging
from chongyang.core import access, events
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.linkage import queries
from chongyang.linkage.enums import FILE_FEED, WAITING, Answer, AskState, PairKind, PairState
from chongyang.linkage.models import Ask, Merge, Pair, Verdict
from chongyang.linkage.operations import merging
from chongyang.linkage.operations.errors import UnableToDecide, UnableToMerge
from chongyang.linkage.rules.model import shipped
from chongyang.registry.queries import home_of
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

GONE = N_("这一对已经有了结论，或不在您的管辖范围内。")
UNKNOWN = N_("请选择：同一个人、不是同一个人、不能确定。")
CHANGED = N_("这一对刚刚被别人处理过，请核对后再判断。")
ONE_PERSON = N_("合并两份档案须由另一人复核，不能自己复核自己的意见。")
ALREADY_ASKED = N_("已经向对方区县提出，请等答复。")


@transaction.atomic
def decide(
    *,
    pair: UUID,
    answer: str,
    reason: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> Pair:
    """One person's word about a pair; gives the pair with what became of it. Raises UnableToDecide.

    `same` of two files waits for a second person where the rule says so, and for the other county where the
    other side lies outside the scope.
    """
    demand(scope, Can.ADJUDICATE)
    row = _locked(pair, scope)
    if expected_version not in (None, row.version):
        raise UnableToDecide(CHANGED)
    if answer not in {one.value for one in Answer}:
        raise UnableToDecide(UNKNOWN, "answer")
    stated = _reason(reason)
    if row.state == PairState.ASKED:
        raise UnableToDecide(ALREADY_ASKED)
    return say(row, Answer.of(answer), stated, scope, by, now)


def say(row: Pair, answer: Answer, reason: str, scope: Scope, by: Actor, now: datetime) -> Pair:
    """The word itself, on a pair that is held; every door leads here, so that the rule is one."""
    _follow(row, answer, reason, scope, by, now)
    _keep_verdict(row, answer.value, reason, by, now)
    return row


def propose(row: Pair, reason: str, by: Actor, now: datetime) -> Pair:
    """The first of two words, of somebody who does not judge: the pair waits for one who does."""
    row.proposed_by = by.account
    _set(row, PairState.PROPOSED)
    _keep_verdict(row, Answer.SAME.value, reason, by, now)
    return row


def _reason(reason: str) -> str:
    try:
        return merging.stated_reason(reason)
    except UnableToMerge as refused:
        raise UnableToDecide(refused.reason, refused.field) from refused


def _locked(pair: UUID, scope: Scope) -> Pair:
    rows = access.visible(Pair.objects.filter(id=pair, state__in=WAITING), scope)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise UnableToDecide(GONE)
    return row


def _follow(row: Pair, answer: Answer, reason: str, scope: Scope, by: Actor, now: datetime) -> None:
    if answer is Answer.UNSURE:
        _set(row, PairState.UNSURE)
    elif not scope.covers(row.other_area):
        _ask(row, answer, reason, by, now)
    elif answer is Answer.DIFFERENT:
        _close(row, PairState.DIFFERENT, by, now)
    elif _waits_for_second(row, by):
        row.proposed_by = by.account
        _set(row, PairState.PROPOSED)
    else:
        _join(row, reason, scope, by, now)
        _close(row, PairState.SAME, by, now)


def _waits_for_second(row: Pair, by: Actor) -> bool:
    """Whether this word is the first of two. The same person twice is one word."""
    kind = "files" if row.kind == PairKind.FILES else "records"
    if not shipped().second_person[kind]:
        return False
    if row.state != PairState.PROPOSED:
        return True
    if row.proposed_by == by.account:
        raise UnableToDecide(ONE_PERSON)
    return False


def _set(row: Pair, state: PairState) -> None:
    row.state = state.value
    if state is not PairState.PROPOSED:
        row.proposed_by = None
    if state not in (PairState.PROPOSED, PairState.SAME):
        row.survivor = None
    row.version += 1
    row.save(update_fields=["state", "proposed_by", "survivor", "version"])


def _close(row: Pair, state: PairState, by: Actor, now: datetime) -> None:
    row.decided_at, row.decided_by = now, by.account
    row.save(update_fields=["decided_at", "decided_by"])
    proposed = row.proposed_by
    _set(row, state)
    _told("linkage.pair.decided", row, by, now, state=state.value, by_two=proposed is not None)


def _told(kind: str, row: Pair, by: Actor, now: datetime, **payload: object) -> None:
    events.record(
        kind,
        by=by,
        now=now,
        area=row.area,
        subject_type="linkage.pair",
        subject=row.id,
        person=row.left_person,
        payload={"kind": row.kind, **payload},
    )


def _keep_verdict(row: Pair, answer: str, reason: str, by: Actor, now: datetime) -> None:
    Verdict.objects.create(
        pair=row, area=row.area, answer=answer, reason=reason, at=now, account=by.account, role=by.role
    )


def _join(row: Pair, reason: str, scope: Scope, by: Actor, now: datetime) -> None:
    """Files are linked, the right one to the left where nobody said otherwise; a record is given to the
    person on the left.
    """
    if row.kind == PairKind.FILES:
        try:
            merging.merge_files(
                double=row.left_person if row.goes_on == row.right_person else row.right_person,
                survivor=row.goes_on,
                reason=reason,
                scope=scope,
                by=by,
                now=now,
                pair=row.id,
                second_by=row.proposed_by,
            )
        except UnableToMerge as refused:
            raise UnableToDecide(refused.reason) from refused
        return
    with access.enter(system_scope("adjudicate", by)):
        home = home_of(row.left_person)
        placed = belonging.Placed(
            feed=row.right_feed,
            record_index=bytes(row.right_record),
            person=row.left_person,
            area=home.area if home else row.area,
            how="decided" if row.left_feed == FILE_FEED else "linked",
            probability=row.probability,
        )
        belonging.belong(row=placed, scope=system_scope("adjudicate", by), by=by, now=now)


def _ask(row: Pair, answer: Answer, reason: str, by: Actor, now: datetime) -> None:
    """The other county is asked; what it sees of this side is how each field compares, and no value."""
    if answer is Answer.DIFFERENT:
        _close(row, PairState.DIFFERENT, by, now)
        return
    with access.enter(system_scope("adjudicate", by)):
        Ask.objects.create(
            pair=row.id,
            area=row.other_area,
            from_area=row.area,
            person=row.right_person,
            other_person=row.left_person,
            weight=row.weight,
            steps=row.weights,
            reason=reason,
            asked_at=now,
            asked_by=by.account,
        )
    _set(row, PairState.ASKED)
    _told("linkage.pair.asked", row, by, now, of=row.other_area)


@transaction.atomic
def answer_ask(*, ask: UUID, agrees: bool, reason: str, scope: Scope, by: Actor, now: datetime) -> Ask:
    """The other county's word. Both have agreed: it is done in the system's name. Raises UnableToDecide."""
    demand(scope, Can.ADJUDICATE)
    rows = access.visible(Ask.objects.filter(id=ask, state=AskState.OPEN), scope)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise UnableToDecide(GONE)
    row.answer_reason = _reason(reason)
    if by.account is not None and by.account == row.asked_by:
        raise UnableToDecide(ONE_PERSON)
    row.state = (AskState.AGREED if agrees else AskState.REFUSED).value
    row.answered_at, row.answered_by = now, by.account
    row.save(update_fields=["state", "answered_at", "answered_by", "answer_reason"])
    with access.enter(system_scope("adjudicate", by)):
        _carry_out(row, agrees, by, now)
    return row


def _carry_out(ask: Ask, agrees: bool, by: Actor, now: datetime) -> None:
    pair = Pair.objects.select_for_update(of=("self",)).filter(id=ask.pair, state=PairState.ASKED).first()
    if pair is None:
        raise UnableToDecide(GONE)
    pair.proposed_by = ask.asked_by
    if agrees:
        _join(pair, ask.reason, system_scope("adjudicate", by), by, now)
    _close(pair, PairState.SAME if agrees else PairState.DIFFERENT, by, now)


@transaction.atomic
def withdraw_ask(*, pair: UUID, scope: Scope, by: Actor, now: datetime) -> Pair:
    """Who asked takes the question back; the pair waits again."""
    demand(scope, Can.ADJUDICATE)
    row = _locked(pair, scope)
    if row.state != PairState.ASKED:
        raise UnableToDecide(GONE)
    with access.enter(system_scope("adjudicate", by)):
        Ask.objects.filter(pair=row.id, state=AskState.OPEN).update(state=AskState.WITHDRAWN, answered_at=now)
    _set(row, PairState.OPEN)
    _told("linkage.pair.ask_withdrawn", row, by, now)
    return row


@transaction.atomic
def undo_decision(*, pair: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Pair:
    """A decided pair is put before people again. Two files that were merged by it are parted first."""
    demand(scope, Can.ADJUDICATE)
    _reason(reason)
    row = queries.access_pair(scope, pair)
    if row.state in WAITING or Merge.objects.filter(pair=row.id, parted_at=None).exists():
        raise UnableToDecide(GONE)
    _set(row, PairState.OPEN)
    row.decided_at = row.decided_by = None
    row.save(update_fields=["decided_at", "decided_by"])
    _keep_verdict(row, Answer.UNSURE.value, " ".join(reason.split())[:200], by, now)
    _told("linkage.pair.reopened", row, by, now)
    return row
