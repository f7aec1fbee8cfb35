"""One row emptied or dropped. What the database demands of a column is kept: no rule is bent for it."""

import logging
import secrets
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import DatabaseError, models, transaction

from chongyang.core.fields import SealedField, index_of
from chongyang.core.queries import holdings
from chongyang.privacy.models import DestructionItem
from chongyang.privacy.rules.data import settings
from chongyang.privacy.rules.retention import Then
from chongyang.privacy.rules.rights import ZONE
from chongyang.registry.rules import personal

log = logging.getLogger(__name__)
GONE, ERASED, DROPPED, KEPT = "gone", "erased", "dropped", "kept"
NAMELESS = "已删除"
ELDER = "registry.Elder"
MOST_SWEPT = 100


def destroy(item: DestructionItem, now: datetime) -> str:
    """What became of the row: `erased`, `dropped`, `gone` if not there, `kept` if the database refused."""
    if item.then == Then.PAYLOAD:
        return ERASED  # by privacy_erase_traces, with the others of its list
    model = apps.get_model(item.model)
    rows: Any = model._default_manager.filter(**_key(model, item))
    try:
        with transaction.atomic():
            item.digest = digest_of(item, rows)
            if getattr(model, "append_only", False):
                return ERASED if item.digest else GONE  # emptied by privacy_erase_traces as well
            holdings.tell_leaving(item.model, rows, now)
            return _destroy(rows, item, now.astimezone(ZONE).date())
    except DatabaseError as error:
        log.warning("a row of %s was not destroyed: %s", item.model, type(error).__name__)
        return KEPT


def _destroy(rows: Any, item: DestructionItem, today: date) -> str:
    if item.then in (Then.DROP, Then.SWEEP):
        return DROPPED if rows.delete()[0] else GONE
    changed = rows.update(**_emptied(item, rows, today))
    for other, column in settings("retention")["with"].get(item.model, {}).items():
        apps.get_model(other)._default_manager.filter(**{column: UUID(item.row)}).delete()
    return ERASED if changed else GONE


def digest_of(item: DestructionItem, rows: Any) -> str:
    """The keyed digest of what the row says before it goes; empty where there is no row."""
    said = sorted(str(sorted(values.items())) for values in rows.values()[:MOST_SWEPT])
    return index_of(f"{item.model}\t{said}", "destruction").hex() if said else ""


def _key(model: type[models.Model], item: DestructionItem) -> dict[str, Any]:
    """The condition of a primary key from its text; of a composite one by its parts."""
    if item.then == Then.SWEEP:
        return {"person": UUID(item.row)}
    names = [field.name for field in model._meta.pk_fields]
    values = item.row.split("/")
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
        return secrets.token_bytes(16)  # a key that must differ from others still does, and is nobody's
    if isinstance(field, models.JSONField):
        return field.get_default() if field.has_default() else {}
    return [] if field.get_internal_type() == "ArrayField" else ""
