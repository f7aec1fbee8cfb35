"""A volunteer tells what she did; once somebody else confirms it, it is earned, and a booking is spent."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from chongyang.core import access
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.orders import queries as orders
from chongyang.orders.rules.lifecycle import HELPED
from chongyang.timebank import permissions, queries
from chongyang.timebank.enums import Booked, Help, Kind, Standing
from chongyang.timebank.models import Activity, Booking, HourEntry, TimeAccount
from chongyang.timebank.operations import errors
from chongyang.timebank.operations.errors import UnableToBank
from chongyang.timebank.operations.moving import locked, move, tell
from chongyang.timebank.rules.limits import is_whole, load
from chongyang.workforce import queries as workforce

MOST_NOTE, MOST_REASON = 500, 200


@transaction.atomic
def tell_activity(
    *,
    help: str,
    on: date | None,
    minutes: int,
    scope: Scope,
    by: Actor,
    now: datetime,
    note: str = "",
    booking: UUID | None = None,
    order: UUID | None = None,
) -> Activity:
    """What a volunteer did, for nobody's booking, one's booking, or as the carer of an order.

    Raises UnableToBank, NotFound.
    """
    account = permissions.account_of(by)
    bank = queries.access_own(scope)
    day = _check(help, on, minutes, now)
    with access.enter(system_scope("time bank", actor=by)):
        made = Activity(
            bank=bank,
            area=bank.area,
            help=help,
            on=day,
            minutes=minutes,
            state=Standing.TOLD.value,
            told_by=account,
            told_at=now,
        )
        made.note = note.strip()[:MOST_NOTE]
        _of_booking(made, booking, account)
        _of_order(made, order, account)
        _insert(made, order)
        tell("timebank.activity.told", made.id, bank, by, now, minutes=minutes)
    return made


def _check(help: str, on: date | None, minutes: int, now: datetime) -> date:
    """The day, where all is told well. Raises UnableToBank."""
    today = timezone.localdate(now)
    if help not in set(Help):
        raise UnableToBank(errors.HELP)
    if not is_whole(minutes):
        raise UnableToBank(errors.NOT_WHOLE)
    if on is None or not today - timedelta(days=load().late_days) <= on <= today:
        raise UnableToBank(errors.DAY)
    if minutes > load().day_most:
        raise UnableToBank(errors.DAY_FULL)
    return on


def _of_booking(made: Activity, booking: UUID | None, account: UUID) -> None:
    """The booking's own minutes count, and never one's own booking."""
    if booking is None:
        return
    row = Booking.objects.filter(id=booking, state=Booked.HELD).first()
    if row is None:
        raise UnableToBank(errors.BOOKING)
    if row.made_by == account or row.bank_id == made.bank_id:
        raise UnableToBank(errors.ANOTHER)
    made.booking, made.person, made.minutes, made.help = row, row.person, row.minutes, row.help


def _of_order(made: Activity, order: UUID | None, account: UUID) -> None:
    """Only who was the carer of an order that came to help."""
    if order is None:
        return
    scope = system_scope("time bank")
    row = orders.get_many(scope, [order]).get(order)
    carer = workforce.carer_of_account(scope, account)
    if row is None or carer is None or row.state not in HELPED or not orders.was_assigned(order, carer.id):
        raise UnableToBank(errors.ORDER)
    made.order, made.person = row.id, row.person


def _insert(made: Activity, order: UUID | None) -> None:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise UnableToBank(errors.ORDER if order else errors.BOOKING) from error


@transaction.atomic
def decide_activity(
    *, activity: UUID, confirm: bool, scope: Scope, by: Actor, now: datetime, reason: str = ""
) -> Activity:
    """Confirmed, the minutes are earned within the limits, and a booking is spent.

    Raises UnableToBank, NotAllowed, NotFound.
    """
    permissions.demand_keep(scope)
    account = permissions.account_of(by)
    held = queries.access_activity(scope, activity)
    if not confirm and not reason.strip():
        raise UnableToBank(errors.REASON)
    with access.enter(system_scope("time bank", actor=by)):
        bank = locked(held.bank_id)
        row = Activity.objects.select_for_update(of=("self",)).get(id=held.id)
        if row.state != Standing.TOLD:
            raise UnableToBank(errors.DECIDED)
        if account in (row.told_by, bank.account):
            raise UnableToBank(errors.ANOTHER)
        if confirm:
            _check_limits(bank, row)
            move(bank, Kind.EARNED, row.minutes, row.id, by, now)
            _spend(row, by, now)
        row.state = (Standing.CONFIRMED if confirm else Standing.REFUSED).value
        row.decided_by, row.decided_at, row.reason = account, now, reason.strip()[:MOST_REASON]
        row.save()
        tell("timebank.activity.decided", row.id, bank, by, now, accepted=confirm, minutes=row.minutes)
    return row


def _check_limits(bank: TimeAccount, row: Activity) -> None:
    limits = load()
    done = Activity.objects.filter(bank=bank, state=Standing.CONFIRMED.value)
    of_day = done.filter(on=row.on).aggregate(n=Sum("minutes"))["n"] or 0
    month = done.filter(on__year=row.on.year, on__month=row.on.month)
    of_month = month.aggregate(n=Sum("minutes"))["n"] or 0
    if of_day + row.minutes > limits.day_most:
        raise UnableToBank(errors.DAY_FULL)
    if of_month + row.minutes > limits.month_most:
        raise UnableToBank(errors.MONTH_FULL)
    check_room(bank, row.minutes)


def check_room(bank: TimeAccount, minutes: int) -> None:
    """An account holds no more than the limit. Raises UnableToBank."""
    if bank.left + bank.held + minutes > load().balance_most:
        raise UnableToBank(errors.FULL)


def _spend(row: Activity, by: Actor, now: datetime) -> None:
    if row.booking_id is None:
        return
    booking = Booking.objects.select_for_update(of=("self",)).select_related("bank").get(id=row.booking_id)
    if booking.state != Booked.HELD:
        raise UnableToBank(errors.BOOKING)
    move(booking.bank, Kind.SPENT, booking.minutes, booking.id, by, now, held=-booking.minutes)
    booking.state, booking.closed_at = Booked.SPENT.value, now
    booking.save(update_fields=["state", "closed_at"])


def credited_before(bank: TimeAccount, day: date, kinds: tuple[str, ...]) -> int:
    """What came in before a day."""
    rows = HourEntry.objects.filter(bank=bank, on__lt=day, kind__in=kinds)
    return rows.aggregate(n=Sum("minutes"))["n"] or 0
