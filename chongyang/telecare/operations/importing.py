"""A list of devices goes into stock: right rows are kept, wrong ones told, a repetition changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from chongyang.core import events
from chongyang.core.access import visible
from chongyang.core.scopes import Actor, Scope, interval_of
from chongyang.telecare.enums import DeviceState
from chongyang.telecare.models import Device, DeviceModel, DeviceStep
from chongyang.telecare.operations.life import step_of
from chongyang.telecare.operations.sims import put_sim
from chongyang.telecare.rules import importing
from chongyang.telecare.rules.importing import Fault, Line
from chongyang.territory import queries as territory
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

BATCH = 5000


@dataclass(slots=True)
class ImportReport:
    """What became of the rows of a file."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)
    is_trial: bool = False


def import_devices(
    *, data: bytes, scope: Scope, by: Actor, now: datetime, dry_run: bool = False
) -> ImportReport:
    """Read, check and keep a list; with `dry_run` everything is tried and nothing kept."""
    demand(scope, Can.WRITE_DEVICES)
    lines, faults = importing.read_lines(data)
    report = ImportReport(rows=len(lines) + len(faults), faults=faults, is_trial=dry_run)
    with transaction.atomic():
        for start in range(0, len(lines), BATCH):
            _import(lines[start : start + BATCH], report, scope, by, now)
        if report.added or report.changed:
            _tell(report, scope, by, now)
        if dry_run:
            transaction.set_rollback(True)
    report.faults.sort(key=lambda fault: fault.number)
    return report


def _import(lines: list[Line], report: ImportReport, scope: Scope, by: Actor, now: datetime) -> None:
    models = {row.code: row for row in DeviceModel.objects.filter(code__in={line.model for line in lines})}
    known = _known_areas({line.area for line in lines})
    right = []
    for line in lines:
        told = _fault(line, models, known, scope)
        if told:
            report.faults.append(Fault(line.number, line.serial, *told))
        else:
            right.append(line)
    _keep(right, models, report, scope, by, now)


def _known_areas(codes: set[str]) -> set[str]:
    """County and street of a code must exist; communities change each year and are not all in the tree."""
    levels = (territory.list_areas(level) for level in ("county", "street"))
    wanted = {code[:9] for code in codes}
    return {code for areas in levels for code in areas.filter(code__in=wanted).values_list("code", flat=True)}


def _area(line: Line) -> int:
    return interval_of(line.area)[0]


def _fault(
    line: Line, models: dict[str, DeviceModel], known: set[str], scope: Scope
) -> importing.Told | None:
    if line.model not in models:
        return importing.NO_MODEL
    if line.area[:9] not in known:
        return importing.NO_AREA
    return None if scope.system or scope.covers(_area(line)) else importing.OUT_OF_REACH


def _keep(
    lines: list[Line],
    models: dict[str, DeviceModel],
    report: ImportReport,
    scope: Scope,
    by: Actor,
    now: datetime,
) -> None:
    rows = visible(Device.objects.select_for_update(of=("self",)), scope)
    held = {row.serial: row for row in rows.filter(serial__in=[line.serial for line in lines]).order_by("id")}
    fresh = [line for line in lines if line.serial not in held]
    for line in lines:
        if line.serial in held:
            _correct(held[line.serial], line, models[line.model], report)
    _add(fresh, models, report, scope, by, now)


CORRECTED = ["model", "kind", "area", "firmware", "sim", "sim_index"]


def _correct(device: Device, line: Line, model: DeviceModel, report: ImportReport) -> None:
    if _is_same(device, line):
        report.unchanged += 1
    elif device.state != DeviceState.STOCK.value:
        report.faults.append(Fault(line.number, line.serial, *importing.NOT_STOCK))
    else:
        _fill(device, line, model).save(update_fields=CORRECTED)
        report.changed += 1


def _is_same(device: Device, line: Line) -> bool:
    """Whether the row says nothing new; the area of a device in a home is the home's."""
    is_placed = device.state != DeviceState.STOCK.value or device.area == _area(line)
    said = (line.model, line.firmware or device.firmware, line.sim or device.sim.plain)
    return is_placed and said == (device.model, device.firmware, device.sim.plain)


def _fill(device: Device, line: Line, model: DeviceModel) -> Device:
    device.model, device.kind, device.area = model.code, model.kind, _area(line)
    device.firmware = line.firmware or device.firmware or model.firmware
    if line.sim:
        put_sim(device, line.sim)
    return device


def _add(
    lines: list[Line],
    models: dict[str, DeviceModel],
    report: ImportReport,
    scope: Scope,
    by: Actor,
    now: datetime,
) -> None:
    """New devices. A serial of another county is invisible here: then the row stays out and is told."""
    made = [_fill(Device(serial=line.serial), line, models[line.model]) for line in lines]
    Device.objects.bulk_create(made, ignore_conflicts=True)
    kept = set(Device.objects.filter(id__in=[row.id for row in made]).values_list("id", flat=True))
    DeviceStep.objects.bulk_create(_steps([row for row in made if row.id in kept], by, now))
    report.added += len(kept)
    report.faults += (
        Fault(line.number, line.serial, *importing.TAKEN)
        for line, row in zip(lines, made, strict=True)
        if row.id not in kept
    )


def _steps(made: list[Device], by: Actor, now: datetime) -> Iterator[DeviceStep]:
    return (step_of(row, "stock", "", by, now, person=None) for row in made)


def _tell(report: ImportReport, scope: Scope, by: Actor, now: datetime) -> None:
    area = scope.intervals[0][0] if scope.intervals else territory.city_interval()[0]
    numbers = {"added": report.added, "changed": report.changed, "faults": len(report.faults)}
    events.record(
        "telecare.device.imported", by=by, now=now, area=area, subject_type="device", payload=numbers
    )
