"""A paper about one payment leaves the house."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core.scopes import Actor, Scope
from chongyang.treasury import queries
from chongyang.treasury.operations.orders import tell


@transaction.atomic
def tell_receipt(*, order: UUID, scope: Scope, by: Actor, now: datetime) -> None:
    """A receipt with her name in full is printed: an event of hers. Raises NotFound."""
    tell("treasury.receipt.printed", queries.get_receipt(scope, order).order, by, now)
