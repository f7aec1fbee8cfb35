"""The way to rows: enter a scope for the running transaction, and say it again in each query.

`enter` sets what the row-level-security policies read; `visible` repeats the same rule as literals, so that
the planner can use its indexes. The policy is the safety net, the literals are the speed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.db.models import Q
from psycopg.pq import TransactionStatus

from chongyang.core.scopes import Scope

SETTINGS = ("areas", "organisation", "persons", "actor", "system")
M = TypeVar("M", bound=models.Model)


class OutOfReach(LookupError):
    """Not there, or not within reach: the answer is the same. A room's `NotFound` derives from it."""


def _values(scope: Scope) -> tuple[str, ...]:
    areas = ",".join(f"[{first},{last}]" for first, last in scope.intervals)
    persons = ",".join(str(person) for person in scope.persons)
    system = "on" if scope.system else ""
    return ("{" + areas + "}", str(scope.organisation or ""), "{" + persons + "}", scope.actor.key, system)


def _set(values: tuple[str, ...]) -> None:
    calls = ", ".join(f"set_config('chongyang.{name}', %s, true)" for name in SETTINGS)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", values)


def _current() -> tuple[str, ...]:
    calls = ", ".join(f"coalesce(current_setting('chongyang.{name}', true), '')" for name in SETTINGS)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}")
        return tuple(cursor.fetchone())


@contextmanager
def enter(scope: Scope) -> Iterator[None]:
    """Run the block inside a transaction whose rows are those of `scope`; the outer scope returns after it.

    SET LOCAL outlives a released savepoint, therefore the former values are written back by hand.
    """
    with transaction.atomic():
        former = _current()
        _set(_values(scope))
        yield
        if connection.connection.info.transaction_status == TransactionStatus.INERROR:
            transaction.set_rollback(True)  # a statement failed and was answered: nothing of it stays
        else:
            _set(former)


def is_reached(model: type[models.Model], scope: Scope) -> Q:
    """The scope's rule as a condition over one model's own columns."""
    rule = Q()
    names = {field.name for field in model._meta.get_fields()}
    if "area" in names:
        for first, last in scope.intervals:
            rule |= Q(area__range=(first, last))
    for also in getattr(model, "scope_also", ()):
        for interval in scope.intervals:
            rule |= Q(**{f"{also}__range": interval})
    if "organisation" in names and scope.organisation:
        rule |= Q(organisation=scope.organisation)
    person: Any = getattr(model, "scope_person", "person")
    if person in names and scope.persons:
        rule |= Q(**{f"{person}__in": scope.persons})
    return rule or Q(pk__in=[])


def visible(queryset: "models.QuerySet[M]", scope: Scope) -> "models.QuerySet[M]":
    """The rows of `queryset` that `scope` reaches; public rows are for all, system rows for the system."""
    if scope.system or getattr(queryset.model, "scope_kind", "system") == "public":
        return queryset
    return queryset.filter(is_reached(queryset.model, scope))
