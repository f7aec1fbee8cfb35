"""The dictionary of the open data files: tables and columns as data, and how a value is written."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from chongyang.core.yaml_files import read_yaml
from chongyang.indicators.enums import Level

TYPES = frozenset({"string", "integer", "number", "boolean", "date"})
BOM = "\ufeff"
END = "\r\n"
FORMULA = ("=", "+", "-", "@")
QUOTED = (",", '"', "\r", "\n")


class UnableToReadDictionary(ValueError):
    """The dictionary contradicts itself; the message names the table."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column with its words in both languages; `clause` where it rests on another than its table."""

    name: str
    type: str
    zh: str
    en: str
    unit: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One file. `from_rows`: it comes from rows of the database, else from shipped data alone; `is_large`:
    too many to be read for every reader.
    """

    key: str
    title: str
    english: str
    clause: str
    columns: tuple[Column, ...]
    from_rows: bool = False
    is_large: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The file, read. `licence` and `notes` are words by language."""

    version: int
    levels: frozenset[Level]
    licence: Mapping[str, str]
    notes: Mapping[str, str]
    tables: Mapping[str, Table]


@cache
def load_dictionary() -> Dictionary:
    """Raises UnableToReadDictionary."""
    told = read_yaml((files("chongyang.supervision") / "data" / "open_data.yaml").read_text(encoding="utf-8"))
    tables = [_table(row) for row in told["tables"]]
    levels = frozenset(Level.of(name) for name in told["levels"])
    held = {table.key: table for table in tables}
    if len(held) != len(tables):
        raise UnableToReadDictionary("two tables of one key")
    return Dictionary(told["version"], levels, told["licence"], told["notes"], held)


def _table(row: Mapping[str, Any]) -> Table:
    columns = tuple(Column(**column) for column in row["columns"])
    names = [column.name for column in columns]
    if len(set(names)) != len(names) or not {column.type for column in columns} <= TYPES or names[0] != "id":
        raise UnableToReadDictionary(row["key"])
    return Table(**{**row, "columns": columns})


def schema_of(table: Table) -> dict[str, Any]:
    """The table as a JSON Table Schema (Frictionless): name, type, unit, words, clause of each field."""
    return {
        "name": table.key,
        "title": {"zh": table.title, "en": table.english},
        "clause": table.clause,
        "primaryKey": "id",
        "fields": [
            {
                "name": column.name,
                "type": column.type,
                "unit": column.unit,
                "description": {"zh": column.zh, "en": column.en},
                "clause": column.clause or table.clause,
            }
            for column in table.columns
        ],
    }


def dictionary_of(held: Dictionary) -> dict[str, Any]:
    """The whole dictionary as plain JSON."""
    tables = [schema_of(table) for table in held.tables.values()]
    told = {"version": held.version, "licence": dict(held.licence), "notes": dict(held.notes)}
    return told | {"missingValues": [""], "tables": tables}


def csv_head(table: Table) -> str:
    """The first line, with the mark by which spreadsheets know UTF-8."""
    return BOM + ",".join(table.names) + END


def csv_line(table: Table, row: Mapping[str, Any]) -> str:
    """One row by RFC 4180."""
    return ",".join(_quoted(_text(row[name])) for name in table.names) + END


def json_row(table: Table, row: Mapping[str, Any]) -> str:
    """One row as a JSON object with the columns in their order; numbers as written, none as null."""
    return json.dumps({name: _plain(row[name]) for name in table.names}, ensure_ascii=False)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(_plain(value))


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date | datetime) else value


def _quoted(text: str) -> str:
    """A cell that a spreadsheet would take for a formula gets an apostrophe before it."""
    if text[:1] in FORMULA and not _is_number(text):
        text = f"'{text}"
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in QUOTED) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
