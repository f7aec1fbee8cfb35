"""Bills of others paid for the elder (代办代缴): two receipts, then one bill. Cash is off."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.checkout import permissions
from chongyang.checkout.enums import BillKind, ErrandState
from chongyang.checkout.models import CashHeld, Errand
from chongyang.checkout.operations import errors
from chongyang.checkout.operations.billing import make_bill
from chongyang.checkout.operations.errors import UnableToCheckOut
from chongyang.checkout.queries import NotFound, access_errand
from chongyang.checkout.rules.limits import limits
from chongyang.core import access, events
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.registry.queries import access_elder


@transaction.atomic
def ask_errand(
    *,
    person: UUID,
    organisation: UUID,
    utility: str,
    household_number: str,
    most_fen: int,
    scope: Scope,
    by: Actor,
    now: datetime,
    order: UUID | None = None,
) -> Errand:
    """Ask that a utility's bill is paid, up to an amount. Raises UnableToCheckOut, NotFound."""
    permissions.demand_errand(scope)
    elder = access_elder(scope, person)
    if not 0 < most_fen <= limits().errand_most_fen:
        raise UnableToCheckOut(errors.OVER_LIMIT)
    with access.enter(system_scope("errand", actor=by)):
        row = Errand(
            person=person,
            area=elder.area,
            organisation=organisation,
            order=order,
            utility=utility,
            most_fen=most_fen,
            asked_by=permissions.account_of(by),
            asked_at=now,
        )
        row.household_number = household_number.strip()
        row.save(force_insert=True)
        _tell("checkout.errand.asked", row, by, now)
    return row


@transaction.atomic
def pay_errand(
    *, errand: UUID, amount_fen: int, receipt: UUID | None, scope: Scope, by: Actor, now: datetime
) -> Errand:
    """The provider's person has paid and shows the utility's receipt. Raises UnableToCheckOut, NotFound."""
    row = _held(errand, scope, ErrandState.ASKED)
    if receipt is None:
        raise UnableToCheckOut(errors.RECEIPT)
    if not 0 < amount_fen <= row.most_fen:
        raise UnableToCheckOut(errors.OVER_LIMIT)
    row.amount_fen, row.paid_receipt = amount_fen, receipt
    row.state, row.paid_by, row.paid_at = ErrandState.PAID_FOR.value, by.account, now
    row.save(update_fields=["amount_fen", "paid_receipt", "state", "paid_by", "paid_at"])
    _tell("checkout.errand.paid_for", row, by, now)
    return row


@transaction.atomic
def hand_over(*, errand: UUID, receipt: UUID | None, scope: Scope, by: Actor, now: datetime) -> Errand:
    """The elder holds the utility's receipt and has signed: now she owes the provider what it paid."""
    row = _held(errand, scope, ErrandState.PAID_FOR)
    if receipt is None:
        raise UnableToCheckOut(errors.RECEIPT)
    row.handed_receipt, row.handed_at, row.state = receipt, now, ErrandState.HANDED_OVER.value
    row.save(update_fields=["handed_receipt", "handed_at", "state"])
    _tell("checkout.errand.handed_over", row, by, now)
    cash = CashHeld.objects.filter(errand=row).first()
    if cash is None:
        _bill(row, by, now)
    else:
        cash.given_back_fen = cash.amount_fen - (row.amount_fen or 0)
        cash.save(update_fields=["given_back_fen"])
    return row


def _bill(row: Errand, by: Actor, now: datetime) -> None:
    make_bill(
        kind=BillKind.UTILITY,
        reference=row.id,
        person=row.person,
        area=row.area,
        organisation=row.organisation,
        item=row.utility,
        amount_fen=row.amount_fen or 0,
        by=by,
        now=now,
    )


@transaction.atomic
def take_cash(
    *, errand: UUID, amount_fen: int, receipt: UUID | None, scope: Scope, by: Actor, now: datetime
) -> CashHeld:
    """Cash for an errand, with a signed receipt: only where the city allows it. Raises UnableToCheckOut."""
    if not limits().cash_allowed:
        raise UnableToCheckOut(errors.NO_CASH)
    row = _held(errand, scope, ErrandState.ASKED)
    if receipt is None:
        raise UnableToCheckOut(errors.RECEIPT)
    if not row.most_fen <= amount_fen <= limits().cash_most_fen:
        raise UnableToCheckOut(errors.OVER_LIMIT)
    return CashHeld.objects.create(
        errand=row,
        person=row.person,
        area=row.area,
        organisation=row.organisation,
        amount_fen=amount_fen,
        taken_by=permissions.account_of(by),
        taken_at=now,
        receipt=receipt,
    )


@transaction.atomic
def cancel_errand(*, errand: UUID, scope: Scope, by: Actor, now: datetime) -> Errand:
    """Nobody has paid yet, and nobody shall."""
    row = access_errand(scope, errand)
    with access.enter(system_scope("errand", actor=by)):
        row = Errand.objects.select_for_update(of=("self",)).get(id=row.id)
        if row.state != ErrandState.ASKED or CashHeld.objects.filter(errand=row).exists():
            raise UnableToCheckOut(errors.NOT_NOW)
        row.state = ErrandState.CANCELLED.value
        row.save(update_fields=["state"])
        _tell("checkout.errand.cancelled", row, by, now)
    return row


def _held(errand: UUID, scope: Scope, state: ErrandState) -> Errand:
    """An errand of the own provider in one state, held. Raises UnableToCheckOut, NotAllowed, NotFound."""
    permissions.demand_errands(scope)
    rows = access.visible(Errand.objects.select_for_update(of=("self",)), scope)
    row = rows.filter(id=errand).first()
    if row is None or not (scope.system or row.organisation == scope.organisation):
        raise NotFound
    if row.state != state:
        raise UnableToCheckOut(errors.NOT_NOW)
    return row


def _tell(kind: str, row: Errand, by: Actor, now: datetime) -> None:
    events.record(
        kind,
        by=by,
        now=now,
        area=row.area,
        subject_type="checkout.errand",
        subject=row.id,
        organisation=row.organisation,
        person=row.person,
        payload={"utility": row.utility},
    )
