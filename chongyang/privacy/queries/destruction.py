"""What may be destroyed, and the lists that say what is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from chongyang.core import access
from chongyang.core.models import Event
from chongyang.core.queries import holdings
from chongyang.core.scopes import Scope
from chongyang.privacy.models import DestructionItem, DestructionList
from chongyang.privacy.permissions import Can, demand
from chongyang.privacy.queries.findings import NotFound
from chongyang.privacy.queries.holdings import models_of
from chongyang.privacy.queries.rights import held_persons
from chongyang.privacy.rules import retention
from chongyang.privacy.rules.data import settings
from chongyang.privacy.rules.retention import Clock, RecordClass, Then
from chongyang.privacy.rules.rights import ZONE
from chongyang.registry import queries as registry

TRAIL = "core.Event"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row whose time is over."""

    model: str
    row: str
    person: UUID | None
    area: int
    then: str


def list_lists(scope: Scope, *, before: UUID | None = None, limit: int = 50) -> list[DestructionList]:
    """The newest first; raises NotAllowed."""
    demand(scope, Can.KEEP_RECORDS)
    rows = access.visible(DestructionList.objects.all(), scope)
    if before:
        rows = rows.filter(id__lt=before)
    return list(rows.order_by("-id")[:limit])


def access_list(scope: Scope, key: UUID) -> DestructionList:
    """One list within reach; raises NotAllowed, NotFound."""
    demand(scope, Can.KEEP_RECORDS)
    row = access.visible(DestructionList.objects.filter(id=key), scope).first()
    if row is None:
        raise NotFound(str(key))
    return row


def list_items(scope: Scope, key: UUID, *, limit: int = 200) -> list[DestructionItem]:
    """Rows of a list in their order."""
    access_list(scope, key)
    rows = access.visible(DestructionItem.objects.filter(list=key), scope)
    return list(rows.order_by("model", "row")[:limit])


def find_over(scope: Scope, one: RecordClass, today: date, limit: int) -> list[Candidate]:
    """At most `limit` rows of a class whose time is over, within scope, not held and on no list yet."""
    before = retention.over_before(one, today)
    held = held_persons()
    found: list[Candidate] = []
    for candidate in _candidates(scope, one, before, limit + len(held)):
        if candidate.person not in held and not _listed(candidate):
            found.append(candidate)
        if len(found) >= limit:
            break
    return found


def _candidates(scope: Scope, one: RecordClass, before: date, limit: int) -> Iterator[Candidate]:
    if one.by != "desk" or one.then == Then.NONE:
        return
    if one.then == Then.PAYLOAD:
        yield from _events(scope, before, limit)
    elif one.clock == Clock.END_OF_PERSON:
        yield from of_persons(registry.ended_before(scope, before, limit), one.key)
    else:
        for name in models_of(one.key):
            yield from _old_rows(scope, name, one, before, limit)


def _events(scope: Scope, before: date, limit: int) -> Iterator[Candidate]:
    rows = access.visible(Event.objects.filter(at__lt=_midnight(before), payload__isnull=False), scope)
    for seq, person, area in rows.order_by("seq").values_list("seq", "person", "area")[:limit]:
        yield Candidate(TRAIL, str(seq), person, area, Then.PAYLOAD.value)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=ZONE)


def of_persons(persons: list[UUID], record_class: str = "") -> Iterator[Candidate]:
    """Every row about these persons, of one class or of all that may be erased."""
    if not persons:
        return
    for name in models_of(record_class):
        yield from rows_about(name, persons)


def rows_about(name: str, persons: list[UUID]) -> Iterator[Candidate]:
    """The rows of one model; where they do not say whose they are, person by person."""
    if not holdings.is_through_another(name):
        yield from (candidate_of(name, row) for row in holdings.rows_of(name, persons))
        return
    for person in persons:
        for row in holdings.rows_of(name, [person]):
            yield replace(candidate_of(name, row), person=person)


def candidate_of(name: str, row: Any) -> Candidate:
    person = getattr(row, holdings.person_column(type(row)) or "person", None)
    return Candidate(name, key_of(row), person, int(getattr(row, "area", 0) or 0), then_of(name))


def key_of(row: models.Model) -> str:
    """The primary key as text; of a composite one its parts, bytes as hex."""
    parts = row.pk if isinstance(row.pk, tuple) else (row.pk,)
    return "/".join(bytes(p).hex() if isinstance(p, bytes | memoryview) else str(p) for p in parts)


def then_of(name: str) -> str:
    """What happens to a row of this model: some go whole whatever their class says."""
    return (Then.DROP if name in settings("retention")["dropped"] else Then.ERASE).value


def _old_rows(scope: Scope, name: str, one: RecordClass, before: date, limit: int) -> Iterator[Candidate]:
    model = apps.get_model(name)
    if not (column := moment_of(model)):
        return
    is_day = isinstance(model._meta.get_field(column), models.DateField) and not isinstance(
        model._meta.get_field(column), models.DateTimeField
    )
    over = before if is_day else _midnight(before)
    rows: Any = model._default_manager.filter(**{f"{column}__lt": over})
    for row in access.visible(rows, scope).order_by(column, "pk")[:limit]:
        then = Then.DROP.value if one.then == Then.DROP else then_of(name)
        yield Candidate(name, key_of(row), getattr(row, "person", None), row.area, then)


def moment_of(model: type[models.Model]) -> str:
    """The column from which a row's own years count; empty for a model without one."""
    names = {field.name for field in model._meta.local_fields}
    return next((name for name in settings("retention")["moments"] if name in names), "")


def _listed(candidate: Candidate) -> bool:
    """Whether a list that was not refused has this row."""
    rows = DestructionItem.objects.filter(model=candidate.model, row=candidate.row)
    return rows.exclude(list__state="refused").exists()


def count_by_model(items: Iterable[Candidate]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for item in items:
        counts[item.model] = counts.get(item.model, 0) + 1
    return counts
