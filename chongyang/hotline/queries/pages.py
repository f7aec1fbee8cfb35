"""A page of papers: open ones by the moment they are due, ended ones the newest first."""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

AnyModel = TypeVar("AnyModel", bound=Model)
After = tuple[datetime, UUID]


def page_of(
    rows: QuerySet[AnyModel], *, is_open: bool, ended: str, limit: int, after: After | None
) -> list[AnyModel]:
    """`after` is (due or ended, id) of the last row before; `ended` names the column of the end."""
    name, step = ("due_at", "gt") if is_open else (ended, "lt")
    found = rows.filter(**{f"{ended}__isnull": is_open})
    if after:
        at, last = after
        found = found.filter(Q(**{f"{name}__{step}": at}) | Q(**{name: at, f"id__{step}": last}))
    order = (name, "id") if is_open else (f"-{name}", "-id")
    return list(found.order_by(*order)[:limit])
