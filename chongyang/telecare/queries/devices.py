"""Reads of telecare. Each takes a Scope first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, QuerySet, Sum

from chongyang.core.access import enter, visible
from chongyang.core.counting import STREET, Counted
from chongyang.core.queries.counts import by_street
from chongyang.core.scopes import Scope, system_scope
from chongyang.registry.permissions import can_read
from chongyang.telecare.enums import DeviceState, Health, SignalKind, Verdict
from chongyang.telecare.models import (
    Device,
    DeviceModel,
    DeviceStep,
    DeviceUse,
    FollowUp,
    Frame,
    FramePack,
    Signal,
)
from chongyang.telecare.rules import packing
from chongyang.telecare.rules.importing import SERIAL_LIMIT
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can

LONGEST_PACK = timedelta(minutes=1)
WITH_A_PERSON = (DeviceState.INSTALLED.value, DeviceState.IN_USE.value)


def _devices(scope: Scope) -> QuerySet[Device]:
    """Devices within reach; they stand in homes, so a role that may not know persons finds none."""
    return visible(Device.objects.all(), scope) if can_read(scope) else Device.objects.none()


def get_device(scope: Scope, device: UUID) -> Device | None:
    """One device within reach."""
    return _devices(scope).filter(id=device).first()


def find_device(scope: Scope, serial: str) -> Device | None:
    """The device with this serial number, if it is within reach."""
    return _devices(scope).filter(serial=serial.strip()).first()


def list_devices_of(scope: Scope, person: UUID) -> QuerySet[Device]:
    """The devices in a person's home."""
    return _devices(scope).filter(person=person).order_by("serial")


def list_signals_of(scope: Scope, person: UUID, limit: int = 50) -> list[Signal]:
    """A person's last signals, the newest first."""
    signals = visible(Signal.objects.filter(person=person), scope)
    return list(signals.select_related("device").order_by("-received_at", "-id")[:limit])


def get_signal(scope: Scope, signal: UUID) -> Signal | None:
    """One signal within reach."""
    return visible(Signal.objects.filter(id=signal), scope).select_related("device").first()


def list_serials_in_use(scope: Scope, limit: int, without: tuple[str, ...] = ()) -> list[str]:
    """Serial numbers of devices in use but of some kinds, in the order of their keys."""
    devices = _devices(scope).filter(state=DeviceState.IN_USE.value).exclude(kind__in=without)
    return list(devices.order_by("id").values_list("serial", flat=True)[:limit])


def list_silent_devices(scope: Scope, since: datetime, limit: int = 200) -> list[Device]:
    """Devices with a person which nobody heard of since a moment, the longest silent first."""
    held = _devices(scope).filter(state__in=WITH_A_PERSON, last_seen_at__lt=since)
    return list(held.order_by("last_seen_at", "id")[:limit])


def count_frames(scope: Scope, since: datetime) -> dict[str, int]:
    """What became of the frames since a moment: verdict and how many; packed ones count as signs of life.

    Frames are the system's alone.
    """
    frames = visible(Frame.objects.filter(received_at__gte=since), scope)
    counted = frames.values("verdict").annotate(number=Count("seq")).order_by("verdict")
    found = {row["verdict"]: row["number"] for row in counted}
    packs = visible(FramePack.objects.filter(received_from__gte=since), scope)
    packed = packs.aggregate(number=Sum("count"))["number"] or 0
    if packed:
        found[Verdict.HEARTBEAT.value] = found.get(Verdict.HEARTBEAT.value, 0) + packed
    return found


def count_signals(scope: Scope, since: datetime) -> int:
    """How many alarms came in since a moment within reach, tests not counted."""
    alarms = Signal.objects.filter(received_at__gte=since).exclude(kind=SignalKind.TEST.value)
    return visible(alarms, scope).count()


def count_devices_in_use(scope: Scope) -> int:
    """How many devices are in use within reach."""
    return _devices(scope).filter(state=DeviceState.IN_USE.value).count()


def count_devices_by_street(scope: Scope, now: datetime) -> Iterator[Counted]:
    """Devices in use of the entered scope by street; a counter of core.counting (30 ms at 100,000)."""
    held = visible(Device.objects.filter(state=DeviceState.IN_USE.value), scope)
    return (Counted("telecare.devices", street, number) for street, number in by_street(held).items())


def _reached(rows: "QuerySet[Any]", scope: Scope) -> "QuerySet[Any]":
    return visible(rows, scope) if can_read(scope) and may(scope, Can.READ_DEVICES) else rows.none()


def list_devices_like(scope: Scope, text: str, limit: int = 30) -> list[Device]:
    """Devices whose serial number begins so; the exact one first because it is the shortest."""
    wanted = text.strip()[:SERIAL_LIMIT]
    if not wanted or not wanted.isascii() or "\x00" in wanted:
        return []
    rows = _reached(Device.objects.filter(serial__gte=wanted, serial__lt=wanted + "\x7f"), scope)
    return list(rows.order_by("serial")[:limit])


