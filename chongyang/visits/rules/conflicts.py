"""Whether an entry counts, or stands beside what is known already. The phone's word is kept in both cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chongyang.visits.enums import Conflict, Kind, Verdict

GONE = ("withdrawn", "expired")
BEFORE = ("created", "offered", "refused")
FINAL = (Verdict.ACCEPTED.value, Verdict.VERIFIED.value, Verdict.REJECTED.value)
ONCE: Mapping[Kind, str] = {
    Kind.SET_OUT: "set_out_at",
    Kind.ARRIVE: "arrived_at",
    Kind.START: "started_at",
    Kind.END: "ended_at",
    Kind.SIGN: "confirmed_at",
}
"""What is said once of a visit, and the column that it fills."""
NEEDS_BEGIN = (Kind.PAUSE, Kind.RESUME, Kind.END)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the visit and its order stand when an entry comes. `said_by` told this kind of thing already."""

    state: str
    is_assigned: bool
    verdict: str
    people: int
    set_out_at: datetime | None
    arrived_at: datetime | None
    started_at: datetime | None
    paused_at: datetime | None
    ended_at: datetime | None
    confirmed_at: datetime | None
    said_by: frozenset[UUID] = frozenset()


def conflict_of(stands: Standing, kind: Kind, happened_at: datetime, account: UUID) -> Conflict | None:
    """Why this entry does not count, if so."""
    if stands.state in GONE:
        return Conflict.WITHDRAWN
    if not stands.is_assigned or stands.state in BEFORE:
        return Conflict.REASSIGNED
    if stands.verdict in FINAL:
        return Conflict.AFTER_VERDICT
    if _was_said(stands, kind, account):
        return Conflict.SAID_BEFORE
    return _out_of_order(stands, kind, happened_at)


def _was_said(stands: Standing, kind: Kind, account: UUID) -> bool:
    """Said before by this account; or by another, where one carer comes alone."""
    if kind not in ONCE or getattr(stands, ONCE[kind]) is None:
        return False
    return stands.people == 1 or account in stands.said_by


def _out_of_order(stands: Standing, kind: Kind, happened_at: datetime) -> Conflict | None:
    begun = stands.started_at or stands.arrived_at
    if kind in NEEDS_BEGIN and begun is None:
        return Conflict.OUT_OF_ORDER
    if kind is Kind.PAUSE and (stands.paused_at or stands.ended_at):
        return Conflict.OUT_OF_ORDER
    if kind is Kind.RESUME and (stands.paused_at is None or stands.ended_at):
        return Conflict.OUT_OF_ORDER
    if kind is Kind.START and stands.ended_at:
        return Conflict.OUT_OF_ORDER
    earliest = {
        Kind.START: stands.arrived_at,
        Kind.END: stands.paused_at or begun,
        Kind.RESUME: stands.paused_at,
        Kind.PAUSE: begun,
    }.get(kind)
    return Conflict.BACKWARDS if earliest and happened_at < earliest else None


def overlaps(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    """Whether two stays share a moment; one that begins when the other ends does not."""
    return one[0] < other[1] and other[0] < one[1]
