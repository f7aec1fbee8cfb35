"""Seats: who is signed on, doing what, since when."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from chongyang.core.access import visible
from chongyang.core.scopes import Scope
from chongyang.hotline.models import SeatTime
from chongyang.hotline.rules.seats import Doing
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can


def open_seat(account: UUID) -> SeatTime | None:
    """What this seat is doing now; None while it is not signed on."""
    return SeatTime.objects.filter(account=account, ended_at=None).first()


def my_seat(scope: Scope) -> SeatTime | None:
    """What I am doing now."""
    return open_seat(scope.actor.account) if scope.actor.account else None


def is_signed_on(account: UUID) -> bool:
    """Whether this seat can be given a call."""
    return SeatTime.objects.filter(account=account, ended_at=None).exclude(doing=Doing.AWAY).exists()


def ready_seats() -> list[UUID]:
    """The seats that wait for a call, the longest waiting first."""
    rows = SeatTime.objects.filter(doing=Doing.READY, ended_at=None)
    return list(rows.order_by("began_at", "id").values_list("account", flat=True))


def account_at(extension: str) -> UUID | None:
    """Who sits at this extension now."""
    if not extension:
        return None
    row = SeatTime.objects.filter(extension=extension, ended_at=None).first()
    return row.account if row else None


def extension_of(account: UUID) -> str:
    """The extension at which this account sits; empty where it named none."""
    row = open_seat(account)
    return row.extension if row else ""


def list_seats(scope: Scope) -> list[SeatTime]:
    """Every seat that is signed on, by what it does and for how long."""
    demand(scope, Can.ANSWER_CALLS)
    return list(visible(SeatTime.objects.filter(ended_at=None), scope).order_by("doing", "began_at", "id"))


def list_seat_times(scope: Scope, account: UUID, since: datetime) -> list[SeatTime]:
    """A seat's times since a moment, in order."""
    demand(scope, Can.LEAD_SHIFT)
    rows = visible(SeatTime.objects.filter(account=account), scope)
    return list(rows.filter(Q(ended_at=None) | Q(ended_at__gte=since)).order_by("began_at", "id")[:500])
