"""Words of a call and what follows from its moments. The same events in any order give the same call."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from chongyang.core.labels import Labelled
from chongyang.core.words import N_

LATEST = timedelta(days=30)
"""No event tells of a call longer ago than this."""
EARLY = timedelta(minutes=5)
"""So far the exchange's clock may go ahead of ours."""


class Direction(Labelled):
    IN = "in", N_("呼入")
    OUT = "out", N_("呼出")


class Reason(Labelled):
    """Why the line called out."""

    CALL_BACK = "call_back", N_("回拨")
    FOLLOW_UP = "follow_up", N_("回访")
    CARE_CALL = "care_call", N_("关爱电话")
    COMPLAINT = "complaint", N_("投诉办理")


class State(Labelled):
    RINGING = "ringing", N_("振铃中")
    TALKING = "talking", N_("通话中")
    ENDED = "ended", N_("已结束")
    ABANDONED = "abandoned", N_("未接挂断")


class Purpose(Labelled):
    """The four that every 12349 line counts (shared/domain/peers.md), and what else rings."""

    EMERGENCY = "emergency", N_("紧急求助")
    CONSULTATION = "consultation", N_("咨询")
    REFERRAL = "referral", N_("转介")
    COMPLAINT = "complaint", N_("投诉")
    SERVICE = "service", N_("服务需求")
    CARE = "care", N_("关爱")
    DEVICE = "device", N_("设备问题")
    WRONG = "wrong", N_("误拨或骚扰")


PURPOSE_OF = {
    Reason.FOLLOW_UP: Purpose.CARE,
    Reason.CARE_CALL: Purpose.CARE,
    Reason.COMPLAINT: Purpose.COMPLAINT,
}
"""What a call for a task is about; that is known before anybody answers."""


class CallBackResult(Labelled):
    """How a missed call was made good."""

    REACHED = "reached", N_("已回拨并接通")
    CALLED_AGAIN = "called_again", N_("对方已再次来电")
    NOT_REACHED = "not_reached", N_("多次回拨无人接听")
    ANSWERED = "answered", N_("其实已接听")
    NO_NUMBER = "no_number", N_("号码隐藏，无法回拨")


SATISFACTION = ((1, N_("非常满意")), (2, N_("满意")), (3, N_("一般")), (4, N_("不满意")))
RATED_BY = ("key", "asked")


@dataclass(frozen=True, slots=True)
class Moments:
    """What is known of a call's course; each moment is the earliest that was told."""

    began_at: datetime
    offered_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None


def earliest(*moments: datetime | None) -> datetime | None:
    """The first of the moments that are known."""
    known = [moment for moment in moments if moment is not None]
    return min(known) if known else None


MOMENT_OF = {"ring": "began_at", "offer": "offered_at", "answer": "answered_at", "hang_up": "ended_at"}


def told(moments: Moments, kind: str, at: datetime) -> Moments:
    """The call with one more event, whichever came first: an answer may be told before its ring."""
    name = MOMENT_OF.get(kind)
    if name is None:
        return moments
    change: dict[str, Any] = {name: earliest(getattr(moments, name), at)}
    moved = replace(moments, **change)
    return replace(moved, began_at=min(moved.began_at, at))


def told_all(moments: Moments, events: Iterable[tuple[str, datetime]]) -> Moments:
    """The same for several."""
    for kind, at in events:
        moments = told(moments, kind, at)
    return moments


def state_of(moments: Moments) -> State:
    """Abandoned is a call that ended and that nobody answered before its end."""
    if moments.ended_at is None:
        return State.TALKING if moments.answered_at else State.RINGING
    if moments.answered_at is None or moments.answered_at > moments.ended_at:
        return State.ABANDONED
    return State.ENDED


def seconds_between(first: datetime | None, last: datetime | None) -> int | None:
    """Whole seconds, never negative; unknown while one of them is."""
    if first is None or last is None:
        return None
    return max(0, int((last - first).total_seconds()))
