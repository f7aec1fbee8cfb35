"""Writes the tables of docs/reference/open-data.md from the data dictionary; a test compares them."""

import re
from pathlib import Path

from chongyang.supervision.rules.open_data import Table, load_dictionary

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "open-data.md"
TABLES = re.compile(r"<!-- tables -->\n.*<!-- end -->\n", re.DOTALL)


def tables() -> str:
    """Every table with its columns in both languages."""
    told = "".join(_table(table) for table in load_dictionary().tables.values())
    return f"<!-- tables -->\n{told}<!-- end -->\n"


def _table(table: Table) -> str:
    head = f"\n### `{table.key}` {table.title}\n\n{table.english}. Clause {table.clause}.\n\n"
    rows = (f"| `{one.name}` | {one.type} | {one.en} | {one.zh} |\n" for one in table.columns)
    return f"{head}| column | type | what it is | 中文 |\n|---|---|---|---|\n{''.join(rows)}\n"


if __name__ == "__main__":
    PAGE.write_text(TABLES.sub(lambda _: tables(), PAGE.read_text(encoding="utf-8")), encoding="utf-8")
