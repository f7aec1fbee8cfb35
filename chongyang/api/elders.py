"""Elders: lists, search, export, the file, what was read of it. Masked unless a purpose opens more."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext
from ninja import Header, Router, Schema
from pydantic import Field

from chongyang.api import cursors, files, problems
from chongyang.api.files import FileShape
from chongyang.api.marks import reading
from chongyang.api.needs import Bearer, demand_name, pass_of, scope_of
from chongyang.api.problems import Problem
from chongyang.api.shapes import LIMIT, MOST, Body, Code, Cursor, ElderRow, Limit, elder_row, interval
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import Interval, Scope
from chongyang.core.words import N_
from chongyang.privacy import operations as privacy
from chongyang.privacy.rules.exports import Purpose as ExportPurpose
from chongyang.registry import operations as registry
from chongyang.registry import queries
from chongyang.registry.enums import Purpose, SearchPurpose
from chongyang.telecare import queries as telecare
from chongyang.territory.enums import TokenName

elders = Router(tags=["elders"], auth=Bearer(TokenName.ELDERS_READ))
WHY = N_("查看档案须说明目的：请在 X-Purpose 请求头中填写下列之一：%(known)s。老人本人可以看到谁因何查看。")
NDJSON = "application/x-ndjson"
CHECK = ExportPurpose.CHECK.value
Fields = Annotated[str, Field(max_length=40)]


class ElderPage(Schema):
    items: list[ElderRow]
    next: str | None


class Count(Schema):
    count: int


class SearchBody(Body):
    """Name or part of it, pinyin, initials, identity number, telephone, card; never in an address."""

    text: Annotated[str, Field(max_length=200)]
    limit: Annotated[int, Field(ge=1, le=MOST)] = LIMIT


class Found(Schema):
    """At most `limit` elders; `message` says what to do when there are none or too many."""

    items: list[ElderRow]
    message: str


class RevealBody(Body):
    field: Fields
    purpose: Purpose
    contact: UUID | None = None


class Plain(Schema):
    value: str


class ReadingRow(Schema):
    """One look into the file."""

    at: datetime
    kind: str
    role: str
    organisation: UUID | None
    purpose: str
    fields: list[str]


class DeviceRow(Schema):
    id: UUID
    serial: str
    kind: str
    state: str
    place: str
    installed_on: date | None
    last_seen_at: datetime | None
    battery_percent: int | None


@elders.get("/elders", response=ElderPage, operation_id="list_elders", url_name="list_elders")
def list_elders(
    request: HttpRequest, area: Code | None = None, cursor: Cursor | None = None, limit: Limit = LIMIT
) -> dict[str, Any]:
    """Elders within reach in order of spelling, masked."""
    scope, filters = scope_of(request), {"area": area}
    after = None
    if cursor:
        spelling, last = cursors.read(cursor, "elders", filters, scope)
        after = (spelling, UUID(last))
    rows = queries.list_elders(scope, after, limit + 1, interval(area))
    items, following = cursors.page(
        rows, limit, lambda row: cursors.write(queries.cursor_of(row), "elders", filters, scope)
    )
    return {"items": [elder_row(queries.masked(row)) for row in items], "next": following}


@elders.get("/elders/count", response=Count, operation_id="count_elders")
def count_elders(request: HttpRequest, area: Code | None = None) -> dict[str, int]:
    """How many elders are within reach."""
    return {"count": queries.count_elders(scope_of(request), interval(area))}


@elders.post("/elders/search", response=Found, operation_id="search_elders")
@reading
def search_elders(request: HttpRequest, body: SearchBody) -> dict[str, Any]:
    """Find elders within reach."""
    scope, purpose = scope_of(request), SearchPurpose.PROGRAM.value
    found = registry.search_elders(
        text=body.text, purpose=purpose, scope=scope, by=scope.actor, now=now(), limit=body.limit
    )
    items = [elder_row(queries.masked(row)) for row in found]
    return {"items": items, "message": gettext(found.message) if found.message else ""}


@elders.get(
    "/elders/export",
    response={200: None},
    auth=Bearer(TokenName.ELDERS_EXPORT),
    operation_id="export_elders",
)
def export_elders(request: HttpRequest, area: Code | None = None) -> HttpResponseBase:
    """Masked rows as NDJSON, one elder a line; too many at once are refused before the first, and what needs
    an approval is asked for: the problem names the export.
    """
    scope, within = scope_of(request), interval(area)
    row = privacy.ask_export(within=within, purpose=CHECK, scope=scope, now=now())
    if row.state == "asked":
        return problems.answer(problems.Problem("export-needs-approval", export=str(row.id)))
    privacy.begin_taking(export=row.id, form="ndjson", scope=scope, now=now())
    response = StreamingHttpResponse(_lines(scope, within), content_type=NDJSON)
    response["Content-Disposition"] = 'attachment; filename="elders.ndjson"'
    return response


def _lines(scope: Scope, within: Interval | None) -> Iterator[str]:
    """The stream outlives the request's transaction, so it has its own, under the same scope."""
    with enter(scope):
        for row in queries.export_elders(scope, within=within):
            yield json.dumps(asdict(row), cls=DjangoJSONEncoder, ensure_ascii=False) + "\n"


