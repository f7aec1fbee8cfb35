"""Bills of others paid for the elder (代办代缴): two receipts, then one bill."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.checkout import papers, permissions, queries
from chongyang.checkout.enums import BillKind, ErrandState, Utility
from chongyang.checkout.models import CashHeld, Errand
from chongyang.checkout.operations import errors
from chongyang.checkout.operations.billing import make_bill
from chongyang.checkout.operations.errors import UnableToCheckOut
from chongyang.checkout.queries import NotFound, access_errand
from chongyang.checkout.rules.limits import limits
from chongyang.core import access, events
from chongyang.core.files.errors import UnableToKeep
from chongyang.core.operations import files
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.registry.enums import LifeStatus
from chongyang.registry.queries import access_elder, canonical_of
from chongyang.territory import queries as territory

LONGEST_NUMBER = 40
SIGNED = "signed.pdf"


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
    """Ask that a utility's bill is paid, up to an amount. Raises UnableToCheckOut, NotAllowed and the
    registry's NotFound for somebody who is not within reach.
    """
    permissions.demand_errand(scope)
    elder = _elder(scope, person, now)
    number = household_number.strip()
    _check(utility, number, most_fen)
    doers = queries.doers_for(scope, area=elder.area, on=timezone.localdate(now))
    if organisation not in {one.organisation for one in doers}:
        raise UnableToCheckOut(errors.NO_DOER)
    row = Errand(
        person=canonical_of(elder),
        area=elder.area,
        organisation=organisation,
        order=order,
        utility=utility,
        most_fen=most_fen,
        asked_by=permissions.account_of(by),
        asked_at=now,
        name=elder.name,
        place=elder.address.plain,
        phone=elder.phone.plain,
    )
    row.household_number = number
    with access.enter(system_scope("errand", actor=by)):
        _keep_once(row)
        tell("checkout.errand.asked", row, by, now)
    return row


def _elder(scope: Scope, person: UUID, now: datetime) -> Any:
    """Whose bill it is: the seat's by area, the family's by a mandate that covers ordering."""
    elder = access_elder(scope, person)
    if permissions.own_persons(scope) is not None and elder.id not in queries.persons_of(scope, now):
        raise NotFound
    if elder.life_status != LifeStatus.ALIVE:
        raise UnableToCheckOut(errors.NOT_ALIVE)
    return elder


def _check(utility: str, number: str, most_fen: int) -> None:
    if utility not in {one.value for one in Utility}:
        raise UnableToCheckOut(errors.NO_UTILITY)
    if not 0 < len(number) <= LONGEST_NUMBER:
        raise UnableToCheckOut(errors.NO_NUMBER)
    if not 0 < most_fen <= limits().errand_most_fen:
        raise UnableToCheckOut(errors.OVER_LIMIT)


def _keep_once(row: Errand) -> None:
    """Two taps are one errand: the database holds that the same bill is asked for once."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "errand_asked_once" not in str(error.__cause__):
            raise
        raise UnableToCheckOut(errors.ASKED_ALREADY) from None


@transaction.atomic
def pay_errand(
    *,
    errand: UUID,
    amount_fen: int,
    scope: Scope,
    by: Actor,
    now: datetime,
    chunks: Iterable[bytes] | None = None,
    name: str = "",
    declared: int | None = None,
) -> Errand:
    """The provider's person has paid and hands in the utility's receipt. UnableToCheckOut, NotFound."""
    row = held_errand(errand, scope, ErrandState.ASKED)
    if not 0 < amount_fen <= row.most_fen:
        raise UnableToCheckOut(errors.OVER_LIMIT)
    cash = CashHeld.objects.filter(errand=row).first()
    if cash is not None and cash.confirmed_by is None:
        raise UnableToCheckOut(errors.CASH_FIRST)
    row.paid_receipt = keep_receipt(row, chunks, name, declared, by, now)
    row.amount_fen, row.state = amount_fen, ErrandState.PAID_FOR.value
    row.paid_by, row.paid_at = permissions.account_of(by), now
    row.save(update_fields=["amount_fen", "paid_receipt", "state", "paid_by", "paid_at"])
    tell("checkout.errand.paid_for", row, by, now)
    return row


