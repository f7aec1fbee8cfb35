"""A tree of reporting units that changes on a day, for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest

from chongyang.indicators.enums import Level
from chongyang.indicators.rules import places
from chongyang.territory.rules import reference

CACHES = (reference._units_since, reference.changes_of_tree, reference.load_reporting_units, places._tree)


@contextmanager
def tree_of(monkeypatch: pytest.MonkeyPatch, rows: list[dict[str, Any]]) -> Iterator[None]:
    """The program counts by these units; what it remembered of others is forgotten, before and after."""
    with monkeypatch.context() as patched:
        patched.setattr(reference, "_unit_rows", lambda: tuple(rows))
        _forget()
        yield
    _forget()


def split(day: date, key: str, new: dict[str, Any]) -> list[dict[str, Any]]:
    """The shipped units, of which one gives streets to a new one on a day."""
    rows = [dict(row) for row in reference._unit_rows()]
    old = next(row for row in rows if row["key"] == key)
    return [
        *(row for row in rows if row is not old),
        old | {"valid_to": day},
        old | {"valid_from": day},
        {**old, **new, "valid_from": day},
    ]


def merged(day: date, keys: tuple[str, str]) -> list[dict[str, Any]]:
    """The shipped units, of which the second goes into the first on a day."""
    rows = [dict(row) for row in reference._unit_rows()]
    first, second = (next(row for row in rows if row["key"] == key) for key in keys)
    rest = [row for row in rows if row not in (first, second)]
    ended = [first | {"valid_to": day}, second | {"valid_to": day}]
    streets = [place for key in keys for place in places.below(key, Level.STREET)]
    own = [{"code": place.key[:9]} for place in streets]
    return [*rest, *ended, first | {"valid_from": day, "streets": own}]


def _forget() -> None:
    for cache in CACHES:
        cache.cache_clear()
