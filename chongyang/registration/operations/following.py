"""What registration keeps of a person follows her file to its new area."""

from typing import Any
from uuid import UUID

from django.db import transaction

from chongyang.core import access
from chongyang.core.models import Case
from chongyang.core.scopes import system_scope
from chongyang.registration.models import Card, ChangedField, ChangeRequest, Invitation
from chongyang.registration.queries.changes import OPEN
from chongyang.registry.models import Elder


def follow_person(person: UUID, area: int) -> None:
    """Her cards, her invitation, her open requests and their cases; decided ones stay where they were."""
    Card.objects.filter(person=person).exclude(area=area).update(area=area)
    Invitation.objects.filter(subject=person).exclude(area=area).update(area=area)
    moving = ChangeRequest.objects.filter(person=person, state__in=OPEN).exclude(area=area)
    keys = list(moving.order_by("id").values_list("id", flat=True))
    ChangeRequest.objects.filter(id__in=keys).update(area=area)
    ChangedField.objects.filter(request__in=keys).update(area=area)
    Case.objects.filter(id__in=keys).update(area=area)


@transaction.atomic
def follow_updated(event: Any) -> None:
    """Handler of `registry.elder.updated`: an area that was changed by hand, too. Idempotent."""
    if "area" not in (event.payload or {}).get("fields", ()):
        return
    with access.enter(system_scope("following")):
        elder = Elder.objects.filter(id=event.person).first()
        if elder:
            follow_person(elder.id, elder.area)
