"""The open data files: each table as CSV and JSON, the dictionary, and a manifest with digests.

A table is written row by row and never held whole. The digest of a large one is remembered for as long as its
rows say the same, so that an unchanged file is answered by its ETag without being written.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.indicators.queries.marks import mark_of_values
from chongyang.supervision.open_data_rows import rows_of
from chongyang.supervision.rules.open_data import (
    Table,
    csv_head,
    csv_line,
    dictionary_of,
    json_row,
    load_dictionary,
)

CSV, JSON = "csv", "json"
FORMS = (CSV, JSON)
MEDIA_TYPES = {CSV: "text/csv; charset=utf-8", JSON: "application/json; charset=utf-8"}
DICTIONARY, MANIFEST = "dictionary.json", "manifest.json"


class UnknownFile(LookupError):
    """There is no such table or form."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the manifest."""

    name: str
    table: str
    form: str
    rows: int
    bytes: int
    sha256: str


def stream(key: str, form: str, today: date) -> Iterator[bytes]:
    """A file in parts, in a transaction and scope of its own. Raises UnknownFile at once."""
    table = load_dictionary().tables.get(key)
    if table is None or form not in FORMS:
        raise UnknownFile(f"{key}.{form}")
    return _parts(table, form, today)


def _parts(table: Table, form: str, today: date) -> Iterator[bytes]:
    lines = _csv_lines(table, today) if form == CSV else _json_lines(table, today)
    with enter(system_scope("open data")):
        yield from (line.encode() for line in lines)


def _csv_lines(table: Table, today: date) -> Iterator[str]:
    yield csv_head(table)
    for row in rows_of(table.key, today):
        yield csv_line(table, row)


def _json_lines(table: Table, today: date) -> Iterator[str]:
    """One array, an object a line."""
    before = "[\n"
    for row in rows_of(table.key, today):
        yield before + json_row(table, row)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def entry_of(key: str, form: str, today: date) -> Entry:
    """Size and digest of a file. Raises UnknownFile."""
    table = load_dictionary().tables.get(key)
    if table is None or form not in FORMS:
        raise UnknownFile(f"{key}.{form}")
    if not table.from_rows:
        return _remembered(key, form, date.min, "")
    if table.is_large:
        return _remembered(key, form, today, mark_of_values())
    return _hashed(key, form, today)


@lru_cache(maxsize=64)
def _remembered(key: str, form: str, today: date, mark: str) -> Entry:
    """The same while `mark` says that its rows are the same."""
    return _hashed(key, form, today)


def _hashed(key: str, form: str, today: date) -> Entry:
    digest, size, lines = hashlib.sha256(), 0, 0
    for part in stream(key, form, today):
        digest.update(part)
        size, lines = size + len(part), lines + 1
    rows = lines - 1  # beside them a head in CSV, the end of the array in JSON
    return Entry(f"{key}.{form}", key, form, rows, size, digest.hexdigest())


def manifest(today: date) -> dict[str, Any]:
    """Every file with rows, bytes and SHA-256, and what the dictionary says of all of them."""
    held = load_dictionary()
    files = [entry_of(key, form, today) for key in held.tables for form in FORMS]
    told = dictionary_of(held)
    words = {name: told[name] for name in ("version", "licence", "notes")}
    return {
        "date": today.isoformat(),
        "dictionary": DICTIONARY,
        **words,
        "files": [asdict(one) for one in files],
    }


def dictionary_bytes() -> bytes:
    return as_json(dictionary_of(load_dictionary()))


def as_json(told: Mapping[str, Any]) -> bytes:
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def write_all(folder: Path, today: date) -> list[Entry]:
    """Write every file, the dictionary and the manifest into a folder; a file stands there whole or not."""
    folder.mkdir(parents=True, exist_ok=True)
    for key in load_dictionary().tables:
        for form in FORMS:
            _write(folder / f"{key}.{form}", stream(key, form, today))
    told = manifest(today)
    _write(folder / DICTIONARY, iter([dictionary_bytes()]))
    _write(folder / MANIFEST, iter([as_json(told)]))
    return [Entry(**one) for one in told["files"]]


def _write(path: Path, parts: Iterator[bytes]) -> None:
    unfinished = path.with_name(f".{path.name}.part")
    with unfinished.open("wb") as file:
        file.writelines(parts)
    unfinished.replace(path)
