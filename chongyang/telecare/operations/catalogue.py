"""The catalogue of device models: shipped examples once, a city's own file as often as it changes."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from chongyang.core import events
from chongyang.core.scopes import Actor
from chongyang.telecare.models import DeviceModel
from chongyang.telecare.rules import catalogue
from chongyang.territory import queries as territory


class UnableToLoadModels(ValueError):
    """The file is none of models; the text says what is wrong."""


@transaction.atomic
def load_models(*, text: str, replace: bool, by: Actor, now: datetime) -> dict[str, int]:
    """Add models, and with `replace` bring known ones to what the file says; rows of no file stay."""
    try:
        entries = catalogue.read_models(text)
    except ValueError as error:
        raise UnableToLoadModels(str(error)) from error
    held = {row.code: row for row in DeviceModel.objects.select_for_update(of=("self",)).order_by("code")}
    fresh = [entry for entry in entries if entry.code not in held]
    DeviceModel.objects.bulk_create(DeviceModel(**_columns(entry)) for entry in fresh)
    changed = [entry for entry in entries if entry.code in held and replace]
    numbers = {"added": len(fresh), "changed": sum(_change(held[entry.code], entry) for entry in changed)}
    if any(numbers.values()):
        _tell(numbers, by, now)
    return numbers


def _columns(entry: catalogue.ModelEntry) -> dict[str, object]:
    """Plain words for the columns: an enum's member would be stored, but never equal what is read back."""
    words = asdict(entry).items()
    return {name: str(value) if isinstance(value, str) else value for name, value in words}


def _change(row: DeviceModel, entry: catalogue.ModelEntry) -> bool:
    new = {name: value for name, value in _columns(entry).items() if getattr(row, name) != value}
    for name, value in new.items():
        setattr(row, name, value)
    if new:
        row.save(update_fields=list(new))
    return bool(new)


def _tell(numbers: dict[str, int], by: Actor, now: datetime) -> None:
    events.record(
        "telecare.models.loaded",
        by=by,
        now=now,
        area=territory.city_interval()[0],
        subject_type="device_model",
        payload=numbers,
    )
