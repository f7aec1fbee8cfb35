"""Names and ends of some persons for a machine that compares or counts them; never shown."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from chongyang.core import access
from chongyang.core.scopes import Scope
from chongyang.registry.models import Contact, Elder


def known_names(persons: Iterable[UUID]) -> dict[UUID, str]:
    """Names by person."""
    rows = Elder.objects.filter(id__in=set(persons)).order_by("id")
    return dict(rows.values_list("id", "name"))


def contact_names(persons: Iterable[UUID]) -> dict[UUID, set[str]]:
    """How those are called who stand in a file as contacts."""
    held: defaultdict[UUID, set[str]] = defaultdict(set)
    rows = Contact.objects.filter(person__in=set(persons)).order_by("person", "rank")
    for person, name in rows.values_list("person", "name"):
        held[person].add(name)
    return dict(held)


def known_deaths(persons: Iterable[UUID]) -> dict[UUID, date]:
    """The day of death of those who died."""
    rows = Elder.objects.filter(id__in=set(persons), life_status="dead", status_on__isnull=False)
    return {person: on for person, on in rows.order_by("id").values_list("id", "status_on") if on}


def ended_before(scope: Scope, day: date) -> Iterator[UUID]:
    """Who within scope died or moved away before a day, the longest ago first."""
    rows = Elder.objects.filter(status_on__lt=day, life_status__in=("dead", "moved"))
    rows = access.visible(rows, scope).order_by("status_on", "id")
    yield from rows.values_list("id", flat=True).iterator(chunk_size=500)


def files_by_number(indexes: Iterable[bytes], limit: int) -> list[Elder]:
    """Files by the blind index of their identity number, in the entered scope; doubles are left out."""
    rows = Elder.objects.filter(identity_index__in=list(indexes), same_as=None)
    return list(rows.order_by("id")[:limit])
