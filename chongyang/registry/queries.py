"""Reads of the registry. Search first: nobody browses people."""

from uuid import UUID

from chongyang.core.access import visible
from chongyang.core.scopes import Scope
from chongyang.registry.models import Contact, Elder


class NotFound(LookupError):
    """Not there, or not yours: the same answer."""


def access_elder(scope: Scope, elder: UUID) -> Elder:
    """The elder, if the scope reaches her."""
    row = visible(Elder.objects.filter(id=elder), scope).first()
    if row is None:
        raise NotFound(str(elder))
    return row


def canonical(person: UUID) -> UUID:
    """The survivor of a double, else the person herself."""
    survivor = Elder.objects.filter(id=person).values_list("same_as", flat=True).first()
    return survivor or person


def home_of(person: UUID) -> Elder | None:
    """Where a person lives, for the system's own work."""
    return Elder.objects.filter(id=person).only("id", "area", "longitude", "latitude").first()


def list_contacts(scope: Scope, person: UUID) -> list[Contact]:
    """Whom to call, in order."""
    return list(visible(Contact.objects.filter(person=person), scope).order_by("rank", "id"))
