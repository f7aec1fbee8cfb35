"""Reads of the time bank. A volunteer and an elder read their own; who keeps it, those of the area."""

from collections.abc import Collection
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Count, Model, Q, QuerySet, Sum

from chongyang.core.access import OutOfReach, enter, visible
from chongyang.core.scopes import Scope, system_scope
from chongyang.orders import queries as orders
from chongyang.timebank import permissions
from chongyang.timebank.models import Activity, Booking, Correction, HourEntry, TimeAccount, Transfer

M = TypeVar("M", bound=Model)
PAGE = 100
NOBODY = UUID(int=0)


class NotFound(OutOfReach):
    """Not there, or not yours: the same answer."""


def list_own(scope: Scope, now: datetime) -> list[TimeAccount]:
    """The reader's own account, and those of whom she orders for."""
    permissions.demand_bank(scope)
    persons = orders.persons_of(scope, now)
    with enter(system_scope("own hours", actor=scope.actor)):
        rows = TimeAccount.objects.filter(Q(account=scope.actor.account or NOBODY) | Q(person__in=persons))
        return list(rows.order_by("opened_at", "id"))


def access_own(scope: Scope) -> TimeAccount:
    """The volunteer's own account. Raises NotFound, NotAllowed."""
    permissions.demand_bank(scope)
    with enter(system_scope("own hours", actor=scope.actor)):
        row = TimeAccount.objects.filter(account=scope.actor.account or NOBODY).first()
    if row is None:
        raise NotFound
    return row


def access_usable(scope: Scope, bank: UUID, now: datetime) -> TimeAccount:
    """An account of which this reader may use hours. Raises NotFound, NotAllowed."""
    row = next((one for one in list_own(scope, now) if one.id == bank), None)
    if row is None:
        raise NotFound(str(bank))
    return row


def access_bank(scope: Scope, bank: UUID) -> TimeAccount:
    """One of the area, for who keeps hours. Raises NotFound, NotAllowed."""
    permissions.demand_keep(scope)
    row = visible(TimeAccount.objects.filter(id=bank), scope).first()
    if row is None:
        raise NotFound(str(bank))
    return row


def access_any(scope: Scope, bank: UUID, now: datetime) -> TimeAccount:
    """An account for its statement: one's own, or of the area. Raises NotFound, NotAllowed."""
    if permissions.may_keep(scope):
        return access_bank(scope, bank)
    return access_usable(scope, bank, now)


def statement(scope: Scope, bank: TimeAccount, limit: int = 1000) -> list[HourEntry]:
    """All movements of an account that was accessed, the newest first."""
    with enter(system_scope("statement", actor=scope.actor)):
        return list(HourEntry.objects.filter(bank=bank).order_by("-at", "-id")[:limit])


def access_activity(scope: Scope, activity: UUID) -> Activity:
    """One of the area, for who keeps hours. Raises NotFound, NotAllowed."""
    permissions.demand_keep(scope)
    row = visible(Activity.objects.filter(id=activity), scope).first()
    if row is None:
        raise NotFound(str(activity))
    return row


def access_correction(scope: Scope, correction: UUID) -> Correction:
    permissions.demand_keep(scope)
    row = visible(Correction.objects.filter(id=correction), scope).first()
    if row is None:
        raise NotFound(str(correction))
    return row


def _ours(scope: Scope, now: datetime) -> list[UUID]:
    return [row.id for row in list_own(scope, now)]


def access_booking(scope: Scope, booking: UUID, now: datetime) -> Booking:
    """A booking of one's own account. Raises NotFound, NotAllowed."""
    return _one(Booking.objects.filter(id=booking, bank__in=_ours(scope, now)), scope)


def access_offered(scope: Scope, transfer: UUID, now: datetime) -> Transfer:
    """A transfer that was offered to one's own account. Raises NotFound, NotAllowed."""
    return _one(Transfer.objects.filter(id=transfer, target__in=_ours(scope, now)), scope)


def access_sent(scope: Scope, transfer: UUID, now: datetime) -> Transfer:
    """A transfer that one's own account offered. Raises NotFound, NotAllowed."""
    return _one(Transfer.objects.filter(id=transfer, source__in=_ours(scope, now)), scope)


def _one(rows: "QuerySet[M]", scope: Scope) -> M:
    with enter(system_scope("own hours", actor=scope.actor)):
        row = rows.first()
    if row is None:
        raise NotFound
    return row


def list_transfers(scope: Scope, banks: Collection[UUID]) -> list[Transfer]:
    """From and to accounts that were accessed, the newest first."""
    with enter(system_scope("own hours", actor=scope.actor)):
        rows = Transfer.objects.filter(Q(source__in=list(banks)) | Q(target__in=list(banks)))
        return list(rows.select_related("source", "target").order_by("-made_at", "-id")[:PAGE])


def list_bookings(scope: Scope, banks: Collection[UUID]) -> list[Booking]:
    with enter(system_scope("own hours", actor=scope.actor)):
        rows = Booking.objects.filter(bank__in=list(banks))
        return list(rows.order_by("-wanted_on", "-id")[:PAGE])


def list_wanted(scope: Scope) -> list[Booking]:
    """What elders of the volunteer's area wait for and nobody told yet: what, when and how long, no names."""
    permissions.demand_bank(scope)
    bank = access_own(scope)
    with enter(system_scope("wanted", actor=scope.actor)):
        rows = Booking.objects.filter(state="held").exclude(activities__state__in=["told", "confirmed"])
        near = rows.filter(area__range=_county_of(bank.area)).exclude(bank=bank)
        return list(near.order_by("wanted_on", "id")[:PAGE])


def _county_of(area: int) -> tuple[int, int]:
    first = area // 10**6 * 10**6
    return first, first + 10**6 - 1


def list_activities(scope: Scope, bank: TimeAccount) -> list[Activity]:
    """What a volunteer told, the newest first; of an account that was accessed."""
    with enter(system_scope("own hours", actor=scope.actor)):
        return list(Activity.objects.filter(bank=bank).order_by("-told_at", "-id")[:PAGE])


def list_told(scope: Scope) -> list[Activity]:
    """What waits for somebody who confirms, the oldest first."""
    permissions.demand_keep(scope)
    rows = visible(Activity.objects.filter(state="told").select_related("bank"), scope)
    return list(rows.order_by("told_at", "id")[:PAGE])


def list_corrections(scope: Scope) -> list[Correction]:
    """Proposed ones that nobody decided, the oldest first."""
    permissions.demand_keep(scope)
    rows = visible(Correction.objects.filter(decided_at=None).select_related("bank"), scope)
    return list(rows.order_by("proposed_at", "id")[:PAGE])


def list_banks(scope: Scope, *, after: UUID | None = None, limit: int = PAGE) -> list[TimeAccount]:
    """Accounts of the area."""
    permissions.demand_keep(scope)
    rows = visible(TimeAccount.objects.all(), scope)
    rows = rows.filter(id__gt=after) if after else rows
    return list(rows.order_by("id")[:limit])


def count_banked() -> tuple[int, int]:
    """How many accounts there are, and the minutes that were earned; for sums, in the system's scope."""
    told = TimeAccount.objects.aggregate(n=Count("id"), minutes=Sum("earned"))
    return told["n"], told["minutes"] or 0
