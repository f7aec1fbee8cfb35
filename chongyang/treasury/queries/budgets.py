"""Budgets within reach: the lines, what is allotted, and the bars of the budget page."""

from uuid import UUID

from chongyang.core import access
from chongyang.core.scopes import Scope
from chongyang.treasury import permissions
from chongyang.treasury.models import BudgetLine
from chongyang.treasury.queries.payees import NotFound


def access_line(scope: Scope, line: UUID) -> BudgetLine:
    """A line of a budget. Raises NotAllowed, NotFound."""
    permissions.demand_read(scope)
    rows = BudgetLine.objects.filter(id=line).select_related("budget")
    row = access.visible(rows, scope).first()
    if row is None:
        raise NotFound(str(line))
    return row
