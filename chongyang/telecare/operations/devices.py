"""A device comes into a home and out of it again."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from chongyang.core.lifecycles.decide import UNKNOWN_ACTION
from chongyang.core.scopes import Actor
from chongyang.core.words import N_
from chongyang.telecare.enums import DeviceKind, Health, Holder, Outcome
from chongyang.telecare.models import Device, FollowUp
from chongyang.telecare.operations.life import UnableToStep, keep_step, target_of
from chongyang.telecare.operations.trials import close_trial_of
from chongyang.telecare.queries import WITH_A_PERSON
from chongyang.telecare.rules import credentials, life
from chongyang.telecare.rules.importing import is_serial

NO_REASON = N_("请写明理由")


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
    holder: Holder | None = None,
) -> Device:
    """Bind a device to a person's home, from stock or new to us. It is in use from its first signal on.

    Installing it again in the same home corrects kind, model, place and holder; another person's device is
    refused. A device that was lost, returned or in stock is installed afresh.
    """
    device = _from_stock(serial.strip())
    if device.state in WITH_A_PERSON and device.person != person:
        raise UnableToInstall(f"the device {device.serial} is in another home; take it back first")
    source, action = device.state, "move" if device.state in WITH_A_PERSON else "install"
    device.state = _target(device, action, by)
    device.kind, device.model, device.place = kind.value, model, place
    device.holder = holder.value if holder else device.holder
    device.person, device.area, device.installed_on = person, area, installed_on
    device.save()
    keep_step(device, action, source, by, now, person=person)
    return device


@transaction.atomic
def return_device(*, serial: str, by: Actor, now: datetime) -> Device:
    """Take a device out of its home. Its former signals keep their person."""
    device = Device.objects.select_for_update(of=("self",)).filter(serial=serial.strip()).first()
    if device is None or device.person is None:
        raise UnableToReturn(f"no device {serial.strip()[:40]} in a home")
    return leave_home(device, "take_back", by, now)


@transaction.atomic
def step_device(*, device: UUID, action: str, by: Actor, now: datetime, reason: str = "") -> Device:
    """Take back, restock, lose or scrap a device; a person says why. Raises UnableToStep."""
    if action not in ("take_back", "restock", "lose", "scrap"):
        raise UnableToStep(UNKNOWN_ACTION)
    if action in life.ASKS_PEOPLE and by.kind != "system" and not reason.strip():
        raise UnableToStep(NO_REASON)
    held = Device.objects.select_for_update(of=("self",)).get(id=device)
    return leave_home(held, action, by, now, reason)


@transaction.atomic
def issue_credential(*, device: UUID, by: Actor, now: datetime) -> str:
    """A new secret of the device, returned this once; the former is void after the broker's next reload."""
    held = Device.objects.select_for_update(of=("self",)).get(id=device)
    target_of(held, "move" if held.person else "install", by)
    secret = credentials.new_secret()
    held.credential = credentials.hashed(secret)
    held.save(update_fields=["credential"])
    keep_step(held, "credential", held.state, by, now, person=held.person)
    return secret


def leave_home(
    device: Device,
    action: str,
    by: Actor,
    now: datetime,
    reason: str = "",
    outcome: Outcome = Outcome.TAKEN_BACK,
) -> Device:
    """Out of the home: without person, judged by nobody, its follow-up and test closed, its secret void."""
    source, person = device.state, device.person
    device.state = target_of(device, action, by, reason)
    device.person, device.confirmed_at, device.credential = None, None, ""
    device.health, device.health_since = Health.UNKNOWN.value, None
    device.save(update_fields=["person", "state", "confirmed_at", "credential", "health", "health_since"])
    open_ones = FollowUp.objects.filter(device=device, closed_at__isnull=True)
    open_ones.update(closed_at=now, closed_by=by.account, outcome=outcome.value)
    close_trial_of(device, now)
    keep_step(device, action, source, by, now, person=person, reason=reason)
    return device


def _target(device: Device, action: str, by: Actor) -> str:
    try:
        return target_of(device, action, by)
    except UnableToStep as refused:
        raise UnableToInstall(str(refused)) from refused


def _from_stock(serial: str) -> Device:
    if not is_serial(serial):
        raise UnableToInstall("a serial number is 1 to 40 plain characters without /, +, # and blanks")
    held = Device.objects.select_for_update(of=("self",)).filter(serial=serial).first()
    return held or Device(serial=serial)
