"""Meetings of the leading group and their problems; adds to the router of duties."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from chongyang.api.duties import duties, reach_for, writes
from chongyang.api.duties_shapes import DutyMatter, Key
from chongyang.api.shapes import LIMIT, Body, Limit
from chongyang.api.treasury import Place, rows_of, said
from chongyang.core.access import enter
from chongyang.duties import operations, queries

Words = Annotated[str, Field(min_length=1, max_length=500)]


class DutyMeeting(Schema):
    id: UUID
    held_on: date
    title: str
    place: str
    chaired_by: str
    attended: str
    ended_at: datetime | None


class MeetingBody(Body):
    """`chaired_by` is a post, never a name."""

    held_on: date
    title: Annotated[str, Field(max_length=100)]
    place: Annotated[str, Field(max_length=100)]
    chaired_by: Annotated[str, Field(max_length=60)]


class AttendedBody(Body):
    attended: Words


class MatterBody(Body):
    words: Words
    duty: UUID | None = None


class AgendaBody(Body):
    """Without a meeting the problem goes off the agenda."""

    meeting: UUID | None = None


class DecisionBody(Body):
    decision: Words
    organisation: Key
    solve_by: date


class MeetingOutcomeBody(Body):
    outcome: Words


@duties.get("/duties/meetings", response=list[DutyMeeting], operation_id="list_duty_meetings")
def list_meetings(request: HttpRequest, after: Place = 0, limit: Limit = LIMIT) -> Any:
    """The newest first."""
    reach = reach_for(request)
    with enter(reach):
        return rows_of(queries.list_meetings(reach), after, limit)["items"]


@writes("/duties/meetings", DutyMeeting, "plan_duty_meeting", made=True)
def plan(request: HttpRequest, body: MeetingBody) -> Any:
    """A meeting to come."""
    return operations.plan_meeting(told=operations.MeetingTold(**body.model_dump()), **said(request))


@writes("/duties/meetings/{uuid:meeting}/end", DutyMeeting, "end_duty_meeting")
def end(request: HttpRequest, meeting: UUID, body: AttendedBody) -> Any:
    """It is over; everything on its agenda was decided."""
    return operations.end_meeting(meeting=meeting, attended=body.attended, **said(request))


@writes("/duties/matters", DutyMatter, "raise_duty_matter", made=True)
def bring_up(request: HttpRequest, body: MatterBody) -> Any:
    """A problem: an office's own, or an owner's of one of its duties."""
    return operations.raise_matter(words=body.words, run=body.duty, **said(request))


@writes("/duties/matters/{uuid:matter}/agenda", DutyMatter, "take_up_duty_matter")
def take_up(request: HttpRequest, matter: UUID, body: AgendaBody) -> Any:
    """On the agenda of a meeting, or off it."""
    return operations.take_up(matter=matter, meeting=body.meeting, **said(request))


@writes("/duties/matters/{uuid:matter}/decision", DutyMatter, "decide_duty_matter")
def decide(request: HttpRequest, matter: UUID, body: DecisionBody) -> Any:
    """Who solves it by when."""
    return operations.decide_matter(matter=matter, **body.model_dump(), **said(request))


@writes("/duties/matters/{uuid:matter}/solution", DutyMatter, "solve_duty_matter")
def solve(request: HttpRequest, matter: UUID, body: MeetingOutcomeBody) -> Any:
    """It is solved, and how."""
    return operations.solve_matter(matter=matter, outcome=body.outcome, **said(request))