@transaction.atomic
def hand_over(
    *,
    errand: UUID,
    scope: Scope,
    by: Actor,
    now: datetime,
    chunks: Iterable[bytes] | None = None,
    name: str = "",
    declared: int | None = None,
) -> Errand:
    """The elder holds the utility's receipt and has signed on paper, which the provider's person hands in:
    now she owes the provider what it paid. Raises UnableToCheckOut, NotFound.
    """
    row = held_errand(errand, scope, ErrandState.PAID_FOR)
    row.handed_receipt = keep_receipt(row, chunks, name, declared, by, now)
    return _handed(row, by, now)


@transaction.atomic
def sign_errand(*, errand: UUID, scope: Scope, by: Actor, now: datetime) -> Errand:
    """The elder, or who acts for her, says on her own page that she holds the utility's receipt: the second
    receipt is set as a paper and kept. Raises UnableToCheckOut, NotAllowed, NotFound.
    """
    permissions.demand_pay(scope)
    access_errand(scope, errand)
    with access.enter(system_scope("errand", actor=by)):
        row = Errand.objects.select_for_update(of=("self",)).get(id=errand)
        if row.state != ErrandState.PAID_FOR:
            raise UnableToCheckOut(errors.NOT_NOW)
        names = territory.organisation_names([row.organisation])
        data = papers.set_second_receipt(row, paid_to=names.get(row.organisation, ""), at=now)
        row.handed_receipt = keep_receipt(row, [data], SIGNED, len(data), by, now)
        return _handed(row, by, now)


def _handed(row: Errand, by: Actor, now: datetime) -> Errand:
    row.handed_at, row.handed_by = now, permissions.account_of(by)
    row.state = ErrandState.HANDED_OVER.value
    row.save(update_fields=["handed_receipt", "handed_at", "handed_by", "state"])
    tell("checkout.errand.handed_over", row, by, now)
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
def cancel_errand(*, errand: UUID, scope: Scope, by: Actor, now: datetime) -> Errand:
    """Nobody has paid yet, and nobody shall: by who asked, for whom it is, or who would do it."""
    access_errand(scope, errand)
    with access.enter(system_scope("errand", actor=by)):
        row = Errand.objects.select_for_update(of=("self",)).get(id=errand)
        if row.state != ErrandState.ASKED or CashHeld.objects.filter(errand=row).exists():
            raise UnableToCheckOut(errors.NOT_NOW)
        row.state = ErrandState.CANCELLED.value
        row.save(update_fields=["state"])
        tell("checkout.errand.cancelled", row, by, now)
    return row


def held_errand(errand: UUID, scope: Scope, state: ErrandState) -> Errand:
    """An errand of the own provider in one state, held. Raises UnableToCheckOut, NotAllowed, NotFound."""
    permissions.demand_errands(scope)
    rows = access.visible(Errand.objects.select_for_update(of=("self",)), scope)
    row = rows.filter(id=errand).first()
    if row is None or not (scope.system or row.organisation == scope.organisation):
        raise NotFound
    if row.state != state:
        raise UnableToCheckOut(errors.NOT_NOW)
    return row


def keep_receipt(
    row: Errand, chunks: Iterable[bytes] | None, name: str, declared: int | None, by: Actor, now: datetime
) -> UUID:
    """A receipt as a file of this elder and this provider. Raises UnableToCheckOut."""
    if chunks is None:
        raise UnableToCheckOut(errors.RECEIPT)
    whose: dict[str, Any] = {"area": row.area, "organisation": row.organisation, "person": row.person}
    try:
        return files.take_in(chunks=chunks, name=name, declared=declared, by=by, now=now, **whose).id
    except UnableToKeep as refused:
        raise UnableToCheckOut(refused.reason, **refused.values) from None


def tell(kind: str, row: Errand, by: Actor, now: datetime) -> None:
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
