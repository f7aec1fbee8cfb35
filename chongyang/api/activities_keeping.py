"""What a host keeps by JSON, as at its desk: rooms, routes, courses, lessons, the counter, the roll call.

And what a department confirms.
"""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Status

from chongyang.activities import operations, queries
from chongyang.activities.operations import errors
from chongyang.activities.rules.timetable import Slot
from chongyang.api import activities_shapes as shapes
from chongyang.api.activities import (
    HELD,
    ONE,
    WAY,
    activities,
    enrolment_of,
    enrolments_of,
    file_of,
    lesson_of,
    notice_of,
    route_of,
    row_of,
    writes,
)
from chongyang.api.needs import scope_of
from chongyang.api.orders import said
from chongyang.api.shapes import interval, plain
from chongyang.core.clock import now

HOST = WAY + "/hosts/{uuid:host}"
LESSON = WAY + "/lessons/{uuid:lesson}"


def _own_host(row: Any) -> dict[str, Any]:
    rooms = [plain(one, shapes.ActivityRoom) for one in row.rooms.all()]
    routes = [route_of(one) for one in row.routes.all()]
    return plain(row, shapes.OwnActivityHost, rooms=rooms, routes=routes)


@activities.get(
    WAY + "/own/hosts", response=list[shapes.OwnActivityHost], operation_id="list_own_activity_hosts"
)
def list_own_hosts(request: HttpRequest) -> Any:
    """Of the own organisation, with rooms and routes; closed ones last."""
    return [_own_host(row) for row in queries.list_own_hosts(scope_of(request))]


@writes(WAY + "/hosts", shapes.ActivityHost, "tell_activity_host", made=True)
def tell_host(request: HttpRequest, body: shapes.ActivityHostBody) -> Any:
    """A school or base of the own organisation, public once a department confirmed it."""
    place = interval(body.area)
    told = body.dict() | {"kind": body.kind.value, "area": place[0] if place else 0}
    return Status(201, operations.tell_host(form=operations.HostForm(**told), **said(request)))


@writes(HOST + "/closing", shapes.ActivityHost, "close_activity_host")
def close_host(request: HttpRequest, host: UUID) -> Any:
    """It offers nothing any more; what runs must be over or stopped first."""
    return operations.close_host(host=host, **said(request))


@activities.get(
    WAY + "/hosts/within", response=list[shapes.ActivityHost], operation_id="list_activity_hosts_within"
)
def list_within(request: HttpRequest) -> Any:
    """What a department confirms, waiting ones first."""
    return queries.list_hosts_of_area(scope_of(request))


@writes(HOST + "/confirmation", shapes.ActivityHost, "confirm_activity_host")
def confirm_host(request: HttpRequest, host: UUID) -> Any:
    """A department lets it stand on the public list."""
    return operations.confirm_host(host=host, **said(request))


@writes(HOST + "/rooms", shapes.ActivityRoom, "add_activity_room", made=True)
def add_room(request: HttpRequest, host: UUID, body: shapes.ActivityRoomBody) -> Any:
    """A room; it holds one lesson at a time."""
    return Status(201, operations.add_room(host=host, **body.dict(), **said(request)))


@writes(HOST + "/routes", shapes.ActivityRoute, "add_activity_route", made=True)
def add_route(request: HttpRequest, host: UUID, body: shapes.ActivityRouteBody) -> Any:
    """A travel route of which departures are made."""
    row = operations.add_route(host=host, form=operations.RouteForm(**body.dict()), **said(request))
    return Status(201, route_of(row))


@activities.get(WAY + "/own/offerings", response=list[shapes.ActivityRow], operation_id="list_own_activities")
def list_kept(request: HttpRequest) -> Any:
    """Of the own organisation, the newest first."""
    return [row_of(row) for row in queries.list_kept(scope_of(request))]


def _form(body: shapes.ActivityBody) -> operations.OfferingForm:
    told = body.dict(exclude={"slots", "cancellation"})
    rule = body.cancellation.dict(exclude_none=True)
    return operations.OfferingForm(slots=_slots(body.slots), cancellation=rule, **told)


def _slots(told: list[shapes.ActivitySlotBody]) -> tuple[Slot, ...]:
    """Times of the city, whatever zone was said. Raises UnableToAct."""
    try:
        held = {
            Slot(one.weekday, one.begins.replace(tzinfo=None), one.ends.replace(tzinfo=None)) for one in told
        }
    except ValueError as error:
        raise operations.UnableToAct(errors.TIMES, field="slots") from error
    return tuple(sorted(held))


