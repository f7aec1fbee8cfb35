"""A device in use belongs to a person's home: when her file goes to another area, it goes with her."""

from typing import Any

from django.db import transaction

from chongyang.core import access
from chongyang.core.scopes import system_scope
from chongyang.telecare.models import Device


@transaction.atomic
def follow_hand_over(event: Any) -> None:
    """Handler of registration.hand_over.accepted; its next test says whether it works there. Idempotent."""
    with access.enter(system_scope("telecare.following")):
        held = Device.objects.filter(person=event.person, state="in_use").exclude(area=event.area)
        held.update(area=event.area)
