"""Writes the ledger. An entry and its postings come in the transaction of what they tell of."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from chongyang.core.scopes import Actor
from chongyang.treasury.enums import EntryKind
from chongyang.treasury.models import Entry, Posting
from chongyang.treasury.rules.ledger import Sum, sides_of


def enter(
    kind: EntryKind,
    sums: Iterable[Sum],
    *,
    area: int,
    reference: tuple[str, UUID],
    by: Actor,
    now: datetime,
    corrects: UUID | None = None,
) -> Entry | None:
    """One entry of the ledger with its postings; none where no money moves. In the system's scope, for the
    rows may be of two payers.
    """
    sides = list(sides_of(kind, sums))
    if not sides:
        return None
    entry = Entry(
        at=now,
        on=timezone.localdate(now),
        area=area,
        kind=kind.value,
        reference_kind=reference[0],
        reference=reference[1],
        by=by.account,
        corrects_id=corrects,
    )
    entry.save(force_insert=True)
    Posting.objects.bulk_create(
        Posting(
            entry=entry,
            account=side.account,
            area=side.of.area,
            level=side.of.level,
            fund=side.of.fund,
            programme=side.of.programme,
            year=side.of.year,
            payee=side.of.payee,
            amount_fen=side.of.amount_fen,
        )
        for side in sides
    )
    return entry
