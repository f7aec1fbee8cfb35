"""Whom an alarm may have to reach, for the sender and the test of communications. In the system's scope.

Keys and blind indexes only; a plain number is opened one at a time, by whoever sends, and is never listed.
"""

from uuid import UUID

from django.db.models import Exists, OuterRef

from chongyang.core.access import visible
from chongyang.core.identifiers import InvalidIdentifier, read_phone
from chongyang.core.scopes import Interval, Scope
from chongyang.registry.models import Contact, Elder
from chongyang.registry.queries.elders import canonical_of, get_cluster
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

Reachable = tuple[UUID, int, UUID | None, bytes | None]
"""Key of the contact, area, elder, blind index of the number."""


def contact_keys(person: UUID) -> list[UUID]:
    """The contacts of an elder and her doubles, in the order of calling."""
    rows = Contact.objects.filter(person__in=get_cluster(person))
    return list(rows.order_by("rank", "id").values_list("id", flat=True))


def contacts_of(person: UUID) -> list[UUID]:
    """The contacts that stand in this very file."""
    return list(Contact.objects.filter(person=person).order_by("id").values_list("id", flat=True))


def contact_phone(contact: UUID) -> str:
    """The plain number of one contact; empty when she is no contact any more."""
    row = Contact.objects.filter(id=contact).first()
    return str(row.phone.plain) if row else ""


def own_phone(person: UUID) -> str:
    """The plain number of an elder's own mobile as her file has it today; empty where it has none."""
    row = Elder.objects.filter(id=canonical_of(person)).first()
    number = str(row.phone.plain) if row else ""
    return number if number and _is_mobile(number) else ""


def _is_mobile(number: str) -> bool:
    try:
        return read_phone(number).kind == "mobile"
    except InvalidIdentifier:
        return False


def is_alive(person: UUID) -> bool:
    """Whether her file says so today."""
    return Elder.objects.filter(id=canonical_of(person), life_status="alive").exists()


def has_own_phone(person: UUID) -> bool:
    """Whether she can be sent a short message herself."""
    return bool(own_phone(person))


def contacts_after(cursor: UUID | None, limit: int) -> list[Reachable]:
    """The next contacts of living elders in the order of their keys: a walk over all of them in batches."""
    living = Elder.objects.filter(id=OuterRef("person"), life_status="alive", same_as=None)
    rows = Contact.objects.filter(Exists(living))
    if cursor:
        rows = rows.filter(id__gt=cursor)
    held = rows.order_by("id").values_list("id", "area", "person", "phone_index")[:limit]
    return [(key, area, person, bytes(index or b"")) for key, area, person, index in held]


def list_without_contact(
    scope: Scope, within: Interval | None = None, after: UUID | None = None, limit: int = 100
) -> list[Elder]:
    """Living elders within reach for whom nobody is named, in the order of their keys; raises NotAllowed."""
    demand(scope, Can.READ_ELDERS)
    rows = visible(Elder.objects.filter(life_status="alive", same_as=None), scope)
    if within:
        rows = rows.filter(area__range=within)
    if after:
        rows = rows.filter(id__gt=after)
    nobody = ~Exists(Contact.objects.filter(person=OuterRef("id")))
    return list(rows.filter(nobody).order_by("id")[:limit])
