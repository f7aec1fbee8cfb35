"""What the house holds of one person over all rooms, column by column as declared, for her own copy."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from chongyang.core.fields import Sealed
from chongyang.core.labels import is_spelled
from chongyang.core.queries import holdings
from chongyang.privacy.rules import retention
from chongyang.privacy.rules.data import settings
from chongyang.registry.rules import personal
from chongyang.registry.rules.personal import Declared

OF_NOTE = (
    "source",
    "sourced_on",
    "number",
    "state",
    "area",
    "valid_from",
    "valid_to",
    "channel",
    "hour",
    "at",
    "on",
)


@dataclass(frozen=True, slots=True)
class Record:
    """All rows of one kind that are about a person; `withheld` names columns that tell of somebody else."""

    model: str
    label: str
    record_class: str
    basis: str
    years: int
    rows: list[dict[str, Any]] = field(default_factory=list)
    withheld: tuple[str, ...] = ()


def models_of(record_class: str = "") -> dict[str, Declared]:
    """The declared models whose rows can be found by a person, of one class or of all."""
    return {
        name: declared
        for name, declared in personal.load_declared().items()
        if holdings.knows_persons(name) and (not record_class or declared.retention == record_class)
    }


def records_of(persons: Collection[UUID]) -> list[Record]:
    """Every record of these files, opened; in the system's scope, for an operation that demands the right."""
    skipped = set(settings("rights")["not_copied"])
    found = [
        _record(name, declared, persons) for name, declared in models_of().items() if name not in skipped
    ]
    return [record for record in found if record.rows]


def _record(name: str, declared: Declared, persons: Collection[UUID]) -> Record:
    kept = retention.classes().get(declared.retention)
    withheld = tuple(settings("rights")["withheld"].get(name, ()))
    columns = [column for column in columns_of(name, declared) if column not in withheld]
    rows = [{column: _plain(row, column) for column in columns} for row in _rows(name, persons)]
    return Record(
        model=name,
        label=declared.label or name,
        record_class=kept.label if kept else "",
        basis=kept.basis if kept else "",
        years=kept.years if kept else 0,
        rows=rows,
        withheld=withheld,
    )


def _rows(name: str, persons: Collection[UUID]) -> Iterator[Any]:
    """Rows about her; of cases that are about somebody else (a reader, whom a complaint names) no step."""
    others = settings("rights")["cases_of_others"] if name == "core.Step" else ()
    rows: Iterator[Any] = holdings.rows_of(name, persons)
    for row in rows:
        if not (others and row.case.lifecycle in others):
            yield row


def columns_of(model: str, declared: Declared) -> list[str]:
    """The personal columns but for indexes, then what has words, the days and sources that belong to them."""
    own = [name for name, (kind, _) in declared.personal.items() if kind != "indexed"]
    noted = [
        name
        for name in declared.other
        if name in OF_NOTE or is_spelled(model, name) or (name.endswith(("_at", "_on")) and name not in own)
    ]
    return own + noted


def _plain(row: Any, column: str) -> Any:
    value = getattr(row, column, None)
    if isinstance(value, Sealed):
        return value.plain
    return value


def counts_of(persons: Collection[UUID]) -> Iterator[tuple[str, Declared, int]]:
    """How many rows of each kind there are, without opening one."""
    for name, declared in models_of().items():
        if count := sum(1 for _ in holdings.rows_of(name, persons)):
            yield name, declared, count
