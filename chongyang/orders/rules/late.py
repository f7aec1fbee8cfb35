"""What about an open order is late now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chongyang.orders.enums import Late
from chongyang.orders.rules.times import span

TONES = {Late.MISSED: "bad", Late.NOBODY: "bad", Late.UNASSIGNED: "warn", Late.UNANSWERED: "warn"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is asked of an order."""

    state: str
    state_at: datetime
    from_at: datetime
    to_at: datetime
    assigned: int
    people: int


def late_of(one: Standing, now: datetime) -> Late | None:
    """The most pressing thing that is late; nothing where all goes its way."""
    if one.state in ("accepted", "on_the_way") and now > one.to_at + span("begin_grace"):
        return Late.MISSED
    if one.state in ("created", "refused"):
        return Late.NOBODY
    if one.state == "offered":
        return Late.UNANSWERED if now > one.state_at + _answer(one) else None
    if one.state == "accepted" and one.assigned < one.people:
        return Late.UNASSIGNED if now > one.from_at - span("assign_before") else None
    if one.state == "disputed":
        return Late.DISPUTED
    if one.state in ("done", "confirmed"):
        return Late.UNCHECKED if now > one.state_at + span("check") else None
    return None


def is_soon(from_at: datetime, now: datetime) -> bool:
    """Whether help is wanted so soon that the provider must answer at once."""
    return from_at - now <= span("soon")


def _answer(one: Standing) -> timedelta:
    return span("answer_soon") if is_soon(one.from_at, one.state_at) else span("answer")
