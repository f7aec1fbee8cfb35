"""Loads the tree, the organisations and the reporting units that the program ships. Safe to repeat."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models, transaction

from chongyang.core.keys import named_key
from chongyang.territory.models import Area, Organisation, ReportingUnit, Succession
from chongyang.territory.rules import organisations, reference

AREA_COLUMNS = ("first", "last", "name", "level", "kind", "parent_id", "valid_from", "valid_to")
ORGANISATION_COLUMNS = (
    *("key", "name", "short_name", "kind", "parent_id", "area", "intervals"),
    *("valid_from", "valid_to", "is_confirmed", "source"),
)


def upsert(rows: Sequence[models.Model], columns: Sequence[str], unique: str = "id") -> None:
    """Insert rows, or bring the ones that are there to the same columns."""
    type(rows[0]).objects.bulk_create(  # type: ignore[attr-defined]
        rows, update_conflicts=True, unique_fields=[unique], update_fields=list(columns), batch_size=2000
    )


@transaction.atomic
def load_reference() -> dict[str, int]:
    """Areas, organisations with successors, reporting units; returns how many of each."""
    areas = list(map(_area, reference.load_areas()))
    upsert(areas, AREA_COLUMNS, unique="code")
    shipped = [*organisations.load_organisations(), *organisations.street_offices(reference.load_areas())]
    upsert(list(map(_organisation, _parents_first(shipped))), ORGANISATION_COLUMNS)
    successions = [row for organisation in shipped for row in _successions(organisation)]
    upsert(successions, ("is_confirmed", "source"))
    units = list(map(_unit, reference.load_reporting_units()))
    upsert(units, ("code", "name", "is_local", "is_confirmed", "intervals", "residents"), unique="key")
    return {"areas": len(areas), "organisations": len(shipped), "reporting_units": len(units)}


def _area(area: reference.Area) -> Area:
    first, last = area.interval
    return Area(
        code=area.code,
        first=first,
        last=last,
        name=area.name,
        level=area.level,
        kind=area.kind,
        parent_id=area.parent,
        valid_from=area.valid_from,
        valid_to=area.valid_to,
    )


def _parents_first(rows: Iterable[organisations.Organisation]) -> list[organisations.Organisation]:
    by_key = {row.key: row for row in rows}

    def depth(row: organisations.Organisation) -> int:
        return 1 + depth(by_key[row.parent]) if row.parent else 0

    return sorted(by_key.values(), key=depth)


def organisation_key(key: str) -> Any:
    """The row key of a shipped organisation: the same on every machine."""
    return named_key("organisation", key)


def _organisation(row: organisations.Organisation) -> Organisation:
    return Organisation(
        id=organisation_key(row.key),
        key=row.key,
        name=row.name,
        short_name=row.short,
        kind=row.kind,
        parent_id=organisation_key(row.parent) if row.parent else None,
        area=row.area,
        intervals=[list(pair) for pair in row.intervals],
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        is_confirmed=row.confirmed,
        source=row.source,
    )


def _successions(row: organisations.Organisation) -> list[Succession]:
    return [
        Succession(
            id=named_key("succession", row.key, successor.key),
            former_id=organisation_key(row.key),
            successor_id=organisation_key(successor.key),
            is_confirmed=successor.confirmed,
            source=successor.source,
        )
        for successor in row.successors
    ]


def _unit(unit: reference.ReportingUnit) -> ReportingUnit:
    return ReportingUnit(
        key=unit.key,
        code=unit.code,
        name=unit.name,
        is_local=unit.is_local,
        is_confirmed=unit.confirmed,
        intervals=[list(pair) for pair in unit.intervals],
        residents=unit.residents_2019,
    )