@writes(HOST + "/offerings", shapes.ActivityFile, "draft_activity", made=True)
def draft(request: HttpRequest, host: UUID, body: shapes.ActivityBody) -> Any:
    """A course or a departure with its lessons, which keep their room from now on."""
    return Status(201, file_of(operations.draft(host=host, form=_form(body), **said(request))))


@writes(ONE + "/publication", shapes.ActivityRow, "publish_activity")
def publish(request: HttpRequest, offering: UUID) -> Any:
    """It takes enrolments from now on."""
    return row_of(operations.publish(offering=offering, **said(request)))


@writes(ONE + "/cancellation", shapes.ActivityRow, "cancel_activity")
def cancel(request: HttpRequest, offering: UUID, body: shapes.LessonReasonBody) -> Any:
    """It does not take place: everybody is told and has all money back."""
    return row_of(operations.cancel(offering=offering, reason=body.reason, **said(request)))


@activities.get(
    ONE + "/enrolled", response=list[shapes.ActivityEnrolment], operation_id="list_activity_enrolled"
)
def list_enrolled(request: HttpRequest, offering: UUID) -> Any:
    """Everybody in an offering of one's own, in the order of asking; who left is last."""
    scope = scope_of(request)
    return enrolments_of(queries.list_enrolled(scope, queries.access_kept(scope, offering)))


@writes(ONE + "/counter", shapes.ActivityEnrolment, "enrol_at_activity_counter", made=True)
def enrol_at_counter(request: HttpRequest, offering: UUID, body: shapes.ActivityCounterBody) -> Any:
    """Who stands before the secretary with her identity card: number and name must both be right."""
    row = operations.enrol_at_counter(offering=offering, **body.dict(), **said(request))
    return Status(201, enrolment_of(row))


@writes(HELD + "/receipt", shapes.ActivityEnrolment, "confirm_activity_receipt")
def confirm_paid(request: HttpRequest, enrolment: UUID, body: shapes.ActivityReceiptBody) -> Any:
    """The fee came to the host's own counter."""
    return enrolment_of(
        operations.confirm_paid_here(enrolment=enrolment, receipt=body.receipt, **said(request))
    )


@activities.get(
    WAY + "/own/notices", response=list[shapes.ActivityNotice], operation_id="list_unseen_activity_notices"
)
def list_unseen(request: HttpRequest) -> Any:
    """Who of the own enrolments has not yet seen what she was told, the oldest first."""
    return [notice_of(row) for row in queries.list_unseen(scope_of(request))]


@writes(LESSON + "/move", shapes.ActivityLesson, "move_lesson")
def move_lesson(request: HttpRequest, lesson: UUID, body: shapes.LessonMoveBody) -> Any:
    """Another time, or another room of the same host: who has a place is told."""
    return lesson_of(operations.move_lesson(lesson=lesson, **body.dict(), **said(request)))


@writes(LESSON + "/cancellation", shapes.ActivityLesson, "cancel_lesson")
def cancel_lesson(request: HttpRequest, lesson: UUID, body: shapes.LessonReasonBody) -> Any:
    """It falls out: who has a place is told, its room is free."""
    return lesson_of(operations.cancel_lesson(lesson=lesson, reason=body.reason, **said(request)))


def _roll_lesson(row: Any) -> dict[str, Any]:
    return lesson_of(row) | {"offering": row.offering_id, "title": row.offering.title}


def _roll(request: HttpRequest, row: Any) -> dict[str, Any]:
    people = [
        {"enrolment": one.id, "number": one.number, "name": str(one.name), "mark": mark}
        for one, mark in queries.marks_of(scope_of(request), row)
    ]
    return _roll_lesson(row) | {"people": people}


@activities.get(WAY + "/rolls", response=list[shapes.RollLesson], operation_id="list_roll_lessons")
def list_rolls(request: HttpRequest) -> Any:
    """Lessons of two weeks: of the own organisation, or of courses that name one as teacher."""
    return [_roll_lesson(row) for row in queries.list_roll_lessons(scope_of(request), now())]


@activities.get(LESSON + "/roll", response=shapes.ActivityRoll, operation_id="read_roll")
def read_roll(request: HttpRequest, lesson: UUID) -> Any:
    """Who is on the roll, and what was ticked."""
    return _roll(request, queries.access_roll(scope_of(request), lesson))


@writes(LESSON + "/roll", shapes.ActivityRoll, "call_roll")
def call_roll(request: HttpRequest, lesson: UUID, body: shapes.RollBody) -> Any:
    """Who came; ticked twice counts once, the last stands."""
    marks = {one.enrolment: one.mark.value for one in body.marks}
    return _roll(request, operations.call_roll(lesson=lesson, marks=marks, **said(request)))
