"""What a restored backup brought back is destroyed again, from the ledger of destructions."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from chongyang.core import access, events
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.privacy.models import DestructionItem, DestructionList
from chongyang.privacy.operations.common import next_number
from chongyang.privacy.operations.destruction import destroy_items, erase_traces
from chongyang.privacy.operations.ledger import COLUMNS, ITEM, Entry, missing_here


def replay_destructions(*, now: datetime, path: Path | None = None) -> dict[str, int]:
    """Destroy again what a restored backup brought back; rows by what became of them. Idempotent.

    A hold of the restored database does not stand in the way: what the ledger names was free to go when two
    persons signed it, and was gone.
    """
    counts: dict[str, int] = {}
    missing = missing_here(path)
    for entry in missing:
        for became, count in _again(entry, now).items():
            counts[became] = counts.get(became, 0) + count
    if missing:
        _skip_numbers(max(int(entry.number.rpartition("-")[2]) for entry in missing))
    return counts


@transaction.atomic
def _again(entry: Entry, now: datetime) -> dict[str, int]:
    with access.enter(system_scope("destruction ledger")):
        row = _signed(entry)
        told = destroy_items(row, now, held=set())
        row.state, row.carried_at = "done", datetime.fromisoformat(entry.told["carried_at"])
        traces = erase_traces(row)
        row.certificate = {
            "counts": told,
            "traces": traces,
            "digest": row.digest,
            "replayed": now.isoformat(),
        }
        row.save()
        events.record(
            "privacy.destruction.replayed",
            by=SYSTEM,
            now=now,
            area=row.area,
            subject_type="privacy.destruction",
            subject=row.id,
            payload={"number": row.number, "counts": told, "digest": row.digest},
        )
    totals: dict[str, int] = {}
    for counted in told.values():
        for became, count in counted.items():
            totals[became] = totals.get(became, 0) + count
    return totals


def _signed(entry: Entry) -> DestructionList:
    """The list as it was signed, with the rows that went, whatever the old database knew of it."""
    values = {name: entry.told[name] for name in COLUMNS if name not in ("id", "carried_at")}
    DestructionItem.objects.filter(list=entry.key).delete()
    row, _ = DestructionList.objects.update_or_create(
        id=entry.key, defaults={**values, "state": "approved", "carried_at": None}
    )
    rows = (dict(zip(ITEM, item, strict=True)) for item in entry.told["items"])
    DestructionItem.objects.bulk_create([DestructionItem(list=row, **one) for one in rows], batch_size=1000)
    row.refresh_from_db()
    return row


def _skip_numbers(highest: int) -> None:
    """The restored sequence stands where it stood: no new list gets the number of a replayed one."""
    while next_number("privacy_destruction_number") < highest:
        continue
