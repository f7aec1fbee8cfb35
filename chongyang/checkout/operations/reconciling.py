"""A vendor's statement of a day beside our rows; a payment whose notice was lost is found here."""

import hashlib
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from chongyang.checkout import permissions
from chongyang.checkout.enums import AttemptState, RefundState
from chongyang.checkout.models import Attempt, Difference, Merchant, Refund, VendorDay
from chongyang.checkout.operations import errors, paying, vendors
from chongyang.checkout.operations.errors import UnableToCheckOut
from chongyang.checkout.queries import NotFound, access_difference
from chongyang.checkout.rules.comparing import Key, Line, compare
from chongyang.core import access
from chongyang.core.scopes import Actor, Scope, system_scope

SHANGHAI = ZoneInfo("Asia/Shanghai")
WRONG_SHEET = (ValueError, KeyError, TypeError, AttributeError)
"""What a reader stumbles over: no text, a column that lacks, a line that ends too soon."""


@transaction.atomic
def take_statement(
    *, vendor: str, merchant: str, on: date, body: bytes, scope: Scope, by: Actor, now: datetime
) -> VendorDay:
    """Compare a whole day. The same file again is the day that is there; another one for the same day takes
    its place while no difference was closed. A payment that we hold open and the vendor has as paid is paid.
    Raises UnableToCheckOut, also for a file that is none, KeyError, NotFound.
    """
    permissions.demand_refund(scope)
    if not permissions.may_see_merchant(scope, _owner(vendor, merchant)):
        raise NotFound
    port = vendors.vendor_of(vendor)
    try:
        lines = list(port.read_statement(body))
    except WRONG_SHEET as error:
        raise UnableToCheckOut(errors.NO_SHEET) from error
    digest = hashlib.sha256(body).digest()
    with access.enter(system_scope("statement", actor=by)):
        held = VendorDay.objects.filter(vendor=vendor, merchant=merchant, on=on).first()
        if held and bytes(held.digest) == digest:
            return held
        if held and held.differences.exclude(closed_at=None).exists():
            raise UnableToCheckOut(errors.DECIDED)
        if held:
            held.delete()
        _take_lost(lines, vendor, now)
        return _keep(vendor, merchant, on, lines, digest, now)


def _owner(vendor: str, merchant: str) -> UUID | None:
    with access.enter(system_scope("statement")):
        return (
            Merchant.objects.filter(vendor=vendor, number=merchant)
            .order_by("-valid_from", "id")
            .values_list("organisation", flat=True)
            .first()
        )


def _take_lost(lines: list[Line], vendor: str, now: datetime) -> None:
    """Paid there and open here: the notice was lost, and the statement says the same."""
    paid = {line.number: line for line in lines if not line.is_refund}
    lost = Attempt.objects.filter(vendor=vendor, number__in=paid, state__in=["open", "closed"])
    for number in lost.order_by("number").values_list("number", flat=True):
        line = paid[number]
        told = vendors.Told(number, line.vendor_number, vendors.PAID, line.amount_fen, now)
        paying.take_payment(told, now=now, vendor=vendor)


def _keep(vendor: str, merchant: str, on: date, lines: list[Line], digest: bytes, now: datetime) -> VendorDay:
    day = VendorDay.objects.create(
        vendor=vendor,
        merchant=merchant,
        on=on,
        digest=digest,
        taken_at=now,
        lines=len(lines),
        paid_fen=sum(line.amount_fen for line in lines if not line.is_refund),
        back_fen=sum(line.amount_fen for line in lines if line.is_refund),
    )
    owner = _owner(vendor, merchant)
    Difference.objects.bulk_create(
        Difference(
            day=day,
            organisation=owner,
            number=one.number,
            kind=one.kind.value,
            is_refund=one.is_refund,
            here_fen=one.here_fen,
            there_fen=one.there_fen,
        )
        for one in compare(lines, _held(vendor, merchant, on))
    )
    return day


def _held(vendor: str, merchant: str, on: date) -> dict[Key, int]:
    """What we hold of that day, by the vendor's clock, which is the city's."""
    first = datetime.combine(on, time(), SHANGHAI).astimezone(UTC)
    days = (first, first + timedelta(days=1))
    paid = Attempt.objects.filter(
        vendor=vendor,
        merchant=merchant,
        state__in=[AttemptState.PAID.value, AttemptState.SURPLUS.value],
        paid_at__gte=days[0],
        paid_at__lt=days[1],
    ).values_list("number", "amount_fen")
    back = Refund.objects.filter(
        attempt__vendor=vendor,
        attempt__merchant=merchant,
        state=RefundState.DONE.value,
        done_at__gte=days[0],
        done_at__lt=days[1],
    ).values_list("number", "amount_fen")
    return {(number, False): fen for number, fen in paid} | {(number, True): fen for number, fen in back}


@transaction.atomic
def close_difference(*, difference: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Difference:
    """A person says what it was. Raises UnableToCheckOut, NotFound."""
    access_difference(scope, difference)
    if not reason.strip():
        raise UnableToCheckOut(errors.REASON)
    with access.enter(system_scope("difference", actor=by)):
        row = Difference.objects.select_for_update(of=("self",)).get(id=difference)
        if row.closed_at is not None:
            raise UnableToCheckOut(errors.EXPLAINED)
        row.closed_at, row.closed_by, row.reason = now, by.account, reason.strip()[:200]
        row.save(update_fields=["closed_at", "closed_by", "reason"])
    return row
