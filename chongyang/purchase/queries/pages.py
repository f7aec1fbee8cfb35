"""What the room's reads share: a row that is not there, or not within reach."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from chongyang.core.access import OutOfReach

M = TypeVar("M", bound=Model)


class NotFound(OutOfReach):
    """There is no such row, or it is not within reach: the two are told apart to nobody."""


def one_of(rows: "QuerySet[M]", key: UUID) -> M:
    """The row of this key. Raises NotFound, whether there is none or it is not among these."""
    row = rows.filter(id=key).first()
    if row is None:
        raise NotFound(str(key))
    return row
