"""Statements within reach: a provider reads its own, purchaser and finance those of their area."""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Func, Q, QuerySet, Sum, TextField
from django.db.models.functions import Cast

from chongyang.core.access import OutOfReach, visible
from chongyang.core.scopes import Scope
from chongyang.settlement import permissions
from chongyang.settlement.models import Line, Objection, Statement

PAGE = 50


class NotFound(OutOfReach):
    """No such statement, line or objection for this reader."""


def access_statement(scope: Scope, statement: UUID) -> Statement:
    """A statement for who settles. Raises NotAllowed, NotFound; so do the others here."""
    permissions.demand_settle(scope)
    row = visible(Statement.objects.filter(id=statement), scope).first()
    if row is None:
        raise NotFound
    return row


def _lines(scope: Scope) -> "QuerySet[Line]":
    """Visits of statements within reach: a file that was opened to the reader opens nobody's account."""
    held = visible(Statement.objects.all(), scope)
    return visible(Line.objects.all(), scope).filter(statement__in=held)


def access_line(scope: Scope, line: UUID) -> Line:
    permissions.demand_settle(scope)
    row = _lines(scope).filter(id=line).first()
    if row is None:
        raise NotFound
    return row


def access_objection(scope: Scope, objection: UUID) -> Objection:
    permissions.demand_settle(scope)
    rows = Objection.objects.filter(id=objection).select_related("line", "statement")
    row = visible(rows, scope).first()
    if row is None:
        raise NotFound
    return row


def list_statements(
    scope: Scope, *, month: date | None = None, state: str = "", after: UUID | None = None, limit: int = PAGE
) -> list[Statement]:
    """The newest month first; of one month in the order of their keys."""
    permissions.demand_settle(scope)
    rows = visible(Statement.objects.all(), scope)
    rows = rows.filter(month=month) if month else rows
    rows = rows.filter(state=state) if state else rows
    if after:
        last = access_statement(scope, after)
        rows = rows.filter(Q(month__lt=last.month) | Q(month=last.month, id__gt=last.id))
    return list(rows.order_by("-month", "id")[:limit])


def count_waiting(scope: Scope, states: tuple[str, ...]) -> int:
    """How many statements stand in these states."""
    permissions.demand_settle(scope)
    return visible(Statement.objects.filter(state__in=states), scope).count()


def list_lines(
    scope: Scope,
    statement: Statement,
    *,
    deducted: bool = False,
    after: tuple[datetime, UUID] | None = None,
    limit: int = PAGE,
) -> list[Line]:
    """The visits of a statement that was accessed, in the order of time; those with a deduction alone."""
    rows = visible(Line.objects.filter(statement=statement), scope)
    rows = rows.filter(percent__gt=0) if deducted else rows
    if after:
        rows = rows.filter(Q(ended_at__gt=after[0]) | Q(ended_at=after[0], id__gt=after[1]))
    return list(rows.order_by("ended_at", "id")[:limit])


def export_lines(scope: Scope, statement: Statement) -> Iterator[Line]:
    """All of them, a few thousand in memory at a time."""
    rows = visible(Line.objects.filter(statement=statement), scope)
    return rows.order_by("ended_at", "id").iterator(chunk_size=5_000)


def list_objections(scope: Scope, statement: Statement) -> list[Objection]:
    rows = visible(Objection.objects.filter(statement=statement), scope)
    return list(rows.select_related("line").order_by("raised_at", "id"))


def statement_of_order(scope: Scope, order: UUID) -> Line | None:
    """Where an order was settled, for whoever may read statements."""
    if not permissions.may_settle(scope):
        return None
    return _lines(scope).filter(order=order).select_related("statement").first()


def digest_of(scope: Scope, statement: Statement) -> str:
    """The digest of a statement's lines as they stand, computed anew, byte for byte as it was written."""
    lines = Line.objects.filter(statement=statement).annotate(said=Cast("parts", TextField()))
    rows = visible(lines, scope)
    whole = hashlib.sha256()
    told = rows.order_by("ended_at", "id")
    for row in told.values_list("id", "covered_fen", "percent", "deducted_fen", "said").iterator():
        whole.update(hashlib.sha256("|".join(map(str, row)).encode()).digest())
    return whole.hexdigest()


def deductions_of(scope: Scope, statement: Statement) -> dict[str, tuple[int, int]]:
    """By deduction in how many visits it applies, and what those visits lost in all."""
    rows = visible(Line.objects.filter(statement=statement, percent__gt=0), scope)
    told = rows.annotate(key=Func("reasons", function="unnest")).values_list("key")
    sums = told.annotate(count=Count("id"), fen=Sum("deducted_fen")).order_by("key")
    return {key: (count, fen) for key, count, fen in sums}
