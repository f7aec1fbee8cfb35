"""A piece is reserved, handed over, given back, inspected, or lost; rent and deposit are bills."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from chongyang.checkout import operations as checkout
from chongyang.checkout import queries as bills
from chongyang.checkout.enums import AttemptState, BillKind
from chongyang.core.access import enter, visible
from chongyang.core.keys import new_key
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.registry import queries as registry
from chongyang.registry.enums import LifeStatus
from chongyang.supplies import permissions, queries
from chongyang.supplies.enums import RENTAL_ITEM, STANDING, ChargeKind, PieceState, RentalState
from chongyang.supplies.models import Article, Charge, Piece, Rental
from chongyang.supplies.operations import errors
from chongyang.supplies.operations.errors import UnableToSupply
from chongyang.supplies.operations.ordering import key_of
from chongyang.supplies.operations.telling import tell
from chongyang.supplies.rules.times import add_months, months_of

LONGEST = timedelta(days=3 * 366)
BACK = N_("押金退回")
BILLS = {ChargeKind.MONTH: BillKind.RENT, ChargeKind.DEPOSIT: BillKind.DEPOSIT}


@transaction.atomic
def rent(
    *,
    person: UUID,
    article: UUID,
    from_on: date,
    scope: Scope,
    by: Actor,
    now: datetime,
    to_on: date | None = None,
    key: str = "",
) -> Rental:
    """Reserve the first piece that is free from a day to before another (none: until it is given back). The
    database refuses a second rental of a piece for any day of it. The same key is the same rental.

    Raises UnableToSupply, NotFound, NotAllowed.
    """
    elder = registry.access_elder(scope, person)
    permissions.demand_order(scope, person, now)
    word = key_of(by, key, article, person) if key else new_key().hex
    if again := visible(Rental.objects.filter(key=word), scope).first():
        return again
    row = queries.access_article(article)
    today = timezone.localdate(now)
    if row.month_fen is None:
        raise UnableToSupply(errors.NOT_RENTED)
    if elder.life_status != LifeStatus.ALIVE:
        raise UnableToSupply(errors.DEAD)
    if not today <= from_on <= today + LONGEST or (to_on and not from_on < to_on <= from_on + LONGEST):
        raise UnableToSupply(errors.RENT_DAYS, "from_on")
    with enter(system_scope("rental", actor=by)):
        whose = {"person": registry.canonical_of(elder), "area": elder.area}
        return _reserve(row, {**whose, "from_on": from_on, "to_on": to_on, "key": word}, by, now)


def _free(row: Article, from_on: date, to_on: date | None) -> QuerySet[Piece]:
    """The pieces that nobody has in these days; who asks at the same moment meets the constraint."""
    after = Q(to_on=None) | Q(to_on__gt=from_on)
    held = Rental.objects.filter(after, article=row, state__in=STANDING)
    held = held.filter(from_on__lt=to_on) if to_on else held
    return (
        Piece.objects.filter(article=row).exclude(state=PieceState.LOST).exclude(id__in=held.values("piece"))
    )


def _reserve(row: Article, told: dict[str, Any], by: Actor, now: datetime) -> Rental:
    for piece in _free(row, told["from_on"], told["to_on"]).order_by("serial"):
        made = Rental(
            piece=piece,
            article=row,
            organisation=row.organisation,
            month_fen=row.month_fen or 0,
            deposit_fen=row.deposit_fen,
            asked_by=by.account,
            made_at=now,
            **told,
        )
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError as error:
            if "rental_one_at_a_time" not in str(error.__cause__):
                raise
            continue
        tell("rental.reserved", made, by=by, now=now)
        return made
    raise UnableToSupply(errors.NO_PIECE, "from_on")


def _held(rental: UUID, states: tuple[str, ...], scope: Scope) -> Rental:
    """One of the provider's own that stands so, under its lock and its piece's. Raises UnableToSupply."""
    permissions.demand_keep(scope)
    queries.access_rental(scope, rental)
    row = Rental.objects.select_for_update(of=("self", "piece")).select_related("piece").get(id=rental)
    if row.state not in states:
        raise UnableToSupply(errors.NOT_THERE_NOW)
    return row


def _move(row: Rental, state: RentalState, by: Actor, now: datetime, **columns: object) -> Rental:
    row.state = state.value
    for name, value in columns.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *columns])
    tell(f"rental.{state.value}", row, by=by, now=now)
    return row


@transaction.atomic
def hand_over(*, rental: UUID, scope: Scope, by: Actor, now: datetime) -> Rental:
    """It is with her now: the deposit and the first month are owed. Raises UnableToSupply, NotFound."""
    with enter(system_scope("rental", actor=by)):
        row = _held(rental, (RentalState.RESERVED,), scope)
        if row.piece.state != PieceState.AVAILABLE:
            raise UnableToSupply(errors.NOT_THERE_NOW)
        _set_piece(row.piece, PieceState.OUT)
        _move(row, RentalState.HANDED_OVER, by, now, handed_at=now)
        if row.deposit_fen:
            _charge(row, ChargeKind.DEPOSIT, row.from_on, row.deposit_fen, by, now)
        _charge_months(row, timezone.localdate(now), by, now)
    return row


@transaction.atomic
def take_back(*, rental: UUID, scope: Scope, by: Actor, now: datetime) -> Rental:
    """It came back: no further month begins, and nobody else gets it before it was looked at."""
    with enter(system_scope("rental", actor=by)):
        row = _held(rental, (RentalState.HANDED_OVER,), scope)
        _set_piece(row.piece, PieceState.RETURNED)
        today = max(timezone.localdate(now), row.from_on) + timedelta(days=1)
        last = min(row.to_on, today) if row.to_on else today
        return _move(row, RentalState.RETURNED, by, now, returned_at=now, to_on=last)


@transaction.atomic
def inspect(*, rental: UUID, scope: Scope, by: Actor, now: datetime) -> Rental:
    """Looked at and disinfected: the next may have it, and the deposit goes back (asked for; another person
    decides, as for every refund). An unpaid deposit is owed no more.
    """
    with enter(system_scope("rental", actor=by)):
        row = _held(rental, (RentalState.RETURNED,), scope)
        row.piece.disinfected_on = timezone.localdate(now)
        _set_piece(row.piece, PieceState.AVAILABLE)
        _move(row, RentalState.INSPECTED, by, now, closed_at=now)
        _give_deposit_back(row, by, now)
    return row


@transaction.atomic
def lose(*, rental: UUID, scope: Scope, by: Actor, now: datetime) -> Rental:
    """It will not come back: the deposit is kept, no month begins any more."""
    with enter(system_scope("rental", actor=by)):
        row = _held(rental, (RentalState.HANDED_OVER, RentalState.RETURNED), scope)
        _set_piece(row.piece, PieceState.LOST)
        return _move(row, RentalState.LOST, by, now, closed_at=now)


@transaction.atomic
def cancel_rental(*, rental: UUID, scope: Scope, by: Actor, now: datetime) -> Rental:
    """Before it is handed over, by either side. Raises UnableToSupply, NotFound, NotAllowed."""
    row = queries.access_rental(scope, rental)
    if not permissions.may_keep(scope):
        permissions.demand_order(scope, row.person, now)
    with enter(system_scope("rental", actor=by)):
        row = Rental.objects.select_for_update(of=("self",)).get(id=rental)
        if row.state == RentalState.CANCELLED:
            return row
        if row.state != RentalState.RESERVED:
            raise UnableToSupply(errors.NOT_THERE_NOW)
        return _move(row, RentalState.CANCELLED, by, now, closed_at=now)


def end_months(row: Rental, day: date, *, by: Actor, now: datetime) -> None:
    """No month begins from `day` on: what is only reserved is cancelled, what is out waits to come back."""
    if row.state == RentalState.RESERVED:
        _move(row, RentalState.CANCELLED, by, now, closed_at=now)
        return
    last = max(day, row.from_on + timedelta(days=1))
    if row.to_on is None or last < row.to_on:
        row.to_on = last
        row.save(update_fields=["to_on"])


def _set_piece(row: Piece, state: PieceState) -> None:
    row.state = state.value
    row.save(update_fields=["state", "disinfected_on"])


def charge_due(*, now: datetime) -> int:
    """The months that began, of all rentals that are out; each once however often it runs. How many."""
    today, made = timezone.localdate(now), 0
    begun = Q(charged_until=None) | Q(charged_until__lte=today)
    with enter(system_scope("rentals")):
        rows = Rental.objects.filter(begun, state=RentalState.HANDED_OVER).order_by("id")
        keys = list(rows.values_list("id", flat=True))
    for key in keys:  # each in a transaction of its own: what one breaks the others keep
        with enter(system_scope("rentals")):
            row = Rental.objects.select_for_update(of=("self",)).get(id=key)
            if row.state == RentalState.HANDED_OVER:
                made += _charge_months(row, today, SYSTEM, now)
    return made


def _charge_months(row: Rental, today: date, by: Actor, now: datetime) -> int:
    """A month is owed from its first day on, while she has it."""
    until = min(today, row.to_on - timedelta(days=1)) if row.to_on else today
    due = [day for day in months_of(row.from_on, until) if not row.charged_until or day >= row.charged_until]
    for day in due:
        _charge(row, ChargeKind.MONTH, day, row.month_fen, by, now)
    if due:
        row.charged_until = add_months(row.from_on, len(months_of(row.from_on, until)))
        row.save(update_fields=["charged_until"])
    return len(due)


def _charge(row: Rental, kind: ChargeKind, day: date, fen: int, by: Actor, now: datetime) -> None:
    """The line of what is owed, and its bill; once for a month."""
    whose = {"person": row.person, "area": row.area, "organisation": row.organisation}
    made, is_new = Charge.objects.get_or_create(
        rental=row, kind=kind.value, month_on=day, defaults={**whose, "amount_fen": fen, "at": now}
    )
    if is_new:
        checkout.make_bill(
            kind=BILLS[kind],
            reference=made.id,
            person=row.person,
            area=row.area,
            organisation=row.organisation,
            item=RENTAL_ITEM,
            amount_fen=fen,
            by=by,
            now=now,
        )


def _give_deposit_back(row: Rental, by: Actor, now: datetime) -> None:
    charge = Charge.objects.filter(rental=row, kind=ChargeKind.DEPOSIT).first()
    if charge is None:
        return
    checkout.cancel_bill(reference=charge.id, kind=BillKind.DEPOSIT, by=by, now=now)
    scope = system_scope("deposit", actor=by)
    for bill in bills.bills_of(scope, [charge.id]):
        for attempt in bill.attempts.filter(state=AttemptState.PAID.value, back_fen__lt=F("amount_fen")):
            checkout.ask_refund(
                attempt=attempt.id,
                amount_fen=attempt.amount_fen - attempt.back_fen,
                reason=BACK,
                scope=scope,
                by=by,
                now=now,
            )
