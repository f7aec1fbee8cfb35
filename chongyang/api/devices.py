"""Devices: the list, installing, the announced test, return, repair, replacement; the catalogue of models."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from chongyang.api import cursors
from chongyang.api.needs import Bearer, scope_of
from chongyang.api.problems import Problem
from chongyang.api.shapes import LIMIT, Body, Code, Cursor, Limit, interval, plain
from chongyang.core.clock import now
from chongyang.telecare import operations as telecare
from chongyang.telecare import queries
from chongyang.telecare.enums import Coordinates, DeviceKind, DeviceState, Health, Holder, Protocol
from chongyang.telecare.rules import catalogue, places
from chongyang.territory.enums import TokenName

devices = Router(tags=["devices"], auth=Bearer(TokenName.DEVICES_READ))
WRITES = Bearer(TokenName.DEVICES_WRITE)
MODELS = Bearer(TokenName.MODELS_WRITE)
Reason = Annotated[str, Field(min_length=1, max_length=200)]
Serial = Annotated[str, Field(min_length=1, max_length=40)]
Percent = Annotated[int, Field(ge=0, le=100)]


class DeviceLine(Schema):
    """A device; where in the home it stands and who holds it are for who sees its card."""

    id: UUID
    serial: str
    kind: str
    model: str
    state: str
    health: str
    person: UUID | None
    area: int
    place: str
    holder: str
    battery_percent: int | None
    last_seen_at: datetime | None
    last_used_at: datetime | None
    confirmed_at: datetime | None


class DevicePage(Schema):
    items: list[DeviceLine]
    next: str | None


class InstallBody(Body):
    """`place` is one of the words that the desk offers; `detail` says more, without names."""

    person: UUID
    place: Annotated[str, Field(min_length=1, max_length=20)]
    detail: Annotated[str, Field(max_length=40)] = ""
    holder: Holder = Holder.ELDER
    sim: Annotated[str, Field(max_length=20)] = ""


class DeviceReasonBody(Body):
    reason: Reason


class ReplaceBody(Body):
    serial: Serial
    reason: Reason


class TrialRow(Schema):
    """An announced test: `arrived_at` is the moment of the press, `outcome` how it ended."""

    begun_at: datetime
    until_at: datetime
    presses: int
    arrived_at: datetime | None
    ended_at: datetime | None
    outcome: str


class ModelRow(Schema):
    """A model of the catalogue; an example is invented."""

    code: str
    vendor: str
    name: str
    kind: str
    protocol: str
    coordinates: str
    heartbeat_seconds: int
    alarm_codes: dict[str, str]
    battery_low: int | None
    battery_flat: int | None
    firmware: str
    source: str
    is_example: bool
    version: int


class ModelBody(Body):
    """`version` is the one that was read; 0 makes a new model."""

    vendor: Annotated[str, Field(min_length=1, max_length=60)]
    name: Annotated[str, Field(min_length=1, max_length=60)]
    kind: DeviceKind
    protocol: Protocol = Protocol.MQTT
    coordinates: Coordinates = Coordinates.WGS84
    heartbeat_seconds: int
    alarm_codes: Annotated[dict[str, str], Field(max_length=40)]
    battery_low: Percent | None = None
    battery_flat: Percent | None = None
    firmware: Annotated[str, Field(max_length=40)] = ""
    source: Annotated[str, Field(max_length=200)] = ""
    version: Annotated[int, Field(ge=0, le=2_000_000_000)]
    reason: Reason


def _said(request: HttpRequest) -> dict[str, Any]:
    scope = scope_of(request)
    return {"scope": scope, "by": scope.actor, "now": now()}


def _key(request: HttpRequest, serial: str) -> UUID:
    """The device within reach; raises not-found both for unknown ones and for those out of reach."""
    held = queries.find_device(scope_of(request), serial) if "\x00" not in serial else None
    if held is None:
        raise Problem("not-found")
    return held.id


@devices.get("/devices", response=DevicePage, operation_id="list_all_devices", url_name="list_all_devices")
def list_all_devices(
    request: HttpRequest,
    state: DeviceState | None = None,
    health: Health | None = None,
    kind: DeviceKind | None = None,
    vendor: Annotated[str | None, Field(max_length=60)] = None,
    area: Code | None = None,
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
) -> dict[str, Any]:
    """Devices within reach in the order of area and serial number."""
    scope = scope_of(request)
    words = {"state": state, "health": health, "kind": kind, "vendor": vendor, "area": area}
    filters = {name: str(value) if value else "" for name, value in words.items()}
    wanted = queries.DeviceFilter(
        **{name: filters[name] for name in ("state", "health", "kind", "vendor")}, within=interval(area)
    )
    place = cursors.read(cursor, "devices", filters, scope) if cursor else None
    after = (int(place[0]), place[1]) if place else None
    rows = queries.list_devices_page(scope, wanted, after, limit + 1)
    items, following = cursors.page(
        rows, limit, lambda row: cursors.write((row.area, row.serial), "devices", filters, scope)
    )
    return {"items": [plain(row, DeviceLine) for row in items], "next": following}


@devices.get("/devices/{str:serial}", response=DeviceLine, operation_id="get_device")
def get_device(request: HttpRequest, serial: str) -> dict[str, Any]:
    """One device within reach."""
    return _shown(request, _key(request, serial))


@devices.post(
    "/devices/{str:serial}/install", response=DeviceLine, auth=WRITES, operation_id="install_device"
)
def install_device(request: HttpRequest, serial: str, body: InstallBody) -> dict[str, Any]:
    """From stock into a living elder's home; said twice it has one effect."""
    placing = telecare.Placing(places.place_of(body.place, body.detail), body.holder, body.sim)
    held = telecare.install_from_stock(serial=serial, person=body.person, placing=placing, **_said(request))
    return plain(held, DeviceLine)


