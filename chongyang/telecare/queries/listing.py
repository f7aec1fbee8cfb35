"""Devices by the page, with filters; the last test of a device; the catalogue and its versions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from chongyang.core.access import enter, visible
from chongyang.core.scopes import Interval, Scope, system_scope
from chongyang.registry.permissions import can_read
from chongyang.telecare.models import (
    Device,
    DeviceModel,
    DeviceModelVersion,
    DeviceTrial,
    FollowUp,
    Frame,
)
from chongyang.territory.permissions import demand, may
from chongyang.territory.rules.capabilities import Can

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DeviceFilter:
    """What a list is narrowed to; empty is all."""

    state: str = ""
    health: str = ""
    kind: str = ""
    vendor: str = ""
    within: Interval | None = None


def list_devices_page(
    scope: Scope, wanted: DeviceFilter, after: tuple[int, str] | None = None, limit: int = 50
) -> list[Device]:
    """Devices in the order of area and serial number; `after` are those two of the last row before.

    One walk along an index: a page costs its rows and those that the filters pass over.
    """
    if not (can_read(scope) and may(scope, Can.READ_DEVICES)):
        return []
    rows = visible(Device.objects.all(), scope)
    plain = {"state": wanted.state, "health": wanted.health, "kind": wanted.kind}
    rows = rows.filter(**{name: value for name, value in plain.items() if value})
    if wanted.within:
        rows = rows.filter(area__range=wanted.within)
    if wanted.vendor:
        codes = DeviceModel.objects.filter(vendor=wanted.vendor).values_list("code", flat=True)
        rows = rows.filter(model__in=list(codes))
    if after:
        rows = rows.extra(where=["(telecare_device.area, serial) > (%s, %s)"], params=list(after))
    return list(rows.order_by("area", "serial")[:limit])


def get_trial(scope: Scope, device: UUID) -> DeviceTrial | None:
    """The last announced test of a device within reach."""
    if not (can_read(scope) and may(scope, Can.READ_DEVICES)):
        return None
    return visible(DeviceTrial.objects.filter(device=device), scope).order_by("-begun_at", "-id").first()


def get_follow_up_of(scope: Scope, device: UUID) -> FollowUp | None:
    """The open follow-up of a device within reach."""
    if not (can_read(scope) and may(scope, Can.READ_DEVICES)):
        return None
    return visible(FollowUp.objects.filter(device=device, closed_at__isnull=True), scope).first()


def list_raw_frames(scope: Scope, device: UUID, now: datetime, limit: int = 200) -> list[Frame]:
    """The frames of the last day with their bytes, the newest first, for whoever keeps the catalogue."""
    demand(scope, Can.EDIT_MODELS)
    held = visible(Device.objects.filter(id=device), scope).first() if can_read(scope) else None
    if held is None:
        return []
    with enter(system_scope("raw frames of one device", scope.actor)):
        rows = Frame.objects.filter(serial=held.serial, received_at__gte=now - DAY)
        return list(rows.order_by("-seq")[:limit])


def list_vendors() -> list[str]:
    """The vendors of the catalogue."""
    return list(DeviceModel.objects.order_by("vendor").values_list("vendor", flat=True).distinct())


def get_model(code: str) -> DeviceModel | None:
    """One model of the catalogue; it is public."""
    return DeviceModel.objects.filter(code=code).first()


def list_model_versions(code: str, limit: int = 50) -> list[DeviceModelVersion]:
    """Every version of a model, the newest first."""
    rows = DeviceModelVersion.objects.filter(model__code=code).order_by("-number")
    return list(rows[:limit])
