"""What may be destroyed, and the lists that say what is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from chongyang.core import access
from chongyang.core.models import Event, Step
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
from chongyang.registry.rules import personal

TRAIL = "core.Event"
BATCH = 500


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
    for batch in batched(_candidates(scope, one, before), BATCH):
        listed = _listed(batch)
        found += [one for one in batch if one.person not in held and (one.model, one.row) not in listed]
        if len(found) >= limit:
            break
    return found[:limit]


def batched(rows: Iterator[Candidate], size: int) -> Iterator[list[Candidate]]:
    """Pieces of at most so many; what was destroyed before is passed over, however much it is."""
    while batch := list(islice(rows, size)):
        yield batch


def _candidates(scope: Scope, one: RecordClass, before: date) -> Iterator[Candidate]:
    if one.by != "desk" or one.then == Then.NONE:
        return
    if one.clock == Clock.END_OF_PERSON:
        ended = registry.ended_before(scope, before)
        while persons := list(islice(ended, BATCH)):
            yield from of_persons(persons, one.key)
        return
    if one.then == Then.PAYLOAD:
        yield from _events(scope, before)
    for name, declared in personal.load_declared().items():
        if declared.retention == one.key and declared.personal:
            yield from _old_rows(scope, name, one, before)


def _events(scope: Scope, before: date) -> Iterator[Candidate]:
    rows = access.visible(Event.objects.filter(at__lt=_midnight(before), payload__isnull=False), scope)
    told = rows.order_by("seq").values_list("seq", "person", "area")
    for seq, person, area in told.iterator(chunk_size=BATCH):
        yield Candidate(TRAIL, str(seq), person, area, Then.PAYLOAD.value)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=ZONE)


def of_persons(persons: list[UUID], record_class: str = "") -> Iterator[Candidate]:
    """Every row about these persons, of one class or of all that may be erased."""
    if not persons:
        return
    alone = {name for others in settings("retention")["with"].values() for name in others}
    for name in models_of(record_class):
        if name not in alone:
            yield from rows_about(name, persons)


def rows_about(name: str, persons: list[UUID]) -> Iterator[Candidate]:
    """The rows of one model; where they do not say whose they are, person by person."""
    if name in settings("retention")["swept"]:
        yield from _swept(name, persons)
        return
    if not holdings.is_through_another(name):
        yield from (candidate_of(name, row) for row in holdings.rows_of(name, persons))
        return
    for person in persons:
        for row in holdings.rows_of(name, [person]):
            yield replace(candidate_of(name, row), person=person)


def _swept(name: str, persons: list[UUID]) -> Iterator[Candidate]:
    """Rows that are too many to be named one by one: the person stands for all of hers."""
    for person in persons:
        if row := next(iter(holdings.rows_of(name, [person])), None):
            yield Candidate(name, str(person), person, int(getattr(row, "area", 0) or 0), Then.SWEEP.value)


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


def _old_rows(scope: Scope, name: str, one: RecordClass, before: date) -> Iterator[Candidate]:
    rows: Any = holdings.aged(name, _midnight(before))
    if rows is None:
        rows = _past(apps.get_model(name), before)
    then = Then.DROP.value if one.then == Then.DROP else then_of(name)
    for row in access.visible(rows, scope).order_by("pk").iterator(chunk_size=BATCH):
        yield Candidate(name, key_of(row), getattr(row, "person", None), row.area, then)


def steps_ended_before(before: datetime) -> "models.QuerySet[Step]":
    """What was typed and attached at the steps of cases that ended before; what runs keeps its words."""
    return Step.objects.filter(case__ended_at__lt=before).exclude(reason="", evidence={})


def _past(model: type[models.Model], before: date) -> Any:
    """Rows whose own day is before this one; none of a model without a day."""
    every: Any = model._default_manager
    if not (column := moment_of(model)):
        return every.none()
    if "__" in column:
        return every.filter(**{f"{column}__lt": _midnight(before)})
    field = model._meta.get_field(column)
    is_day = isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField)
    return every.filter(**{f"{column}__lt": before if is_day else _midnight(before)})


def moment_of(model: type[models.Model]) -> str:
    """The column from which a row's own years count, its own or by `__` another row's; empty without one."""
    if path := settings("retention")["through"].get(model._meta.label):
        return str(path)
    names = {field.name for field in model._meta.local_fields}
    return next((name for name in settings("retention")["moments"] if name in names), "")


def _listed(batch: list[Candidate]) -> set[tuple[str, str]]:
    """Those that stand on a list that was not refused."""
    rows = DestructionItem.objects.filter(model__in={one.model for one in batch})
    rows = rows.filter(row__in=[one.row for one in batch]).exclude(list__state="refused")
    return set(rows.values_list("model", "row"))


def count_by_model(items: Iterable[Candidate]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for item in items:
        counts[item.model] = counts.get(item.model, 0) + 1
    return counts
