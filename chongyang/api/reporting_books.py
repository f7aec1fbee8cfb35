"""Workbooks of returns by JSON: out with what stands, looked at when they come back, taken in as one."""

import base64
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from chongyang.api.funding import said
from chongyang.api.marks import streaming
from chongyang.api.needs import scope_of
from chongyang.api.problems import Problem
from chongyang.api.reporting import WRITES, returns
from chongyang.api.reporting_shapes import (
    FilingBook,
    FilingBookFile,
    FilingBookRow,
    FilingBooks,
    FilingBookStepBody,
    Quarter,
)
from chongyang.api.shapes import plain
from chongyang.api.uploads import sent_file
from chongyang.indicators.enums import Level
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import load_places
from chongyang.reporting import operations, queries
from chongyang.reporting.rules.workbooks import XLSX

ROW = "/returns/workbooks/{uuid:workbook}"
PLACE = "/returns/workbooks/{period}/{place}"
"""Registered after those of one workbook, which it would hide."""


@returns.get("/returns/workbooks", response=FilingBooks, operation_id="list_workbooks_of_returns")
def list_workbooks(request: HttpRequest) -> dict[str, Any]:
    """What may be taken out now, and what the caller brought back, the newest first."""
    scope = scope_of(request)
    return {"offers": queries.list_offers(scope), "items": queries.list_workbooks(scope)}


@returns.get(ROW, response=FilingBook, operation_id="read_workbook_of_returns")
def read_workbook(request: HttpRequest, workbook: UUID) -> dict[str, Any]:
    """What it would change as things stand, or why it cannot be taken in."""
    return _whole(request, queries.access_workbook(scope_of(request), workbook))


@returns.post(f"{ROW}/steps", response=FilingBook, auth=WRITES, operation_id="settle_workbook_of_returns")
def settle_workbook(request: HttpRequest, workbook: UUID, body: FilingBookStepBody) -> dict[str, Any]:
    """Write all that it changes or nothing; or drop it."""
    step = operations.take_workbook if body.action == "take" else operations.drop_workbook
    step(workbook=workbook, **said(request))
    return read_workbook(request, workbook)


@returns.get(PLACE, response=FilingBookFile, operation_id="write_workbook_of_returns")
def write_workbook(request: HttpRequest, period: Quarter, place: str) -> dict[str, Any]:
    """The workbook of a place and quarter, filled with what stands."""
    quarter = Period.read(period)
    held = load_places(quarter.days.last).get(place)
    if held is None:
        raise Problem("not-found")
    data = queries.write_workbook(scope_of(request), place, quarter, held.name or Level.CITY.label)
    content = base64.b64encode(data).decode()
    return {"name": f"{place}-{period}.xlsx", "media_type": XLSX, "content": content}


@returns.put(
    f"{PLACE}/filled", response={201: FilingBook}, auth=WRITES, operation_id="send_workbook_of_returns"
)
@streaming
def send_workbook(request: HttpRequest, period: Quarter, place: str, name: str = "") -> Any:
    """The bytes of a workbook as the body; nothing is written into the returns yet."""
    row = operations.upload_workbook(
        place=place, quarter=Period.read(period), **sent_file(request, name), **said(request)
    )
    return _whole(request, row)


def _whole(request: HttpRequest, row: Any) -> dict[str, Any]:
    looked = operations.look_at_workbook(workbook=row, scope=scope_of(request))
    return plain(row, FilingBookRow) | {
        "changes": [_change(one) for one in looked.changes],
        "faults": [{"address": address, "text": text} for address, text in looked.faults.items()],
    }


def _change(one: operations.Change) -> dict[str, Any]:
    told, stands = one.told, one.stands
    return {
        "report": one.report.id,
        "item": one.cell.item,
        "address": one.address,
        "numerator": told.numerator if told else None,
        "denominator": told.denominator if told else None,
        "present_numerator": stands.numerator if stands else None,
        "present_denominator": stands.denominator if stands else None,
        "is_clash": one.is_clash,
    }
