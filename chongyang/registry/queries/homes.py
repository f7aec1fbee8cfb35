"""Where a person lives, for the machine's own work (an alarm without a position, the map of a seat)."""

from uuid import UUID

from chongyang.registry.models import Elder


def home_of(person: UUID) -> Elder | None:
    """The area and position of a person's home; nothing else is loaded."""
    return Elder.objects.filter(id=person).only("id", "area", "longitude", "latitude").first()
