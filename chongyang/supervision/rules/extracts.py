"""What of a run is public, and what goes to the city's own assessment: rank and points by item, no remark."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from chongyang.supervision.rules.schemes import Ranked, Scheme


def extract(scheme: Scheme, ranked: Ranked, rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The public part as plain JSON: each item with its clause, each unit with rank, total and points.

    A row has `subject`, `name`, `standing` (rank, base, bonus, penalty, total) and `scores`.
    """
    return {
        "year": scheme.year,
        "version": scheme.version,
        "listing": ranked.listing.value,
        "confirmed": scheme.confirmed,
        "items": [
            {
                "key": item.key,
                "label": item.label,
                "english": item.english,
                "clause": item.clause,
                "kind": item.kind.value,
                "most": text(item.most),
            }
            for item in ranked.items
        ],
        "rows": [_row(row) for row in rows],
    }


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    standing = row["standing"]
    return {
        "subject": row["subject"],
        "name": row["name"],
        "rank": standing.rank,
        "total": text(standing.total),
        "base": text(standing.base),
        "bonus": text(standing.bonus),
        "penalty": text(standing.penalty),
        "points": {score.item: text(score.points) for score in row["scores"]},
    }


def text(number: Decimal | None) -> str | None:
    """A number as it is read: without zeros at its end."""
    if number is None:
        return None
    plain = format(number.normalize(), "f")
    return "0" if plain in ("-0", "") else plain


def digest_of(told: Mapping[str, Any]) -> str:
    """The name of an extract: what was proposed and what is approved must be one."""
    plain = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()
