"""交接班: what is open is gathered, given by one and accepted by another; nobody leaves a P0 to nobody."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core import events, live
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.emergency import operations as emergency
from chongyang.hotline import queries
from chongyang.hotline.models import HandOver, Shift
from chongyang.hotline.operations.locks import queue
from chongyang.territory import queries as territory
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can


class UnableToHandOver(Exception):
    """The text says why; `numbers` are the incidents that stand in the way."""

    def __init__(self, reason: str, numbers: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.reason, self.numbers = reason, numbers


@transaction.atomic
def begin_shift(*, scope: Scope, now: datetime) -> Shift:
    """Come on shift; who is on already stays on the same one."""
    demand(scope, Can.ANSWER_CALLS)
    if scope.actor.account is None:
        raise UnableToHandOver(N_("只有坐席账号可以上班。"))
    queue(f"shift/{scope.actor.account}")
    if held := queries.get_shift(scope):
        return held
    area = scope.intervals[0][0] if scope.intervals else territory.city_interval()[0]
    row = Shift.objects.create(account=scope.actor.account, began_at=now, area=area)
    _write("hotline.shift.begun", row.id, row.area, scope, now)
    return row


@transaction.atomic
def give_hand_over(*, scope: Scope, now: datetime, note: str = "") -> HandOver:
    """Give what is open to whoever comes next; given again before it is accepted, it is gathered anew."""
    demand(scope, Can.ANSWER_CALLS)
    queue(f"shift/{scope.actor.account}")
    shift = _own_shift(scope)
    lines = queries.gather_lines(scope, now)
    words = {"lines": lines, "note": note.strip()[:500], "given_at": now}
    row, _ = HandOver.objects.update_or_create(
        shift=shift, accepted_at=None, defaults={**words, "giver": shift.account, "area": shift.area}
    )
    _write("hotline.hand_over.given", row.id, row.area, scope, now, lines=len(lines))
    live.announce("seats", area=row.area, key=str(row.id))
    return row


@transaction.atomic
def accept_hand_over(*, hand_over: UUID, scope: Scope, now: datetime) -> HandOver:
    """Take it over; another person than the giver, once, and she is on shift by that.

    The open incidents of the list that the giver had taken are hers from now on.
    """
    demand(scope, Can.ANSWER_CALLS)
    queue(f"hand_over/{hand_over}")
    row = queries.access_hand_over(scope, hand_over)
    if row.accepted_at:
        raise UnableToHandOver(N_("已由他人接班。"))
    if row.giver == scope.actor.account:
        raise UnableToHandOver(N_("交班人不能自己接班。"))
    begin_shift(scope=scope, now=now)
    row.taker, row.accepted_at = scope.actor.account, now
    row.save(update_fields=["taker", "accepted_at"])
    passed = _pass_incidents(row, scope, now)
    said = {"lines": len(row.lines), "incidents": passed}
    _write("hotline.hand_over.accepted", row.id, row.area, scope, now, **said)
    live.announce("seats", area=row.area, key=str(row.id))
    return row


def _pass_incidents(row: HandOver, scope: Scope, now: datetime) -> int:
    """In one order, so that two hand-overs wait for each other and never both."""
    keys = sorted(line["key"] for line in row.lines if line["kind"] == "incident")
    who = {"giver": row.giver, "reference": row.id}
    return sum(emergency.hand_over(incident=UUID(key), scope=scope, now=now, **who) for key in keys)


@transaction.atomic
def end_shift(*, scope: Scope, now: datetime) -> Shift:
    """Go home. A P0 that she took and nobody accepted from her keeps her."""
    demand(scope, Can.ANSWER_CALLS)
    queue(f"shift/{scope.actor.account}")
    shift = _own_shift(scope)
    if numbers := queries.p0_left_by(scope, shift):
        raise UnableToHandOver(N_("还有未交接的生命危险事件，交班被接受后才能下班。"), tuple(numbers))
    if shift.hand_overs.filter(accepted_at=None).exists():
        raise UnableToHandOver(N_("交班还没有人接受。"))
    shift.ended_at = now
    shift.save(update_fields=["ended_at"])
    _write("hotline.shift.ended", shift.id, shift.area, scope, now)
    return shift


def _own_shift(scope: Scope) -> Shift:
    shift = queries.get_shift(scope)
    if shift is None:
        raise UnableToHandOver(N_("您还没有上班。"))
    return shift


def _write(kind: str, subject: UUID, area: int, scope: Scope, now: datetime, **payload: int) -> None:
    events.record(
        kind, by=scope.actor, now=now, area=area, subject_type="shift", subject=subject, payload=payload
    )
