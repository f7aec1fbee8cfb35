"""Cursors: where the next page begins, sealed for one query, its filters and one scope.

A cursor holds the spelling of a name, so it is encrypted, not only signed; what it belongs to is bound in as
additional data, and a cursor brought to another query does not open.
"""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.conf import settings

from chongyang.api.problems import Problem
from chongyang.core.events import canonical
from chongyang.core.fields import field_key
from chongyang.core.scopes import Scope
from chongyang.core.sealing import UnableToOpen, digest, open_sealed, seal
from chongyang.core.words import N_

MISMATCH = N_("游标属于另一个查询、另一组条件或另一个数据范围，或已损坏。请不带 cursor 从第一页重新开始。")
Row = TypeVar("Row")


def _place(query: str, filters: dict[str, Any], scope: Scope) -> str:
    reach = [scope.intervals, scope.organisation, sorted(map(str, scope.persons)), scope.role]
    return digest(canonical([query, filters, reach, scope.actor.account])).hex()


def write(position: Sequence[Any], query: str, filters: dict[str, Any], scope: Scope) -> str:
    """The cursor after a row at this position of the query's order."""
    number = settings.FIELD_KEY_NUMBER
    place = _place(query, filters, scope)
    sealed = seal(
        json.dumps([str(p) for p in position]), key=field_key(number), key_number=number, place=place
    )
    return urlsafe_b64encode(sealed).decode().rstrip("=")


def read(cursor: str, query: str, filters: dict[str, Any], scope: Scope) -> list[str]:
    """The position that a cursor holds; raises a problem when it is not one of this query."""
    try:
        sealed = urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4))
        return list(json.loads(open_sealed(sealed, keys=field_key, place=_place(query, filters, scope))))
    except (UnableToOpen, binascii.Error, ValueError):
        raise Problem("cursor-mismatch", MISMATCH) from None


def page(rows: Sequence[Row], limit: int, next_of: Callable[[Row], str]) -> tuple[Sequence[Row], str | None]:
    """The page of rows asked for with one more than its limit, and the cursor of the next if there is one."""
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], next_of(rows[limit - 1])
