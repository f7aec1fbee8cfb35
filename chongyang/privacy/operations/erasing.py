"""One row emptied or dropped. What the database demands of a column is kept: no rule is bent for it."""

import logging
from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import DatabaseError, models, transaction

from chongyang.core.fields import SealedField
from chongyang.privacy.models import DestructionItem
from chongyang.privacy.rules.data import settings
from chongyang.privacy.rules.retention import Then
from chongyang.registry.rules import personal

log = logging.getLogger(__name__)
GONE, ERASED, DROPPED, KEPT = "gone", "erased", "dropped", "kept"
NAMELESS = "已删除"
ELDER = "registry.Elder"


def destroy(item: DestructionItem, today: date) -> str:
    """What became of the row: `erased`, `dropped`, `gone` if not there, `kept` if the database refused."""
    if item.then == Then.PAYLOAD:
        return ERASED  # by privacy_erase_traces, with the others of its list
    model = apps.get_model(item.model)
    rows: Any = model._default_manager.filter(**_key(model, item.row))
    try:
        with transaction.atomic():
            return _destroy(rows, item, today)
    except DatabaseError as error:
        log.warning("a row of %s was not destroyed: %s", item.model, type(error).__name__)
        return KEPT


def _destroy(rows: Any, item: DestructionItem, today: date) -> str:
    if item.then == Then.DROP:
        return DROPPED if rows.delete()[0] else GONE
    changed = rows.update(**_emptied(item, rows, today))
    if changed and item.model in settings("retention")["with"]:
        for other in settings("retention")["with"][item.model]:
            apps.get_model(other)._default_manager.filter(person=UUID(item.row)).delete()
    return ERASED if changed else GONE


def _key(model: type[models.Model], text: str) -> dict[str, Any]:
    """The condition of a primary key from its text; of a composite one by its parts."""
    names = [field.name for field in model._meta.pk_fields]
    values = text.split("/")
    return {name: _value(model, name, value) for name, value in zip(names, values, strict=True)}


def _value(model: type[models.Model], name: str, text: str) -> Any:
    field: Any = model._meta.get_field(name)
    return bytes.fromhex(text) if isinstance(field, models.BinaryField) else field.to_python(text)


def _emptied(item: DestructionItem, rows: Any, today: date) -> dict[str, Any]:
    """The personal columns of a model with what stands in them afterwards."""
    model = apps.get_model(item.model)
    kept = set(settings("retention")["figures"].get(item.model, ()))
    declared = personal.load_declared()[item.model]
    values = {
        name: empty_value(model._meta.get_field(name), rows)
        for name in declared.personal
        if name not in kept and model._meta.get_field(name) not in model._meta.pk_fields
    }
    if item.model == ELDER:
        values |= {"name": NAMELESS, "name_key": "", "sources": {}, **_ended(rows, today)}
    return values


def _ended(rows: Any, today: date) -> dict[str, Any]:
    """Whoever lives and asked to be forgotten is here no more: no list and no call finds her."""
    is_alive = rows.filter(life_status="alive").exists()
    return {"life_status": "moved", "status_on": today} if is_alive else {}


def empty_value(field: Any, rows: Any) -> Any:
    """Nothing, as the column allows it; of a day its year alone."""
    if isinstance(field, SealedField) or field.null:
        return None
    if isinstance(field, models.DateTimeField | models.DateField):
        held = rows.values_list(field.name, flat=True).first()
        return held.replace(month=1, day=1) if held else held
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.IntegerField | models.FloatField):
        return 0
    return _empty_text(field)


def _empty_text(field: Any) -> Any:
    if isinstance(field, models.BinaryField):
        return b""
    if isinstance(field, models.JSONField):
        return {}
    return [] if field.get_internal_type() == "ArrayField" else ""
