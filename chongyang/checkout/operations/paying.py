"""A payment begins at a vendor; what the vendor says of it is taken once."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from chongyang.checkout import permissions
from chongyang.checkout.enums import AttemptState, BillKind, BillState
from chongyang.checkout.models import Attempt, Bill, Merchant
from chongyang.checkout.operations import errors, refunding, vendors
from chongyang.checkout.operations.billing import tell
from chongyang.checkout.operations.errors import UnableToCheckOut
from chongyang.checkout.operations.numbers import next_number
from chongyang.checkout.queries import access_bill
from chongyang.checkout.rules.limits import limits
from chongyang.core import access
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope

log = logging.getLogger(__name__)


@transaction.atomic
def begin_payment(*, bill: UUID, vendor: str, scope: Scope, by: Actor, now: datetime) -> Attempt:
    """Where the payer goes to pay; one that is open at the same vendor is given again, so that two clicks are
    one payment. Raises UnableToCheckOut, NotFound.
    """
    permissions.demand_pay(scope)
    access_bill(scope, bill)
    with access.enter(system_scope("payment", actor=by)):
        row = Bill.objects.select_for_update(of=("self",)).get(id=bill)
        if row.state != BillState.OPEN:
            raise UnableToCheckOut(errors.PAID if row.state == BillState.PAID else errors.GONE)
        held = Attempt.objects.filter(
            bill=row, vendor=vendor, state=AttemptState.OPEN.value, expires_at__gt=now
        ).first()
        return held or _begin(row, vendor, by, now)


def _begin(bill: Bill, vendor: str, by: Actor, now: datetime) -> Attempt:
    try:
        port = vendors.vendor_of(vendor)
    except KeyError as error:
        raise UnableToCheckOut(errors.NO_VENDOR) from error
    row = Attempt(
        bill=bill,
        person=bill.person,
        area=bill.area,
        organisation=bill.organisation,
        vendor=vendor,
        merchant=merchant_of(bill.organisation, vendor),
        number=next_number("P", now),
        amount_fen=bill.amount_fen,
        began_at=now,
        began_by=by.account,
        expires_at=now + timedelta(minutes=limits().attempt_minutes),
    )
    title = BillKind.of(bill.kind).label  # a vendor need not know what is done in somebody's home
    wanted = vendors.Wanted(row.number, row.merchant, row.amount_fen, title, row.expires_at)
    try:
        row.link = port.begin(wanted)
    except vendors.NotReached as error:
        raise UnableToCheckOut(errors.NOT_REACHED) from error
    row.save(force_insert=True)
    return row


def merchant_of(organisation: UUID, vendor: str) -> str:
    """The provider's own number at a vendor. Raises UnableToCheckOut."""
    row = Merchant.objects.filter(
        organisation=organisation, vendor=vendor, ended_on=None, confirmed_by__isnull=False
    ).first()
    if row is None:
        raise UnableToCheckOut(errors.NO_MERCHANT)
    return row.number


@transaction.atomic
def ask_vendor(*, attempt: UUID, scope: Scope, by: Actor, now: datetime) -> Attempt:
    """Ask what became of a payment whose notice has not come. Raises UnableToCheckOut, NotFound."""
    permissions.demand_pay(scope)
    row = Attempt.objects.filter(id=attempt).first()
    access_bill(scope, row.bill_id if row else attempt)
    assert row is not None
    try:
        told = vendors.vendor_of(row.vendor).look(row.number, row.merchant)
    except vendors.NotReached as error:
        raise UnableToCheckOut(errors.NOT_REACHED) from error
    if told and told.outcome in (vendors.PAID, vendors.CLOSED):
        take_payment(told, now=now)
    return Attempt.objects.get(id=attempt)


def take_payment(told: vendors.Told, *, now: datetime, vendor: str = "") -> str:
    """What the vendor says of a payment becomes what the bill is. The word of the outcome: `taken`, `waiting`
    (nothing is decided there), `repeated`, `unknown`, `not_theirs` (another vendor's or merchant's payment),
    `wrong_amount`, `surplus` (paid twice or for a cancelled bill: it goes back).
    """
    if told.outcome not in (vendors.PAID, vendors.CLOSED):
        return "waiting"
    with access.enter(system_scope("vendor")):
        known = Attempt.objects.filter(number=told.number).values_list("bill", flat=True).first()
        if known is None:
            log.warning("a payment of unknown number was told by a vendor")
            return "unknown"
        bill = Bill.objects.select_for_update(of=("self",)).get(id=known)
        row = Attempt.objects.select_for_update(of=("self",)).get(number=told.number)
        if row.state in (AttemptState.PAID, AttemptState.SURPLUS):
            return "repeated"
        if is_foreign(row, told, vendor):
            log.error("payment %s was told by or for somebody else", row.number)
            return "not_theirs"
        if told.outcome == vendors.CLOSED:
            return _close(row)
        if told.amount_fen != row.amount_fen:
            log.error("payment %s came with another amount", row.number)
            return "wrong_amount"
        return _paid(bill, row, told, now)


def is_foreign(row: Attempt, told: vendors.Told, vendor: str) -> bool:
    """Whether another vendor tells it, or it is told of another merchant's money."""
    return bool((vendor and row.vendor != vendor) or (told.merchant and row.merchant != told.merchant))


def _close(row: Attempt) -> str:
    row.state = AttemptState.CLOSED.value
    row.save(update_fields=["state"])
    return "taken"


def _paid(bill: Bill, row: Attempt, told: vendors.Told, now: datetime) -> str:
    """The first pays the bill; what comes after it, or for nothing, is surplus and waits to go back."""
    pays = bill.state == BillState.OPEN
    row.state = (AttemptState.PAID if pays else AttemptState.SURPLUS).value
    row.vendor_number, row.paid_at = told.vendor_number, told.at
    row.save(update_fields=["state", "vendor_number", "paid_at"])
    if not pays:
        refunding.ask_for_surplus(row, now=now)
        return "surplus"
    bill.state, bill.paid_at = BillState.PAID.value, told.at
    bill.save(update_fields=["state", "paid_at"])
    tell("checkout.bill.paid", bill, SYSTEM, now)
    return "taken"
