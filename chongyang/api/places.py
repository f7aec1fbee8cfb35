"""Areas, reporting units, providers, responders on duty."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from chongyang.api import cursors
from chongyang.api.marks import reading
from chongyang.api.needs import Bearer, scope_of
from chongyang.api.problems import Problem
from chongyang.api.shapes import LIMIT, MOST, Body, Code, Cursor, Latitude, Limit, Longitude, interval, plain
from chongyang.providers import queries as providers
from chongyang.providers.enums import ProviderKind, ResponderKind
from chongyang.territory import queries as territory
from chongyang.territory.enums import Level, TokenName

areas = Router(tags=["territory"], auth=Bearer(TokenName.TERRITORY_READ))
places = Router(tags=["providers"], auth=Bearer(TokenName.PROVIDERS_READ))
NEAR_DEGREES = 0.1


class AreaRow(Schema):
    """A unit of the statistical tree; it covers the closed interval first … last."""

    code: str
    name: str
    level: str
    kind: str
    parent: str | None
    first: int
    last: int


class AreaPage(Schema):
    items: list[AreaRow]
    next: str | None


class AreaDetail(AreaRow):
    path: list[str]


class UnitRow(Schema):
    """One of the units by which the city counts; a managed zone is cut out of its county."""

    code: str
    key: str
    name: str
    intervals: list[list[int]]
    is_local: bool
    is_confirmed: bool


class ProviderRow(Schema):
    """A place of elder care as it is disclosed to everyone. Positions are WGS84."""

    id: UUID
    name: str
    kind: ProviderKind
    owner_kind: str
    area: int
    address: str
    longitude: float
    latitude: float
    phone: str
    beds: int
    nursing_beds: int
    day_places: int
    opened_on: date | None


class ProviderPage(Schema):
    items: list[ProviderRow]
    next: str | None


class ResponderRow(Schema):
    """Someone on duty within the token's scope; the telephone is masked."""

    id: UUID
    name: str
    kind: ResponderKind
    skills: list[str]
    organisation: UUID | None
    area: int
    longitude: float
    latitude: float
    phone: str
    capacity: int


class NearBody(Body):
    """A position belongs in no address, because it may be somebody's home."""

    longitude: Longitude
    latitude: Latitude
    kind: ProviderKind | None = None
    limit: Annotated[int, Field(ge=1, le=MOST)] = 20


def _area(row: Any) -> dict[str, Any]:
    return plain(row, AreaRow, parent=row.parent_id)


@areas.get("/areas", response=AreaPage, operation_id="list_areas", url_name="list_areas")
def list_areas(
    request: HttpRequest,
    level: Level = Level.COUNTY,
    within: Code | None = None,
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
) -> dict[str, Any]:
    """Units of one level, under another unit if wished, by code."""
    filters = {"level": level.value, "within": within}
    rows = territory.list_areas(level.value)
    if within:
        rows = rows.filter(code__startswith=territory.get_area(within).code)
    if cursor:
        rows = rows.filter(code__gt=cursors.read(cursor, "areas", filters, scope_of(request))[0])
    items, following = cursors.page(
        list(rows[: limit + 1]),
        limit,
        lambda row: cursors.write([row.code], "areas", filters, scope_of(request)),
    )
    return {"items": [_area(row) for row in items], "next": following}


@areas.get("/areas/{code}", response=AreaDetail, operation_id="get_area", url_name="get_area")
def get_area(request: HttpRequest, code: Code) -> dict[str, Any]:
    """One unit with the names of the units around it."""
    row = territory.get_area(code)
    around = [unit for unit in territory.area_path(row.first) if len(unit.code) <= len(row.code)]
    return {**_area(row), "path": [unit.name for unit in around]}


@areas.get("/reporting-units", response=list[UnitRow], operation_id="list_reporting_units")
def list_reporting_units(request: HttpRequest) -> list[dict[str, Any]]:
    """The units by which the city counts; disjoint, together the whole city."""
    return [plain(row, UnitRow) for row in territory.list_reporting_units()]


@places.get("/providers", response=ProviderPage, operation_id="list_providers", url_name="list_providers")
def list_providers(
    request: HttpRequest,
    kind: ProviderKind | None = None,
    area: Code | None = None,
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
) -> dict[str, Any]:
    """Open places by area; public rows, the same for every token."""
    filters = {"kind": kind and kind.value, "area": area}
    rows = providers.list_providers(kind.value if kind else None, interval(area))
    if cursor:
        at, last = cursors.read(cursor, "providers", filters, scope_of(request))
        rows = rows.filter(area__gte=int(at)).exclude(area=int(at), id__lte=UUID(last))
    items, following = cursors.page(
        list(rows[: limit + 1]),
        limit,
        lambda row: cursors.write([row.area, row.id], "providers", filters, scope_of(request)),
    )
    return {"items": [plain(row, ProviderRow) for row in items], "next": following}


@places.post("/providers/near", response=list[ProviderRow], operation_id="list_providers_near")
@reading
def list_providers_near(request: HttpRequest, body: NearBody) -> list[dict[str, Any]]:
    """Open places around a position (about 10 km), the nearest first."""
    kind = body.kind.value if body.kind else None
    rows = providers.list_providers_near((body.longitude, body.latitude), kind, NEAR_DEGREES, body.limit)
    return [plain(row, ProviderRow) for row in rows]


@places.get("/providers/{uuid:provider}", response=ProviderRow, operation_id="get_provider")
def get_provider(request: HttpRequest, provider: UUID) -> dict[str, Any]:
    """One place."""
    row = providers.get_provider(provider)
    if row is None:
        raise Problem("not-found")
    return plain(row, ProviderRow)


@places.post("/responders/near", response=list[ResponderRow], operation_id="list_responders_near")
@reading
def list_responders_near(request: HttpRequest, body: NearBody) -> list[dict[str, Any]]:
    """Responders on duty within the token's scope, the nearest first."""
    near = (body.longitude, body.latitude)
    rows = providers.list_responders(scope_of(request), near=near, limit=body.limit)
    return [plain(row, ResponderRow, phone=str(row.phone)) for row in rows]
