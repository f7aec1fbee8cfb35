"""The checks of integrity by JSON: what each finds within reach, and its rows a page at a time."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Router, Schema

from chongyang.api import cursors
from chongyang.api.needs import Bearer, scope_of
from chongyang.api.shapes import LIMIT, Cursor, Limit
from chongyang.core.clock import now
from chongyang.territory import operations as territory
from chongyang.territory.enums import TokenName

integrity = Router(tags=["integrity"], auth=Bearer(TokenName.INTEGRITY_READ))


class CheckRow(Schema):
    """A named check; `open` are those found and not accepted as right."""

    name: str
    label: str
    severity: str
    source: str
    found: int
    excused: int
    open: int


class CheckFindingRow(Schema):
    """A row that a check found, by its key and, where it is about a person, her file's."""

    row: UUID
    person: UUID | None
    area: int
    since: datetime
    excused_until: date | None


class CheckFindingPage(Schema):
    items: list[CheckFindingRow]
    next: str | None


@integrity.get("/integrity/checks", response=list[CheckRow], operation_id="list_checks")
def list_checks(request: HttpRequest) -> list[dict[str, Any]]:
    """Every check with its counts within reach, the severe ones first."""
    return [
        {
            "name": one.check.name,
            "label": gettext(one.check.label),
            "severity": one.check.severity.value,
            "source": one.check.source,
            "found": one.value,
            "excused": one.excused,
            "open": one.open,
        }
        for one in territory.list_found(scope_of(request), now=now())
    ]


@integrity.get("/integrity/checks/{name}/findings", response=CheckFindingPage, operation_id="list_findings")
def list_findings(
    request: HttpRequest, name: str, cursor: Cursor | None = None, limit: Limit = LIMIT
) -> dict[str, Any]:
    """What one check found within reach, in order of the rows' keys."""
    scope, filters = scope_of(request), {"name": name}
    after = UUID(cursors.read(cursor, "findings", filters, scope)[0]) if cursor else None
    lines = territory.list_lines(scope, name, now=now(), after=after, limit=limit + 1)
    items, following = cursors.page(
        lines, limit, lambda line: cursors.write([line.row], "findings", filters, scope)
    )
    shown = [
        {
            **{name: getattr(line, name) for name in ("row", "person", "area", "since")},
            "excused_until": line.excuse.until if line.excuse else None,
        }
        for line in items
    ]
    return {"items": shown, "next": following}
