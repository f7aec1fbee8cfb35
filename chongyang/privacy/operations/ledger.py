"""The ledger of destructions: a file beside the backups, from which an old backup learns what must go again.

A line for each list that was carried out: who signed it, and the keys of what was destroyed, nothing of what
it said. Each line covers the one before (SM3), so that none can be taken out. It is written after the commit,
and again by the clock: a line that a crash prevented comes ten minutes later.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from chongyang.core import access, sealing
from chongyang.core.scopes import system_scope
from chongyang.privacy.models import DestructionList

COLUMNS = (
    *("id", "number", "record_class", "area", "before", "request", "counts", "digest"),
    *("proposed_at", "proposed_by", "approved_at", "approved_by", "carried_at"),
)
ITEM = ("model", "row", "person", "area", "then")
FIRST = "0" * 64
GONE = ("erased", "dropped")


class UnableToReplay(Exception):
    """The ledger is not what was written; the text says in which line."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One list of the ledger."""

    number: str
    told: dict[str, Any]
    hash: str

    @property
    def key(self) -> UUID:
        return UUID(self.told["id"])


def ledger_path() -> Path:
    return Path(settings.DESTRUCTION_LEDGER)


def read_ledger(path: Path | None = None) -> Iterator[Entry]:
    """Its lists in order. Raises UnableToReplay where a line does not follow from the one before."""
    path, previous = path or ledger_path(), FIRST
    if not path.exists():
        return
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                held = json.loads(line)
                told, kept = held["list"], held["hash"]
            except (ValueError, KeyError, TypeError) as error:
                raise UnableToReplay(f"line {number} is no line of a ledger") from error
            if _hash(previous, told) != kept:
                raise UnableToReplay(f"line {number} does not follow from the one before")
            previous = kept
            yield Entry(told["number"], told, kept)


def _hash(previous: str, told: dict[str, Any]) -> str:
    body = json.dumps(told, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return sealing.digest(f"{previous}\n{body}".encode()).hex()


def write_ledger() -> int:
    """Append the lists that were carried out and are not in it yet; returns how many. Idempotent."""
    path = ledger_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    with path.open("a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # one writer of this machine at a time
        held = list(read_ledger(path))
        previous, written = (held[-1].hash if held else FIRST), 0
        for told in _missing({entry.key for entry in held}):
            previous = _hash(previous, told)
            file.write(json.dumps({"list": told, "hash": previous}, ensure_ascii=True) + "\n")
            written += 1
        file.flush()
        os.fsync(file.fileno())
    return written


def _missing(known: set[UUID]) -> list[dict[str, Any]]:
    with access.enter(system_scope("destruction ledger")):
        rows = DestructionList.objects.filter(state="done").exclude(id__in=known)
        return [_line(row) for row in rows.order_by("carried_at", "id")]


def _line(row: DestructionList) -> dict[str, Any]:
    items = row.items.filter(result__in=GONE).order_by("model", "row").values_list(*ITEM)
    told = {name: getattr(row, name) for name in COLUMNS}
    whole = {**told, "items": [list(item) for item in items]}
    return dict(json.loads(json.dumps(whole, default=_plain)))


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def missing_here(path: Path | None = None) -> list[Entry]:
    """Lists of the ledger that this database does not know as carried out: it is older than they are."""
    entries = list(read_ledger(path))
    with access.enter(system_scope("destruction ledger")):
        done = set(DestructionList.objects.filter(state="done").values_list("id", flat=True))
    return [entry for entry in entries if entry.key not in done]
