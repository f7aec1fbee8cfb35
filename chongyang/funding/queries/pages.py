"""What the room's reads share: not found, and a page after a cursor."""

from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

M = TypeVar("M", bound=Model)
P = TypeVar("P", datetime, date, int)
After = tuple[datetime, UUID]


class NotFound(Exception):
    """There is no such row, or it is not within reach: the two are told apart to nobody."""


def one_of(rows: "QuerySet[M]", key: UUID) -> M:
    """The row of this key. Raises NotFound, whether there is none or it is not among these."""
    row = rows.filter(id=key).first()
    if row is None:
        raise NotFound(str(key))
    return row


def by_moment(rows: "QuerySet[M]", name: str, limit: int, after: After | None, *, newest: bool) -> list[M]:
    """A page in the order of a moment, the key last; `after` is moment and key of the row before."""
    return by_place(rows, name, limit, after, newest=newest)


def by_place(
    rows: "QuerySet[M]", name: str, limit: int, after: tuple[P, UUID] | None, *, newest: bool
) -> list[M]:
    """The same in the order of any column."""
    if after:
        way, (moment, key) = "lt" if newest else "gt", after
        held: dict[str, Any] = {name: moment, f"id__{way}": key}
        rows = rows.filter(Q(**{f"{name}__{way}": moment}) | Q(**held))
    sign = "-" if newest else ""
    return list(rows.order_by(f"{sign}{name}", f"{sign}id")[:limit])
