"""What the house holds of a person, over all rooms: found from the rows, by what each model declares.

Rooms whose rows know no person by a column (a claim belongs by another row) register a reader of their own.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

Rows = Callable[[Collection[UUID]], Iterable[models.Model]]
Over = Callable[[datetime], "models.QuerySet[Any]"]
_readers: dict[str, Rows] = {}
_over: dict[str, Over] = {}
_leaving: dict[str, Callable[..., None]] = {}


def holds(model: str) -> Callable[[Rows], Rows]:
    """Register (in `apps.ready`) who gives the rows of a model (`room.Model`) that are about some persons."""

    def register(read: Rows) -> Rows:
        _readers[model] = read
        return read

    return register


def ages(model: str) -> Callable[[Over], Over]:
    """Register who gives the rows of a model whose years began before a moment, where no column of its own
    says when they began.
    """

    def register(over: Over) -> Over:
        _over[model] = over
        return over

    return register


def leaving(model: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register (in `apps.ready`) what a room must do elsewhere when rows of a model are destroyed.

    Called with `rows` and `now`, in the same transaction, before they go.
    """

    def register(follow: Callable[..., None]) -> Callable[..., None]:
        _leaving[model] = follow
        return follow

    return register


def tell_leaving(name: str, rows: Any, now: datetime) -> None:
    if name in _leaving:
        _leaving[name](rows=rows, now=now)


def aged(name: str, before: datetime) -> "models.QuerySet[Any] | None":
    """The rows of such a model; None where nobody said how old they are."""
    return _over[name](before) if name in _over else None


def knows_age(name: str) -> bool:
    return name in _over


def person_column(model: type[models.Model]) -> str:
    """The column by which a model's rows are a person's; empty where there is none."""
    name = str(getattr(model, "scope_person", "person"))
    return name if name in {field.name for field in model._meta.local_fields} else ""


def is_through_another(name: str) -> bool:
    """Whether a room's own reader gives the rows, which then do not say whose they are."""
    return name in _readers


def knows_persons(name: str) -> bool:
    """Whether rows of this model can be found by a person."""
    return name in _readers or bool(person_column(apps.get_model(name)))


def rows_of(name: str, persons: Collection[UUID]) -> Iterator[models.Model]:
    """The rows of a model that are about these persons, in a stable order; in the running scope."""
    if name in _readers:
        yield from _readers[name](persons)
        return
    model = apps.get_model(name)
    if column := person_column(model):
        rows: Any = model._default_manager.filter(**{f"{column}__in": list(persons)}).order_by("pk")
        yield from rows.iterator(chunk_size=500)
