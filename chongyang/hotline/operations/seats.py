"""Seats sign on, say what they do, sign off; that somebody talks follows from her calls."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from chongyang.core import events, live
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.hotline import queries
from chongyang.hotline.models import SeatTime
from chongyang.hotline.operations.locks import queue
from chongyang.hotline.rules.seats import CHOSEN, Doing, lacks_reason, may_become
from chongyang.territory import queries as territory
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can


class UnableToChangeSeat(Exception):
    """The text says why."""


@transaction.atomic
def set_seat(
    *, doing: str, scope: Scope, now: datetime, reason: str = "", extension: str | None = None
) -> SeatTime:
    """Sign on, or say what one does now. The first state of the day is the signing on."""
    demand(scope, Can.ANSWER_CALLS)
    if doing not in set(CHOSEN):
        raise UnableToChangeSeat(N_("请选择坐席状态。"))
    if lacks_reason(Doing.of(doing), reason):
        raise UnableToChangeSeat(N_("小休须选择原因。"))
    account = _account(scope)
    queue(f"seat/{account}")
    held = queries.open_seat(account)
    if held and held.doing == doing and held.reason == reason and extension in (None, held.extension):
        return held
    if held and held.doing != doing and not may_become(Doing.of(held.doing), Doing.of(doing)):
        raise UnableToChangeSeat(N_("通话中不能改为这个状态，请先结束通话。"))
    named = (held.extension if held else "") if extension is None else extension.strip()[:20]
    why = reason if doing == Doing.BREAK else ""
    row = _change(held, account, doing, why, named, now, area=_area(scope))
    _write("hotline.seat.changed", row, scope, now)
    return row


@transaction.atomic
def sign_off(*, scope: Scope, now: datetime) -> None:
    """Leave the line; not in the middle of a talk."""
    demand(scope, Can.ANSWER_CALLS)
    account = _account(scope)
    queue(f"seat/{account}")
    held = queries.open_seat(account)
    if held is None:
        return
    if held.doing == Doing.TALKING:
        raise UnableToChangeSeat(N_("通话中不能签出，请先结束通话。"))
    _end(held, now)
    _write("hotline.seat.left", held, scope, now)


def note_talking(*, account: UUID, area: int, at: datetime) -> None:
    """A call of hers is on; whoever is not signed on is by that."""
    _follow(account, Doing.TALKING, at, area)


def note_wrap_up(*, account: UUID | None, at: datetime) -> None:
    """Her call is over: she writes it down, until she says that she is ready."""
    if account and (held := queries.open_seat(account)) and held.doing == Doing.TALKING:
        _follow(account, Doing.WRAP_UP, at, held.area)


def _follow(account: UUID, doing: Doing, at: datetime, area: int) -> None:
    queue(f"seat/{account}")
    held = queries.open_seat(account)
    if held and held.doing == doing:
        return
    extension = held.extension if held else ""
    _change(held, account, doing, "", extension, at, area=held.area if held else area)


def _account(scope: Scope) -> UUID:
    if scope.actor.account is None:
        raise UnableToChangeSeat(N_("只有坐席账号可以签入。"))
    return scope.actor.account


def _area(scope: Scope) -> int:
    """Where the seat's work is: the first area of her post."""
    return scope.intervals[0][0] if scope.intervals else territory.city_interval()[0]


def _end(held: SeatTime, at: datetime) -> None:
    held.ended_at = max(at, held.began_at)
    held.save(update_fields=["ended_at"])


def _change(
    held: SeatTime | None, account: UUID, doing: str, reason: str, extension: str, at: datetime, *, area: int
) -> SeatTime:
    if held:
        _end(held, at)
    try:
        with transaction.atomic():
            row = SeatTime.objects.create(
                account=account,
                doing=doing,
                reason=reason,
                extension=extension,
                began_at=max(at, held.ended_at) if held and held.ended_at else at,
                area=area,
            )
    except IntegrityError as error:
        raise UnableToChangeSeat(N_("这个分机号已有人使用。")) from error
    live.announce("seats", area=area, key=str(account))
    return row


def _write(kind: str, row: SeatTime, scope: Scope, now: datetime) -> None:
    events.record(
        kind,
        by=scope.actor,
        now=now,
        area=row.area,
        subject_type="seat",
        subject=row.account,
        payload={"doing": row.doing, "reason": row.reason},
    )
