"""The claims that are about some persons, through what their records belong to: for a person's own copy."""

from collections.abc import Collection, Iterator
from uuid import UUID

from chongyang.claims.models import Belonging, Claim


def claims_of_persons(persons: Collection[UUID]) -> Iterator[Claim]:
    """Every word of every record that belongs to them, ended ones too; in the running scope."""
    held = Belonging.objects.filter(person__in=list(persons)).order_by("feed", "record_index")
    for feed, record in held.values_list("feed", "record_index"):
        yield from Claim.objects.filter(feed=feed, record_index=record).order_by("valid_from", "id")
