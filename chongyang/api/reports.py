"""Reports by JSON: the same as at the desk. Operations of the router of assessment."""

import base64
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from chongyang.api.needs import scope_of
from chongyang.api.problems import Problem
from chongyang.api.shapes import Body, plain
from chongyang.api.supervision import assessment, writes
from chongyang.core.clock import now
from chongyang.indicators.rules.periods import Period
from chongyang.supervision.operations import reports as operations
from chongyang.supervision.queries import reports as queries
from chongyang.supervision.reports_files import UnknownForm, file_of


class MadeReportRow(Schema):
    """A made report; `digest` is the SHA-256 of its sections. `published_at` is empty for a draft."""

    id: UUID
    period: str
    place: str
    edition: int
    digest: str
    made_on: date
    made_at: datetime
    published_at: datetime | None


class MadeReportWhole(MadeReportRow):
    """With what it says: sections of paragraphs, tables and pictures."""

    sections: list[dict[str, Any]]


class MadeReportFile(Schema):
    """`content` is base64."""

    name: str
    media_type: str
    content: str


class MadeReportBody(Body):
    """`period` as 2018Q4 or 2018; `place` is `city` or a reporting unit's key."""

    period: Annotated[str, Field(pattern=r"^20\d\d(Q[1-4])?$")]
    place: Annotated[str, Field(min_length=1, max_length=20)] = "city"


@assessment.get("/statistics/reports", response=list[MadeReportRow], operation_id="list_made_reports")
def list_made_reports(request: HttpRequest) -> list[dict[str, Any]]:
    """The newest within reach."""
    return [plain(row, MadeReportRow) for row in queries.list_reports(scope_of(request), now=now())]


@writes("/statistics/reports", MadeReportWhole, "make_report")
def make_report(request: HttpRequest, body: MadeReportBody) -> dict[str, Any]:
    """Make one; where the values are those of the newest edition, that one."""
    period = Period.read(body.period)
    row = operations.make_report(period=period, place=body.place, scope=scope_of(request), now=now())
    return plain(row, MadeReportWhole)


@assessment.get("/statistics/reports/{uuid:report}", response=MadeReportWhole, operation_id="get_report")
def get_report(request: HttpRequest, report: UUID) -> dict[str, Any]:
    """What it says."""
    return plain(queries.access_report(scope_of(request), report, now=now()), MadeReportWhole)


@assessment.get(
    "/statistics/reports/{uuid:report}/files/{form}", response=MadeReportFile, operation_id="get_report_file"
)
def get_report_file(request: HttpRequest, report: UUID, form: str) -> dict[str, Any]:
    """Word (`docx`) or PDF (`pdf`)."""
    try:
        made = file_of(queries.access_report(scope_of(request), report, now=now()), form)
    except UnknownForm as error:
        raise Problem("not-found") from error
    return {
        "name": made.name,
        "media_type": made.media_type,
        "content": base64.b64encode(made.data).decode(),
    }


@writes("/statistics/reports/{uuid:report}/publish", MadeReportRow, "publish_report")
def publish_report(request: HttpRequest, report: UUID) -> dict[str, Any]:
    """Open it to everybody; another person made it."""
    return plain(operations.publish_report(report=report, scope=scope_of(request), now=now()), MadeReportRow)
