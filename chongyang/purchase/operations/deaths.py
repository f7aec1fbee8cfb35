"""A confirmed death ends entitlements and lets accounts lapse at once; a mistaken one gives them back."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from chongyang.purchase.enums import CLOSED, IN_FORCE, PROPOSED, UNDER_WAY, Kind, Unit
from chongyang.purchase.models import Entitlement, VoucherAccount, VoucherEntry
from chongyang.purchase.operations.proposing import end, propose_entitled
from chongyang.purchase.rules import county, entitled
from chongyang.registry import queries as registry

DAY = timedelta(days=1)


@transaction.atomic
def stop_vouchers(person: UUID, at: datetime) -> None:
    """Her proposals close, decisions end, and what is unused lapses; what is held for help that was given is
    still spent. Idempotent; in the system's scope.
    """
    files = registry.get_cluster(person)
    died = registry.known_deaths(files)
    on = min(died.values()) if died else timezone.localdate(at)
    rows = Entitlement.objects.filter(person__in=files)
    rows.filter(state=PROPOSED).update(state=CLOSED, why=entitled.DEAD, closed_at=at)
    for row in rows.filter(state__in=(*UNDER_WAY, IN_FORCE)).order_by("id"):
        end(row, entitled.DEAD, on + DAY, at)
    for account in _usable(files):
        _lapse(account, on, at)


@transaction.atomic
def resume_vouchers(person: UUID, at: datetime) -> None:
    """She lives: accounts are usable again with what had lapsed. A decision is made anew. Idempotent."""
    files = registry.get_cluster(person)
    today = timezone.localdate(at)
    ended = Entitlement.objects.filter(person__in=files, why=entitled.DEAD).order_by().values("id")
    for account in VoucherAccount.objects.filter(entitlement__in=ended).order_by("id"):
        until = county.usable_until(county.rule_of(account.rule), account.period_from)
        if account.valid_to < until and today < until:
            _give_back(account, until, today, at)
    propose_entitled(now=at, only=files)


def _give_back(account: VoucherAccount, until: date, today: date, at: datetime) -> None:
    lapsed = account.entries.filter(kind=Kind.LAPSED).aggregate(units=Sum("units"))["units"] or 0
    if lapsed:
        _write(account, -lapsed, today, at, Kind.CORRECTED)
    told = {"granted": F("granted") - lapsed, "valid_to": until, "lapsed_at": None}
    VoucherAccount.objects.filter(id=account.id).update(**told)


def _usable(files: list[UUID]) -> list[VoucherAccount]:
    rows = VoucherAccount.objects.filter(person__in=files, lapsed_at=None).order_by("id")
    return list(rows.select_for_update(of=("self",)))


def _lapse(account: VoucherAccount, on: date, at: datetime) -> None:
    rest = account.left
    if rest:
        _write(account, -rest, max(on, account.period_from), at)
    changed = {"granted": F("granted") - rest} | ({"lapsed_at": at} if not account.held else {})
    VoucherAccount.objects.filter(id=account.id).update(**changed)


def _write(account: VoucherAccount, units: int, on: date, at: datetime, kind: Kind = Kind.LAPSED) -> None:
    VoucherEntry.objects.create(
        account=account,
        person=account.person,
        area=account.area,
        rule=account.rule,
        kind=kind,
        units=units,
        amount_fen=abs(units) if account.unit == Unit.FEN else 0,
        on=on,
        at=at,
    )
