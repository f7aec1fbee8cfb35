"""Courses and journeys by JSON, as on the pages: what is offered, one's own places, figures.

What a host keeps and the roll call: `activities_keeping`.
"""

import base64
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Status

from chongyang.activities import operations, queries
from chongyang.activities.papers import set_certificate
from chongyang.api import activities_shapes as shapes
from chongyang.api import cursors
from chongyang.api.evidence import FileContent
from chongyang.api.needs import Bearer, scope_of, writer
from chongyang.api.orders import said
from chongyang.api.problems import Problem
from chongyang.api.shapes import LIMIT, Code, Cursor, Limit, interval, plain
from chongyang.core.clock import now
from chongyang.territory.enums import TokenName

activities = Router(tags=["activities"], auth=Bearer(TokenName.ACTIVITIES_READ))
writes = writer(activities, Bearer(TokenName.ACTIVITIES_WRITE))
WAY = "/activities"
ONE = WAY + "/offerings/{uuid:offering}"
HELD = WAY + "/enrolments/{uuid:enrolment}"
YEAR = timedelta(days=365)


def row_of(row: Any) -> dict[str, Any]:
    return plain(row, shapes.ActivityRow, host=row.host_id, route=row.route_id)


def file_of(row: Any) -> dict[str, Any]:
    """An offering that was accessed, with its lessons."""
    lessons = [lesson_of(one) for one in queries.lessons_of(row.id)]
    health = row.route.health if row.route else []
    keys = {"host": row.host_id, "route": row.route_id}
    return plain(row, shapes.ActivityFile, lessons=lessons, health=health, **keys)


def lesson_of(row: Any) -> dict[str, Any]:
    return plain(row, shapes.ActivityLesson, room=row.room_id)


def route_of(row: Any) -> dict[str, Any]:
    return plain(row, shapes.ActivityRoute, host=row.host_id)


def enrolments_of(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Enrolments that were accessed, with how often she came and which one waits."""
    came = queries.attendance_of(rows)
    return [_enrolment(row, *came.get(row.id, (0, 0))) for row in rows]


def enrolment_of(row: Any) -> dict[str, Any]:
    return enrolments_of([row])[0]


def _enrolment(row: Any, came: int, marked: int) -> dict[str, Any]:
    line = queries.place_in_line(row) if row.state == "waiting" else 0
    covered = {"name": str(row.name), "phone": str(row.phone), "offering": row.offering_id}
    return plain(row, shapes.ActivityEnrolment, line=line, came=came, marked=marked, **covered)


def notice_of(row: Any) -> dict[str, Any]:
    keys = {"enrolment": row.enrolment_id, "offering": row.enrolment.offering_id}
    return plain(row, shapes.ActivityNotice, **keys)


@activities.get(WAY + "/offerings", response=shapes.ActivityPage, operation_id="list_activities")
def list_activities(
    request: HttpRequest,
    kind: Literal["", "course", "journey"] = "",
    subject: shapes.Key = "",
    weekday: Annotated[int, Query(ge=0, le=7)] = 0,
    area: Code | None = None,
    free: bool = False,
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
) -> dict[str, Any]:
    """What is published and takes enrolments now or soon, the next to begin first."""
    scope, after = scope_of(request), None
    wanted = queries.Wanted(
        kind=kind, subject=subject, weekday=weekday, within=interval(area), has_places=free
    )
    filters = {"wanted": str(wanted)}
    if cursor:
        first, last = cursors.read(cursor, "activities", filters, scope)
        after = (date.fromisoformat(first), UUID(last))
    rows = queries.list_offered(wanted, timezone.localdate(now()), after=after, limit=limit + 1)
    items, following = cursors.page(
        rows,
        limit,
        lambda row: cursors.write((row.starts_on.isoformat(), row.id), "activities", filters, scope),
    )
    return {"items": [row_of(row) for row in items], "next": following}


@activities.get(ONE, response=shapes.ActivityFile, operation_id="read_activity")
def read_activity(request: HttpRequest, offering: UUID) -> Any:
    """One that was published, with its lessons; stopped and ended ones say so."""
    return file_of(queries.access_public(offering))


@activities.get(WAY + "/routes", response=list[shapes.ActivityRoute], operation_id="list_activity_routes")
def list_routes(request: HttpRequest) -> Any:
    """Travel routes of confirmed hosts, by name."""
    return [route_of(row) for row in queries.list_routes()]


@activities.get(
    WAY + "/routes/{uuid:route}", response=shapes.ActivityRoute, operation_id="read_activity_route"
)
def read_route(request: HttpRequest, route: UUID) -> Any:
    """One route with its stops and what it asks of health."""
    return route_of(queries.access_route(route))


@activities.get(WAY + "/hosts", response=list[shapes.ActivityHost], operation_id="list_activity_hosts")
def list_hosts(request: HttpRequest, area: Code | None = None) -> Any:
    """Confirmed schools, venues and bases, by name."""
    return queries.list_hosts(interval(area))


@activities.get(WAY + "/enrolments", response=shapes.OwnActivities, operation_id="list_activity_enrolments")
def list_enrolments(request: HttpRequest, person: UUID) -> Any:
    """One's own, of whom one orders for, or of whom a desk reaches; that one looked is recorded."""
    told = said(request)
    rows = operations.read_enrolments(person=person, **told)
    notices = queries.list_notices(told["scope"], [row.id for row in rows])
    return {"enrolments": enrolments_of(rows), "notices": [notice_of(row) for row in notices]}


@writes(WAY + "/enrolments", shapes.ActivityEnrolment, "enrol_in_activity", made=True)
def enrol(request: HttpRequest, body: shapes.ActivityEnrolBody) -> Any:
    """A place where one is free, else the waiting list. Who is in already stays as she is."""
    return Status(201, enrolment_of(operations.enrol(**body.dict(), **said(request))))


@writes(HELD + "/withdrawal", shapes.ActivityEnrolment, "leave_activity")
def leave(request: HttpRequest, enrolment: UUID, body: shapes.ActivityLeaveBody) -> Any:
    """Give the place back; what of the fee goes back stands in the answer."""
    row = operations.withdraw(enrolment=enrolment, why=body.why.value, **said(request))
    return enrolment_of(row)


@activities.get(HELD + "/certificate", response=FileContent, operation_id="read_activity_certificate")
def read_certificate(request: HttpRequest, enrolment: UUID) -> Any:
    """The PDF, for who came at least once."""
    at = now()
    row = queries.access_enrolment(scope_of(request), enrolment, at)
    came, marked = queries.attendance_of([row]).get(row.id, (0, 0))
    if not came:
        raise Problem("not-found")
    data = set_certificate(row, came=came, marked=marked, at=at)
    content = base64.b64encode(data).decode()
    return {"name": f"{row.number}.pdf", "media_type": "application/pdf", "content": content}


@writes(WAY + "/notices/{uuid:notice}/seen", shapes.ActivityNotice, "see_activity_notice")
def see(request: HttpRequest, notice: UUID) -> Any:
    """Read, or told by telephone: its message is not sent any more."""
    operations.see(notice=notice, **said(request))
    return notice_of(queries.access_notice(scope_of(request), notice, now()))


@activities.get(WAY + "/figures", response=list[shapes.ActivityTally], operation_id="read_activity_figures")
def figures(
    request: HttpRequest,
    first: shapes.Day | None = None,
    last: shapes.Day | None = None,
) -> Any:
    """Sums by county of what runs on any of these days; by default of the last year."""
    at = now()
    until = last or timezone.localdate(at)
    since = first or until - YEAR
    return queries.tally_of(scope_of(request), since, until, now=at)