def list_steps(scope: Scope, device: UUID, limit: int = 50) -> list[DeviceStep]:
    """The life of a device within reach, the newest first."""
    return list(_reached(DeviceStep.objects.filter(device=device), scope).order_by("-id")[:limit])


def list_signals_from(scope: Scope, device: UUID, limit: int = 30) -> list[Signal]:
    """The last signals of a device within reach."""
    rows = _reached(Signal.objects.filter(device=device), scope)
    return list(rows.order_by("-received_at", "-id")[:limit])


def list_frames_from(scope: Scope, device: UUID, limit: int = 20) -> list[Frame]:
    """The last frames of a device within reach; rows of the system, shown for one device that may be read.

    Its last sign of life lies in a pack and is found by its moment.
    """
    held = _reached(Device.objects.filter(id=device), scope).first()
    if held is None:
        return []
    everything = system_scope("frames of one device", scope.actor)
    with enter(everything):
        rows = list(Frame.objects.filter(serial=held.serial).order_by("-seq").defer("body")[:limit])
        alive = _last_packed(held)
    return sorted([*rows, *alive], key=lambda row: row.received_at, reverse=True)[:limit]


def _last_packed(device: Device) -> list[Frame]:
    """The sign of life that moved the device on last, out of the pack of that half second."""
    at = device.last_seen_at
    if at is None:
        return []
    near = FramePack.objects.filter(received_from__range=(at - LONGEST_PACK, at), received_to__gte=at)
    for pack in near.order_by("received_from", "id"):
        for raw in packing.unpack(bytes(pack.body), pack.received_from):
            if device.serial in raw.topic.split("/"):
                held = {"verdict": Verdict.HEARTBEAT.value, "serial": device.serial}
                return [Frame(received_at=raw.received_at, topic=raw.topic, **held)]
    return []


def list_follow_ups(scope: Scope, kind: str, limit: int = 100) -> list[FollowUp]:
    """Open follow-ups of one kind, the longest waiting first."""
    rows = _reached(FollowUp.objects.filter(kind=kind, closed_at__isnull=True), scope)
    return list(rows.select_related("device").order_by("opened_at", "id")[:limit])


def count_follow_ups(scope: Scope) -> dict[str, int]:
    """How many follow-ups of each kind are open within reach."""
    rows = _reached(FollowUp.objects.filter(closed_at__isnull=True), scope).order_by("kind")
    return dict(rows.values_list("kind").annotate(number=Count("id")))


def list_models() -> list[DeviceModel]:
    """The catalogue, in order of vendor and code."""
    return list(DeviceModel.objects.order_by("vendor", "code"))


@dataclass(slots=True)
class ContractRow:
    """Devices of one vendor in one street: installed now, used in the month, installed but not used."""

    vendor: str
    street: int
    installed: int = 0
    used: int = 0
    dormant: int = 0
    unheard: int = 0


def count_used(scope: Scope, month: date) -> dict[tuple[str, int], int]:
    """Used devices of a month by (vendor, street): what a contract by used device is paid from."""
    rows = _reached(DeviceUse.objects.filter(month=month.replace(day=1)), scope).order_by()
    counted = rows.values("vendor", street=F("area") / STREET).annotate(number=Count("id"))
    return {(row["vendor"], row["street"] * STREET): row["number"] for row in counted}


def list_contract_rows(scope: Scope, month: date) -> list[ContractRow]:
    """By vendor and street: installed today, used in the month, dormant and unheard today."""
    vendors = dict(DeviceModel.objects.values_list("code", "vendor"))
    rows: dict[tuple[str, int], ContractRow] = {}
    for (vendor, street), number in count_used(scope, month).items():
        rows.setdefault((vendor, street), ContractRow(vendor, street)).used += number
    homes = _reached(Device.objects.filter(state__in=WITH_A_PERSON), scope).order_by()
    for held in homes.values("model", "health", street=F("area") / STREET).annotate(number=Count("id")):
        key = (vendors.get(held["model"], ""), held["street"] * STREET)
        _add(rows.setdefault(key, ContractRow(*key)), held["health"], held["number"])
    return [rows[key] for key in sorted(rows)]


def _add(row: ContractRow, health: str, number: int) -> None:
    row.installed += number
    row.dormant += number if health == Health.DORMANT else 0
    row.unheard += number if health == Health.UNKNOWN else 0


def list_credentials(scope: Scope) -> Iterator[tuple[str, str]]:
    """Serial number and hash of every device with a secret; the system alone asks."""
    rows = visible(Device.objects.exclude(credential=""), scope) if scope.system else Device.objects.none()
    return rows.order_by("serial").values_list("serial", "credential").iterator(chunk_size=20_000)
