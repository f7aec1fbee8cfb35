"""How far away somebody's children live, as her contacts tell."""

from collections.abc import Sequence
from uuid import UUID

from chongyang.registry.models import Contact


def children_metres(person: UUID, relations: Sequence[str]) -> tuple[int | None, ...]:
    """The distance of each contact of these relations in the entered scope; None where it is not known."""
    rows = Contact.objects.filter(person=person, relation__in=relations).order_by("rank", "id")
    return tuple(rows.values_list("distance_metres", flat=True))
