"""Claims and links that hang in the air: for the checks of integrity, by the keys and nothing of a person."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from chongyang.claims.models import Belonging, Claim
from chongyang.core import access
from chongyang.core.scopes import Scope


def unlinked_claims(scope: Scope, feed: str = "") -> QuerySet[Claim]:
    """Claims in force of which nobody knows whose they are; one anti-join by the key of both tables."""
    held = Belonging.objects.filter(feed=OuterRef("feed"), record_index=OuterRef("record_index"))
    rows = Claim.objects.filter(~Exists(held), valid_to=None)
    rows = rows.filter(feed=feed) if feed else rows
    return access.visible(rows, scope).order_by("feed", "record_index", "id")


def empty_links(scope: Scope) -> QuerySet[Belonging]:
    """Links to records that no source tells any more, nor ever told."""
    told = Claim.objects.filter(feed=OuterRef("feed"), record_index=OuterRef("record_index"), valid_to=None)
    rows = Belonging.objects.filter(~Exists(told))
    return access.visible(rows, scope).order_by("feed", "record_index")


def linked_persons(scope: Scope, known: Callable[[Iterable[UUID]], set[UUID]], part: int = 5000) -> set[UUID]:
    """Persons to whom records belong and whom `known` does not know: the caller's room says who is a person
    (a file of the registry, or one known from claims alone). Read in parts.
    """
    rows = access.visible(Belonging.objects.all(), scope).order_by("person").values_list("person", flat=True)
    missing: set[UUID] = set()
    batch: set[UUID] = set()
    for person in rows.distinct().iterator(chunk_size=part):
        batch.add(person)
        if len(batch) >= part:
            missing |= batch - known(batch)
            batch = set()
    return missing | (batch - known(batch)) if batch else missing