@elders.get("/elders/{uuid:elder}", response=FileShape, operation_id="read_file", url_name="elder")
def read_file(
    request: HttpRequest,
    elder: UUID,
    purpose: Annotated[str | None, Header(alias="X-Purpose", max_length=40)] = None,
) -> Any:
    """The whole file for a purpose of the list; an event keeps who read it and why.

    `emergency` lays telephone and address open (the token needs `elders:reveal`); all else is masked.
    """
    if purpose not in set(Purpose):
        raise Problem("purpose-missing", WHY, words={"known": ", ".join(Purpose)})
    if purpose == Purpose.EMERGENCY:
        demand_name(pass_of(request), TokenName.ELDERS_REVEAL)
    scope = scope_of(request)
    held = registry.read_file(elder_id=elder, purpose=purpose, scope=scope, by=scope.actor, now=now())
    return files.answer(held)


@elders.post(
    "/elders/{uuid:elder}/reveal",
    response=Plain,
    auth=Bearer(TokenName.ELDERS_REVEAL),
    operation_id="reveal_field",
)
@reading
def reveal_field(request: HttpRequest, elder: UUID, body: RevealBody) -> dict[str, str]:
    """One sealed field in the clear, for a purpose; each time an event that the elder can see."""
    scope, purpose = scope_of(request), body.purpose.value
    value = registry.reveal(
        elder_id=elder,
        field=body.field,
        purpose=purpose,
        scope=scope,
        by=scope.actor,
        now=now(),
        contact=body.contact,
    )
    return {"value": value}


@elders.get("/elders/{uuid:elder}/contacts", response=list[files.ContactShape], operation_id="list_contacts")
def list_contacts(
    request: HttpRequest,
    elder: UUID,
    purpose: Annotated[str | None, Header(alias="X-Purpose", max_length=40)] = None,
) -> list[dict[str, Any]]:
    """Whom to call, in order; numbers are masked. A reading like any other, for `contact` unless told."""
    scope, stated = scope_of(request), purpose or Purpose.CONTACT.value
    registry.read_part(
        elder_id=elder, part="contacts", purpose=stated, scope=scope, by=scope.actor, now=now()
    )
    return [files.contact(row) for row in queries.list_contacts(scope, elder)]


@elders.get("/elders/{uuid:elder}/readings", response=list[ReadingRow], operation_id="list_readings")
def list_readings(request: HttpRequest, elder: UUID, limit: Limit = LIMIT) -> list[dict[str, Any]]:
    """Who read this file, when and why, the newest first."""
    rows = queries.who_read(scope_of(request), elder, limit)
    return [{name: getattr(row, name) for name in ReadingRow.model_fields} for row in rows]


@elders.get(
    "/elders/{uuid:elder}/devices",
    response=list[DeviceRow],
    auth=Bearer(TokenName.DEVICES_READ),
    operation_id="list_devices",
)
def list_devices(request: HttpRequest, elder: UUID) -> list[dict[str, Any]]:
    """The devices in her home."""
    queries.access_elder(scope_of(request), elder)
    rows = telecare.list_devices_of(scope_of(request), elder)
    return [{name: getattr(row, name) for name in DeviceRow.model_fields} for row in rows]