@devices.post("/devices/{str:serial}/return", response=DeviceLine, auth=WRITES, operation_id="return_device")
def return_device(request: HttpRequest, serial: str, body: DeviceReasonBody) -> dict[str, Any]:
    """Out of the home, with a reason."""
    said = _said(request)
    key = _key(request, serial)
    held = telecare.step_device(
        device=key, action="take_back", by=said["by"], now=said["now"], reason=body.reason
    )
    return plain(held, DeviceLine)


@devices.post("/devices/{str:serial}/repair", response=DeviceLine, auth=WRITES, operation_id="repair_device")
def repair_device(request: HttpRequest, serial: str, body: DeviceReasonBody) -> dict[str, Any]:
    """Mended in the home; its open follow-up ends."""
    key = _key(request, serial)
    return plain(telecare.repair_device(device=key, reason=body.reason, **_said(request)), DeviceLine)


@devices.post(
    "/devices/{str:serial}/replace", response=DeviceLine, auth=WRITES, operation_id="replace_device"
)
def replace_device(request: HttpRequest, serial: str, body: ReplaceBody) -> dict[str, Any]:
    """Another device in its place, both steps or neither; answers the new one."""
    key = _key(request, serial)
    held = telecare.replace_device(device=key, serial=body.serial, reason=body.reason, **_said(request))
    return plain(held, DeviceLine)


@devices.post("/devices/{str:serial}/test", response=TrialRow, auth=WRITES, operation_id="begin_test")
def begin_test(request: HttpRequest, serial: str) -> dict[str, Any]:
    """Announce a test press; one that runs is answered again."""
    return plain(telecare.begin_trial(device=_key(request, serial), **_said(request)), TrialRow)


@devices.get("/devices/{str:serial}/test", response=TrialRow, operation_id="get_test")
def get_test(request: HttpRequest, serial: str) -> dict[str, Any]:
    """The last announced test: whether the press arrived, and how it ended."""
    trial = queries.get_trial(scope_of(request), _key(request, serial))
    if trial is None:
        raise Problem("not-found")
    return plain(trial, TrialRow)


@devices.post("/devices/{str:serial}/test/end", response=TrialRow, auth=WRITES, operation_id="end_test")
def end_test(request: HttpRequest, serial: str) -> dict[str, Any]:
    """From now on every press is real."""
    key = _key(request, serial)
    telecare.end_trial(device=key, **_said(request))
    return get_test(request, serial)


@devices.get("/device-models", response=list[ModelRow], operation_id="list_device_models")
def list_device_models(request: HttpRequest) -> list[dict[str, Any]]:
    """The catalogue, by vendor and code."""
    return [plain(row, ModelRow) for row in queries.list_models()]


@devices.post("/device-models/{str:code}", response=ModelRow, auth=MODELS, operation_id="save_device_model")
def save_device_model(request: HttpRequest, code: str, body: ModelBody) -> dict[str, Any]:
    """The next version of a model, or a new one; each is kept with its reason."""
    said = {name: getattr(body, name) for name in ModelBody.model_fields if name not in ("version", "reason")}
    entry = catalogue.ModelEntry(code=code[:61], **said)
    saved = telecare.save_model(entry=entry, version=body.version, reason=body.reason, **_said(request))
    return plain(saved, ModelRow)


def _shown(request: HttpRequest, key: UUID) -> dict[str, Any]:
    return plain(queries.get_device(scope_of(request), key), DeviceLine)
