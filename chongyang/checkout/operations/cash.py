"""Cash for an errand: off unless the city's data says so, never above its limit, and by two people."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.checkout import permissions
from chongyang.checkout.enums import ErrandState
from chongyang.checkout.models import CashHeld
from chongyang.checkout.operations import errors
from chongyang.checkout.operations.errands import held_errand, keep_receipt, tell
from chongyang.checkout.operations.errors import UnableToCheckOut
from chongyang.checkout.rules.limits import limits
from chongyang.core.scopes import Actor, Scope


@transaction.atomic
def take_cash(
    *,
    errand: UUID,
    amount_fen: int,
    scope: Scope,
    by: Actor,
    now: datetime,
    chunks: Iterable[bytes] | None = None,
    name: str = "",
    declared: int | None = None,
) -> CashHeld:
    """Cash from the elder's hand, with the receipt that she signed. Raises UnableToCheckOut, NotFound."""
    if not limits().cash_allowed:
        raise UnableToCheckOut(errors.NO_CASH)
    row = held_errand(errand, scope, ErrandState.ASKED)
    if CashHeld.objects.filter(errand=row).exists():
        raise UnableToCheckOut(errors.NOT_NOW)
    if not row.most_fen <= amount_fen <= limits().cash_most_fen:
        raise UnableToCheckOut(errors.OVER_LIMIT)
    receipt = keep_receipt(row, chunks, name, declared, by, now)
    made = CashHeld.objects.create(
        errand=row,
        person=row.person,
        area=row.area,
        organisation=row.organisation,
        amount_fen=amount_fen,
        taken_by=permissions.account_of(by),
        taken_at=now,
        receipt=receipt,
    )
    tell("checkout.errand.cash_taken", row, by, now)
    return made


@transaction.atomic
def confirm_cash(*, errand: UUID, scope: Scope, by: Actor, now: datetime) -> CashHeld:
    """Another person of the provider counted it too. Raises UnableToCheckOut, NotFound."""
    row = held_errand(errand, scope, ErrandState.ASKED)
    cash = CashHeld.objects.select_for_update(of=("self",)).filter(errand=row, confirmed_by=None).first()
    if cash is None:
        raise UnableToCheckOut(errors.NOT_NOW)
    if cash.taken_by == by.account:
        raise UnableToCheckOut(errors.CASH_OWN)
    cash.confirmed_by, cash.confirmed_at = permissions.account_of(by), now
    cash.save(update_fields=["confirmed_by", "confirmed_at"])
    tell("checkout.errand.cash_confirmed", row, by, now)
    return cash
