"""What the house holds of a person, over all rooms: found from the rows, by what each model declares.

Rooms whose rows know no person by a column (a claim belongs by another row) register a reader of their own.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

Rows = Callable[[Collection[UUID]], Iterable[models.Model]]
_readers: dict[str, Rows] = {}


def holds(model: str) -> Callable[[Rows], Rows]:
    """Register (in `apps.ready`) who gives the rows of a model (`room.Model`) that are about some persons."""

    def register(read: Rows) -> Rows:
        _readers[model] = read
        return read

    return register


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
