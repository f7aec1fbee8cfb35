"""What stands with a person's decisions, for her own copy and for its destruction."""

from collections.abc import Collection, Iterator
from uuid import UUID

from chongyang.purchase.models import Notice, Objection


def notices_of_persons(persons: Collection[UUID]) -> Iterator[Notice]:
    """What was published of them; in the running scope."""
    yield from Notice.objects.filter(application__person__in=list(persons)).order_by("id")


def objections_of_persons(persons: Collection[UUID]) -> Iterator[Objection]:
    """What was said against it, by others: for destruction; the copy withholds it."""
    rows = Objection.objects.filter(notice__application__person__in=list(persons))
    yield from rows.order_by("id")
