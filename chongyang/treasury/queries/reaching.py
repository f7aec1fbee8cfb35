"""One row of money within reach."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from chongyang.core import access
from chongyang.core.scopes import Scope
from chongyang.treasury import permissions

M = TypeVar("M", bound=Model)


class NotFound(LookupError):
    """Not there, or not within reach: the same answer."""


def one_of(rows: "QuerySet[M]", scope: Scope, key: UUID) -> M:
    """The row of this key for somebody who reads money. Raises NotAllowed, NotFound."""
    permissions.demand_read(scope)
    row = access.visible(rows.filter(pk=key), scope).first()
    if row is None:
        raise NotFound(str(key))
    return row
