"""Hours are laid aside for help, given to a named other who agrees, corrected by two, and expire."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone

from chongyang.core import access
from chongyang.core.keys import new_key
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.timebank import permissions, queries
from chongyang.timebank.enums import CREDITS, Booked, Help, Kind, Offered
from chongyang.timebank.models import Booking, Correction, TimeAccount, Transfer
from chongyang.timebank.operations import errors
from chongyang.timebank.operations.earning import MOST_NOTE, MOST_REASON, check_room, credited_before
from chongyang.timebank.operations.errors import UnableToBank
from chongyang.timebank.operations.moving import locked, locked_both, move, tell
from chongyang.timebank.rules.limits import expires_before, is_whole, load, too_old


@transaction.atomic
def book(
    *,
    bank: UUID,
    help: str,
    minutes: int,
    wanted_on: date | None,
    scope: Scope,
    by: Actor,
    now: datetime,
    note: str = "",
) -> Booking:
    """Lay minutes aside for help on a day. Raises UnableToBank, NotFound."""
    account = permissions.account_of(by)
    held = queries.access_usable(scope, bank, now)
    if help not in set(Help):
        raise UnableToBank(errors.HELP)
    if not is_whole(minutes):
        raise UnableToBank(errors.NOT_WHOLE)
    if wanted_on is None or wanted_on < timezone.localdate(now):
        raise UnableToBank(errors.COMING)
    with access.enter(system_scope("time bank", actor=by)):
        row = locked(held.id)
        made = Booking(
            bank=row,
            area=row.area,
            person=row.person,
            help=help,
            minutes=minutes,
            wanted_on=wanted_on,
            state=Booked.HELD.value,
            made_by=account,
            made_at=now,
        )
        made.note = note.strip()[:MOST_NOTE]
        made.save(force_insert=True)
        move(row, Kind.HELD, minutes, made.id, by, now, held=minutes)
        tell("timebank.booking.made", made.id, row, by, now, minutes=minutes)
    return made


@transaction.atomic
def release(*, booking: UUID, scope: Scope, by: Actor, now: datetime) -> Booking:
    """What was laid aside is free again. Raises UnableToBank, NotFound."""
    found = queries.access_booking(scope, booking, now)
    with access.enter(system_scope("time bank", actor=by)):
        bank = locked(found.bank_id)
        row = Booking.objects.select_for_update(of=("self",)).get(id=found.id)
        if row.state != Booked.HELD:
            raise UnableToBank(errors.DECIDED)
        move(bank, Kind.RELEASED, row.minutes, row.id, by, now, held=-row.minutes)
        row.state, row.closed_at = Booked.RELEASED.value, now
        row.save(update_fields=["state", "closed_at"])
        tell("timebank.booking.released", row.id, bank, by, now, minutes=row.minutes)
    return row


@transaction.atomic
def offer(*, bank: UUID, to: str, minutes: int, scope: Scope, by: Actor, now: datetime) -> Transfer:
    """Minutes for the account of this number; held until its holder agrees. Raises UnableToBank, NotFound."""
    account = permissions.account_of(by)
    held = queries.access_usable(scope, bank, now)
    if not is_whole(minutes):
        raise UnableToBank(errors.NOT_WHOLE)
    with access.enter(system_scope("time bank", actor=by)):
        target = TimeAccount.objects.filter(number=to.strip().upper()[:10]).first()
        if target is None:
            raise UnableToBank(errors.NOBODY)
        if target.id == held.id:
            raise UnableToBank(errors.SELF)
        row = locked(held.id)
        _check_year(row, minutes, now)
        made = Transfer.objects.create(
            source=row,
            target=target,
            area=row.area,
            minutes=minutes,
            state=Offered.OFFERED.value,
            made_by=account,
            made_at=now,
            answer_until=now + timedelta(days=load().consent_days),
        )
        move(row, Kind.HELD, minutes, made.id, by, now, held=minutes)
        tell("timebank.transfer.offered", made.id, row, by, now, minutes=minutes)
    return made


def _check_year(row: TimeAccount, minutes: int, now: datetime) -> None:
    year = timezone.localtime(now).year
    states = (Offered.OFFERED.value, Offered.ACCEPTED.value)
    sent = Transfer.objects.filter(source=row, state__in=states, made_at__year=year)
    if (sent.aggregate(n=Sum("minutes"))["n"] or 0) + minutes > load().year_given_most:
        raise UnableToBank(errors.GIVEN_FULL)


@transaction.atomic
def answer(*, transfer: UUID, accept: bool, scope: Scope, by: Actor, now: datetime) -> Transfer:
    """The receiver agrees, or does not. Raises UnableToBank, NotFound."""
    account = permissions.account_of(by)
    found = queries.access_offered(scope, transfer, now)
    return _close(found.id, Offered.ACCEPTED if accept else Offered.DECLINED, account, by, now)


@transaction.atomic
def withdraw(*, transfer: UUID, scope: Scope, by: Actor, now: datetime) -> Transfer:
    """The giver takes an offer back before it was answered. Raises UnableToBank, NotFound."""
    account = permissions.account_of(by)
    found = queries.access_sent(scope, transfer, now)
    return _close(found.id, Offered.WITHDRAWN, account, by, now)


def _close(transfer: UUID, state: Offered, account: UUID | None, by: Actor, now: datetime) -> Transfer:
    with access.enter(system_scope("time bank", actor=by)):
        row = Transfer.objects.get(id=transfer)
        banks = locked_both(row.source_id, row.target_id)
        row = Transfer.objects.select_for_update(of=("self",)).get(id=transfer)
        if row.state != Offered.OFFERED:
            raise UnableToBank(errors.DECIDED)
        source, target = banks[row.source_id], banks[row.target_id]
        if state is Offered.ACCEPTED:
            check_room(target, row.minutes)
            move(source, Kind.GIVEN, row.minutes, row.id, by, now, held=-row.minutes)
            move(target, Kind.RECEIVED, row.minutes, row.id, by, now)
        else:
            move(source, Kind.RELEASED, row.minutes, row.id, by, now, held=-row.minutes)
        row.state, row.closed_by, row.closed_at = state.value, account, now
        row.save(update_fields=["state", "closed_by", "closed_at"])
        tell("timebank.transfer.closed", row.id, source, by, now, minutes=row.minutes, state=row.state)
    return row


@transaction.atomic
def propose_correction(
    *, bank: UUID, minutes: int, reason: str, scope: Scope, by: Actor, now: datetime
) -> Correction:
    """A mistake that one clerk found. Raises UnableToBank, NotFound."""
    permissions.demand_keep(scope)
    account = permissions.account_of(by)
    held = queries.access_bank(scope, bank)
    if not reason.strip():
        raise UnableToBank(errors.REASON)
    if minutes == 0 or abs(minutes) > load().balance_most:
        raise UnableToBank(errors.NOT_WHOLE)
    with access.enter(system_scope("time bank", actor=by)):
        made = Correction.objects.create(
            bank=held,
            area=held.area,
            minutes=minutes,
            reason=reason.strip()[:MOST_REASON],
            proposed_by=account,
            proposed_at=now,
        )
        tell("timebank.correction.proposed", made.id, held, by, now, minutes=minutes)
    return made


@transaction.atomic
def decide_correction(
    *, correction: UUID, accept: bool, scope: Scope, by: Actor, now: datetime
) -> Correction:
    """Another clerk decides, and nobody about the own account. Raises UnableToBank, NotFound."""
    permissions.demand_keep(scope)
    account = permissions.account_of(by)
    found = queries.access_correction(scope, correction)
    with access.enter(system_scope("time bank", actor=by)):
        bank = locked(found.bank_id)
        row = Correction.objects.select_for_update(of=("self",)).get(id=found.id)
        if row.decided_at:
            raise UnableToBank(errors.DECIDED)
        if account in (row.proposed_by, bank.account):
            raise UnableToBank(errors.ANOTHER)
        if accept:
            kind = Kind.ADDED if row.minutes > 0 else Kind.TAKEN
            move(bank, kind, abs(row.minutes), row.id, by, now)
        row.accepted, row.decided_by, row.decided_at = accept, account, now
        row.save()
        tell("timebank.correction.decided", row.id, bank, by, now, accepted=accept, minutes=row.minutes)
    return row


def lapse_transfers(*, now: datetime, limit: int = 200) -> int:
    """Offers that nobody answered go back; system scope. Returns how many."""
    with access.enter(system_scope("time bank")):
        due = Transfer.objects.filter(state=Offered.OFFERED, answer_until__lt=now).order_by(
            "answer_until", "id"
        )
        keys = list(due.values_list("id", flat=True)[:limit])
    for key in keys:
        with transaction.atomic():
            _close(key, Offered.LAPSED, None, SYSTEM, now)
    return len(keys)


def expire_hours(*, now: datetime) -> int:
    """The oldest unused minutes of each account end with their years; system scope. Returns of how many."""
    day, ended = expires_before(timezone.localdate(now)), 0
    with access.enter(system_scope("time bank")):
        keys = list(_old(day).values_list("id", flat=True))
    for key in keys:
        with transaction.atomic(), access.enter(system_scope("time bank")):
            ended += _expire(key, day, now)
    return ended


def _old(day: date) -> QuerySet[TimeAccount]:
    rows = TimeAccount.objects.filter(entries__on__lt=day, entries__kind__in=CREDITS)
    return rows.distinct().order_by("id")


def _expire(bank: UUID, day: date, now: datetime) -> bool:
    row = locked(bank)
    minutes = too_old(credited_before(row, day, CREDITS), row.consumed, row.held)
    if not minutes:
        return False
    move(row, Kind.EXPIRED, minutes, new_key(), SYSTEM, now)
    tell("timebank.account.expired", row.id, row, SYSTEM, now, minutes=minutes)
    return True
