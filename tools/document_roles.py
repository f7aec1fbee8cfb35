"""Writes the table of docs/reference/roles.md from the roles in the code; a test compares it."""

import re
from pathlib import Path

from chongyang.territory.enums import ROLE_LABELS, Role
from chongyang.territory.rules.capabilities import BY_GRANT_ALONE, CAPABILITIES, PUBLIC, WITHOUT_PERSONS, Can

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "roles.md"
TABLE = re.compile(r"(?:^\|.*\|\n)+", re.MULTILINE)


def table() -> str:
    """Every role with its word, what it reaches, and what it may do."""
    head = "| role | 中文 | reaches | may |\n|---|---|---|---|\n"
    return head + "".join(f"| {' | '.join(_cells(role))} |\n" for role in Role)


def _cells(role: Role) -> tuple[str, ...]:
    may = CAPABILITIES.get(role, PUBLIC)
    return (
        f"`{role.value}`",
        ROLE_LABELS[role],
        _reach(role),
        ", ".join(f"`{one}`" for one in Can if one in may),
    )


def _reach(role: Role) -> str:
    if role in WITHOUT_PERSONS:
        return "no persons"
    return "granted persons" if role in BY_GRANT_ALONE else "areas of the post"


if __name__ == "__main__":
    PAGE.write_text(TABLE.sub(lambda _: table(), PAGE.read_text(encoding="utf-8"), count=1), encoding="utf-8")
