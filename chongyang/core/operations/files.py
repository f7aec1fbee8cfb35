"""Takes files in: limit, type, pictures drawn anew, virus scan, sealed on disk, one row."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from chongyang.core import events
from chongyang.core.files import disk, scanning
from chongyang.core.files.errors import INFECTED, UnableToKeep
from chongyang.core.files.reading import read_limited
from chongyang.core.files.sniffing import sniff
from chongyang.core.models import FileStored
from chongyang.core.scopes import SYSTEM, Actor

LONGEST_NAME = 120


@transaction.atomic
def take_in(
    *,
    chunks: Iterable[bytes],
    name: str,
    area: int,
    by: Actor,
    now: datetime,
    declared: int | None = None,
    organisation: UUID | None = None,
    person: UUID | None = None,
) -> FileStored:
    """Keep a file for whoever reaches this area, organisation or person. Raises UnableToKeep with a sentence.

    The bytes are on disk before the row is committed: a row never lacks them.
    """
    sniffed = sniff(read_limited(chunks, most=settings.FILE_BYTES, declared=declared))
    verdict = _verdict(sniffed.data)
    if verdict == scanning.INFECTED:
        raise UnableToKeep(INFECTED)
    digest = disk.digest_of(sniffed.data)
    disk.write(digest, sniffed.data)
    row = FileStored(
        digest=digest,
        size=len(sniffed.data),
        media_type=sniffed.media_type,
        name=shown_name(name, sniffed.ending),
        looks=sniffed.looks,
        verdict=verdict,
        scanned_at=None if verdict == scanning.WAITING else now,
        area=area,
        organisation=organisation,
        person=person,
        stored_by=by.account,
        stored_at=now,
    )
    row.save(force_insert=True)
    _record("stored", row, by, now)
    return row


def shown_name(name: str, ending: str) -> str:
    """What the file is called, without a path, with the ending of what it is."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(char for char in last if char.isprintable() and char not in '<>:"|?*').strip(" .")
    return f"{kept.rpartition('.')[0] or kept or 'file'}"[:LONGEST_NAME] + f".{ending}"


def _verdict(data: bytes) -> str:
    try:
        return scanning.scanner().verdict(data)
    except scanning.UnableToScan:
        return scanning.WAITING


@transaction.atomic
def scan_waiting(*, now: datetime, limit: int = 50) -> int:
    """Look again at what came while the scanner was away; system scope. Returns how many were judged."""
    rows = FileStored.objects.filter(verdict=scanning.WAITING).order_by("id")
    done = 0
    for row in rows.select_for_update(skip_locked=True, of=("self",))[:limit]:
        row.verdict = _verdict(disk.read(row.digest))
        if row.verdict == scanning.WAITING:
            break
        row.scanned_at = now
        row.save(update_fields=["verdict", "scanned_at"])
        _record("scanned", row, SYSTEM, now)
        done += 1
    return done


@transaction.atomic
def erase(*, row: FileStored, by: Actor, now: datetime) -> None:
    """Take a file away; its bytes go with the last row that has them."""
    _record("erased", row, by, now)
    digest = row.digest
    row.delete()
    transaction.on_commit(lambda: _sweep(digest))


def _sweep(digest: str) -> None:
    from chongyang.core.access import enter
    from chongyang.core.scopes import system_scope

    with enter(system_scope("files")):
        if not FileStored.objects.filter(digest=digest).exists():
            disk.remove(digest)


def _record(verb: str, row: FileStored, by: Actor, now: datetime) -> None:
    told = {"media_type": row.media_type, "size": row.size, "verdict": row.verdict}
    events.record(
        f"core.file.{verb}",
        by=by,
        now=now,
        area=row.area,
        subject_type="core.file",
        subject=row.id,
        organisation=row.organisation,
        person=row.person,
        payload=told,
    )
