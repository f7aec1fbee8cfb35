"""A device comes into a home and out of it again."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from chongyang.core import events
from chongyang.core.scopes import Actor
from chongyang.telecare.enums import DeviceKind, DeviceState
from chongyang.telecare.models import Device
from chongyang.telecare.queries import WITH_A_PERSON
from chongyang.telecare.rules.frames import SERIAL_LIMIT


class UnableToInstall(Exception):
    """The device cannot be installed; the text says why and holds nothing personal."""


class UnableToReturn(Exception):
    """No such device is in a home."""


@transaction.atomic
def install_device(
    *,
    serial: str,
    kind: DeviceKind,
    person: UUID,
    area: int,
    installed_on: date,
    by: Actor,
    now: datetime,
    model: str = "",
    place: str = "",
) -> Device:
    """Bind a device to a person's home, from stock or new to us. It is in use from its first signal on.

    Installing it again in the same home corrects kind, model and place; another person's device is refused.
    """
    device = _from_stock(serial.strip())
    if device.state in WITH_A_PERSON and device.person != person:
        raise UnableToInstall(f"the device {device.serial} is in another home; take it back first")
    if device.state not in WITH_A_PERSON:
        device.state = DeviceState.INSTALLED.value
    device.kind, device.model, device.place = kind.value, model, place
    device.person, device.area, device.installed_on = person, area, installed_on
    device.save()
    _record("telecare.device.installed", device, person, by, now)
    return device


@transaction.atomic
def return_device(*, serial: str, by: Actor, now: datetime) -> Device:
    """Take a device out of its home. Its former signals keep their person."""
    device = Device.objects.select_for_update(of=("self",)).filter(serial=serial.strip()).first()
    if device is None or device.person is None:
        raise UnableToReturn(f"no device {serial.strip()[:SERIAL_LIMIT]} in a home")
    person, device.person = device.person, None
    device.state = DeviceState.RETURNED.value
    device.save(update_fields=["person", "state"])
    _record("telecare.device.returned", device, person, by, now)
    return device


def _from_stock(serial: str) -> Device:
    if not serial or len(serial) > SERIAL_LIMIT or not serial.isascii() or set(serial) & set("/+# \x00"):
        raise UnableToInstall("a serial number is 1 to 40 plain characters without /, +, # and blanks")
    held = Device.objects.select_for_update(of=("self",)).filter(serial=serial).first()
    return held or Device(serial=serial)


def _record(kind: str, device: Device, person: UUID, by: Actor, now: datetime) -> None:
    events.record(
        kind,
        by=by,
        now=now,
        area=device.area,
        subject_type="device",
        subject=device.id,
        person=person,
        payload={"kind": device.kind},
    )
