"""The catalogue of device models: shipped examples once, a city's own file as often as it changes."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime

from django.db import transaction

from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.telecare.models import DeviceModel, DeviceModelVersion
from chongyang.telecare.rules import catalogue
from chongyang.territory import queries as territory
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

KEPT = tuple(field.name for field in fields(catalogue.ModelEntry))
NO_REASON = N_("请写明理由")
CHANGED = N_("有人刚刚改过这个型号，请核对后再保存")
TAKEN = N_("这个型号代码已在目录中，或已不在")


class UnableToLoadModels(ValueError):
    """The file is none of models; the text says what is wrong."""


class UnableToSaveModel(Exception):
    """The model is not saved; `faults` by field, Chinese source text."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = faults


@transaction.atomic
def load_models(*, text: str, replace: bool, by: Actor, now: datetime) -> dict[str, int]:
    """Add models, and with `replace` bring known ones to what the file says; rows of no file stay."""
    try:
        entries = catalogue.read_models(text)
    except ValueError as error:
        raise UnableToLoadModels(str(error)) from error
    held = {row.code: row for row in DeviceModel.objects.select_for_update(of=("self",)).order_by("code")}
    fresh = [entry for entry in entries if entry.code not in held]
    for row in DeviceModel.objects.bulk_create(DeviceModel(**_columns(entry)) for entry in fresh):
        keep_version(row, by, now, entry_reason(row))
    changed = [entry for entry in entries if entry.code in held and replace]
    numbers = {
        "added": len(fresh),
        "changed": sum(_change(held[entry.code], entry, by, now) for entry in changed),
    }
    if any(numbers.values()):
        _tell(numbers, by, now)
    return numbers


def _columns(entry: catalogue.ModelEntry) -> dict[str, object]:
    """Plain words for the columns: an enum's member would be stored, but never equal what is read back."""
    words = asdict(entry).items()
    return {name: str(value) if isinstance(value, str) else value for name, value in words}


def _change(row: DeviceModel, entry: catalogue.ModelEntry, by: Actor, now: datetime) -> bool:
    new = {name: value for name, value in _columns(entry).items() if getattr(row, name) != value}
    if new:
        change_model(row, new, by, now, entry_reason(row))
    return bool(new)


def entry_reason(row: DeviceModel) -> str:
    """Why a row of a file stands as it does."""
    return row.source


def change_model(row: DeviceModel, new: Mapping[str, object], by: Actor, now: datetime, reason: str) -> None:
    """Bring a locked model to new values, as its next version."""
    if row.version == 1 and not row.versions.exists():
        keep_version(row, SYSTEM, now, row.source)  # what stood before versions were kept
    for name, value in new.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*new, "version"])
    keep_version(row, by, now, reason)


def keep_version(row: DeviceModel, by: Actor, now: datetime, reason: str) -> None:
    """The model as it is now, for good."""
    DeviceModelVersion.objects.create(
        model=row,
        number=row.version,
        held={name: getattr(row, name) for name in KEPT},
        at=now,
        actor_account=by.account,
        actor_label=by.label[:80],
        reason=reason[:200],
    )


@transaction.atomic
def save_model(
    *, entry: catalogue.ModelEntry, version: int, reason: str, scope: Scope, by: Actor, now: datetime
) -> DeviceModel:
    """A new model (version 0), or the next version of one that stands as the editor saw it.

    The catalogue is public to read and the system's to write; the capability is demanded before.
    """
    demand(scope, Can.EDIT_MODELS)
    faults = catalogue.faults_of(entry)
    if not reason.strip():
        faults["reason"] = NO_REASON
    if faults:
        raise UnableToSaveModel(faults)
    with enter(system_scope("device models", by)):
        return _save(entry, version, reason.strip(), by, now)


def _save(entry: catalogue.ModelEntry, version: int, reason: str, by: Actor, now: datetime) -> DeviceModel:
    row = DeviceModel.objects.select_for_update(of=("self",)).filter(code=entry.code).first()
    if (row.version if row else 0) != version:
        raise UnableToSaveModel({"version": CHANGED if row and version else TAKEN})
    columns = {**_columns(entry), "is_example": False}
    if row is None:
        row = DeviceModel.objects.create(**columns)
        keep_version(row, by, now, reason)
    else:
        new = {name: value for name, value in columns.items() if getattr(row, name) != value}
        if not new:
            return row
        change_model(row, new, by, now, reason)
    _tell({"added": int(version == 0), "changed": int(version > 0)}, by, now)
    return row


def _tell(numbers: dict[str, int], by: Actor, now: datetime) -> None:
    events.record(
        "telecare.models.loaded",
        by=by,
        now=now,
        area=territory.city_interval()[0],
        subject_type="device_model",
        payload=numbers,
    )
