"""The one door to the counters: an entry and its counter in one statement each, under the row's lock."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from chongyang.core import events
from chongyang.core.scopes import Actor
from chongyang.timebank.enums import COLUMNS, Kind
from chongyang.timebank.models import HourEntry, TimeAccount
from chongyang.timebank.operations.errors import DECIDED, NOT_ENOUGH, UnableToBank


def locked(bank: UUID) -> TimeAccount:
    """The account under its lock. In the system's scope."""
    return TimeAccount.objects.select_for_update(of=("self",)).get(id=bank)


def locked_both(first: UUID, second: UUID) -> dict[UUID, TimeAccount]:
    """Two accounts, always locked in the order of their keys, so that two transfers never wait in a ring."""
    rows = TimeAccount.objects.select_for_update(of=("self",)).filter(id__in=[first, second])
    return {row.id: row for row in rows.order_by("id")}


def move(
    bank: TimeAccount, kind: Kind, minutes: int, reference: UUID, by: Actor, now: datetime, *, held: int = 0
) -> HourEntry:
    """Write an entry and move its counters; `held` is what is laid aside or given free by it.

    Raises UnableToBank where the account holds too little or the reference was moved before: the database's
    constraints decide, not a look before.
    """
    raised = {COLUMNS[kind]: F(COLUMNS[kind]) + minutes} if kind in COLUMNS else {}
    if held:
        raised["held"] = F("held") + held
    try:
        with transaction.atomic():
            TimeAccount.objects.filter(id=bank.id).update(**raised)
            return _entry(bank, kind, minutes, reference, by, now)
    except IntegrityError as error:
        raise UnableToBank(DECIDED if "hourentry_once" in str(error) else NOT_ENOUGH) from error


def _entry(
    bank: TimeAccount, kind: Kind, minutes: int, reference: UUID, by: Actor, now: datetime
) -> HourEntry:
    return HourEntry.objects.create(
        bank=bank,
        area=bank.area,
        person=bank.person,
        kind=kind.value,
        minutes=minutes,
        reference=reference,
        on=timezone.localdate(now),
        at=now,
        account=by.account,
    )


def tell(kind: str, subject: UUID, bank: TimeAccount, by: Actor, now: datetime, **payload: object) -> None:
    """`timebank.<noun>.<verb>`: minutes and keys alone."""
    events.record(
        kind,
        by=by,
        now=now,
        area=bank.area,
        subject_type=kind.rpartition(".")[0],
        subject=subject,
        person=bank.person,
        payload=payload,
    )
