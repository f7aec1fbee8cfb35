"""Devices that came into a home while two files were taken for one person's."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core.hanging import Item
from chongyang.core.scopes import Actor
from chongyang.telecare.models import Device, DeviceStep
from chongyang.telecare.operations.life import keep_step


def devices_since(persons: Sequence[UUID], since: datetime) -> list[Item]:
    """Devices in these homes that were installed or moved there since."""
    steps = DeviceStep.objects.filter(
        person__in=persons, at__gte=since, action__in=("install", "move"), device__person__in=persons
    )
    last = {step.device_id: step for step in steps.select_related("device").order_by("id")}
    return [
        Item(key, step.device.person or step.person, step.person, step.at, step.device.serial)
        for key, step in last.items()
        if step.person and step.device.person
    ]


@transaction.atomic
def give_device(*, row: UUID, person: UUID, area: int, by: Actor, now: datetime) -> None:
    """The device is in the other person's home; its place there is told anew."""
    device = Device.objects.select_for_update(of=("self",)).get(id=row)
    device.person, device.area = person, area
    device.save(update_fields=["person", "area"])
    keep_step(device, "move", device.state, by, now, person=person, reason="parted")
