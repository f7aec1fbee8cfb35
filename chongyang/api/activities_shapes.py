"""Shapes of courses and journeys by JSON; money is fen, names and telephones are masks."""

from datetime import date, datetime, time
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from chongyang.activities.enums import HostKind, Leaving, Mark
from chongyang.api.shapes import Body, Code, Latitude, Longitude, Moment, listed

Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1))]
Key = Annotated[str, Field(max_length=30)]
Keys = Annotated[list[Key], Field(max_length=30)]
Name = Annotated[str, Field(min_length=1, max_length=80)]
Line = Annotated[str, Field(max_length=200)]
About = Annotated[str, Field(max_length=500)]
Places = Annotated[int, Field(ge=1, le=500)]
Percent = Annotated[int, Field(ge=0, le=100)]
Age = Annotated[int, Field(ge=0, le=120)]
Few = Annotated[int, Field(ge=0, le=100)]


class ActivityHost(Schema):
    """A school, venue or base; public once a department confirmed it."""

    id: UUID
    kind: str
    name: str
    address: str
    about: str
    phone: str
    area: int
    longitude: float | None
    latitude: float | None
    confirmed_at: datetime | None
    closed_on: date | None


class ActivityRoom(Schema):
    id: UUID
    name: str
    places: int


class ActivityStop(Schema):
    day: int
    name: str
    says: str = ""
    longitude: float | None = None
    latitude: float | None = None


class ActivityRoute(Schema):
    """`health` are keys of what somebody who enrols says yes to."""

    id: UUID
    host: UUID
    name: str
    days: int
    stops: list[ActivityStop]
    effort: str
    health: list[str]
    insurance: str
    designation: str
    about: str


class OwnActivityHost(ActivityHost):
    rooms: list[ActivityRoom]
    routes: list[ActivityRoute]


class ActivitySlot(Schema):
    weekday: int
    begins: str
    ends: str


class ActivityRow(Schema):
    """A course, or a departure of a route; `taken` of `places_most` are given."""

    id: UUID
    host: UUID
    kind: str
    title: str
    subject: str
    term: str
    route: UUID | None
    place: str
    teacher: str
    area: int
    slots: list[ActivitySlot]
    starts_on: date
    ends_on: date
    enrol_from: date
    enrol_to: date
    places_least: int
    places_most: int
    taken: int
    fee_fen: int
    least_age: int | None
    most_age: int | None
    areas: list[str]
    state: str
    reason: str


class ActivityPage(Schema):
    items: list[ActivityRow]
    next: str | None


class ActivityLesson(Schema):
    id: UUID
    number: int
    from_at: datetime
    to_at: datetime
    room: UUID | None
    state: str
    reason: str
    called_at: datetime | None


class ActivityFile(ActivityRow):
    """`cancellation`: until `free_days` before the start nothing is kept; percents that are kept later."""

    about: str
    carers_along: int
    cancellation: dict[str, int]
    health: list[str]
    lessons: list[ActivityLesson]


class ActivityEnrolment(Schema):
    """`line` is which one waits, `came` of `marked` roll calls she was there."""

    id: UUID
    number: str
    offering: UUID
    person: UUID
    name: str
    phone: str
    state: str
    channel: str
    asked_at: datetime
    pay_by: date | None
    paid_at: datetime | None
    closed_at: datetime | None
    leaving: str
    fee_fen: int
    back_fen: int
    receipt: str
    line: int
    came: int
    marked: int


class ActivityNotice(Schema):
    """What somebody was told and has not yet seen."""

    id: UUID
    enrolment: UUID
    offering: UUID
    kind: str
    was_at: datetime | None
    is_at: datetime | None
    at: datetime


class OwnActivities(Schema):
    enrolments: list[ActivityEnrolment]
    notices: list[ActivityNotice]


class RollLesson(ActivityLesson):
    offering: UUID
    title: str


class RollPerson(Schema):
    """`mark` is empty until somebody ticked."""

    enrolment: UUID
    number: str
    name: str
    mark: str


class ActivityRoll(RollLesson):
    people: list[RollPerson]


class ActivityTally(Schema):
    """Of one county; no person stands in it. `share` is present of all marked, in percent."""

    area: int
    hosts: dict[str, int]
    offerings: int
    places: int
    enrolled: int
    waiting: int
    present: int
    marked: int
    share: float | None


class ActivityEnrolBody(Body):
    """`declares` are the keys of `health` to which she says yes; that moment alone is kept."""

    offering: UUID
    person: UUID
    declares: Keys = []


class ActivityLeaveBody(Body):
    why: Annotated[Leaving, listed(Leaving)]


class ActivityCounterBody(Body):
    number: Annotated[str, Field(min_length=1, max_length=18)]
    name: Annotated[str, Field(min_length=1, max_length=60)]
    declares: Keys = []


class ActivityReceiptBody(Body):
    receipt: Annotated[str, Field(min_length=1, max_length=40)]


class ActivityHostBody(Body):
    kind: Annotated[HostKind, listed(HostKind)]
    name: Name
    address: Annotated[str, Field(min_length=1, max_length=200)]
    area: Code
    about: Annotated[str, Field(max_length=300)] = ""
    phone: Annotated[str, Field(max_length=20)] = ""
    longitude: Longitude | None = None
    latitude: Latitude | None = None


class ActivityRoomBody(Body):
    name: Annotated[str, Field(min_length=1, max_length=40)]
    places: Places


class ActivityStopBody(Body):
    day: Annotated[int, Field(ge=1, le=30)]
    name: Annotated[str, Field(min_length=1, max_length=60)]
    says: Annotated[str, Field(max_length=120)] = ""
    longitude: Longitude | None = None
    latitude: Latitude | None = None


class ActivityRouteBody(Body):
    name: Name
    days: Annotated[int, Field(ge=1, le=30)]
    stops: Annotated[list[ActivityStopBody], Field(min_length=1, max_length=40)]
    effort: Key
    insurance: Annotated[str, Field(min_length=1, max_length=200)]
    health: Keys = []
    designation: Annotated[str, Field(max_length=80)] = ""
    about: About = ""


class ActivitySlotBody(Body):
    """A weekly time of the city; weekday 1 is Monday. Of a departure its one slot is the hours of a day."""

    weekday: Annotated[int, Field(ge=1, le=7)]
    begins: time
    ends: time


class ActivityCancellationBody(Body):
    free_days: Annotated[int, Field(ge=0, le=365)] | None = None
    late_percent: Percent | None = None
    started_percent: Percent | None = None


class ActivityBody(Body):
    """A course has a subject and weekly slots, a departure a route of which it takes the days."""

    title: Annotated[str, Field(min_length=1, max_length=60)]
    place: Annotated[str, Field(min_length=1, max_length=120)]
    starts_on: Day
    ends_on: Day
    enrol_from: Day
    enrol_to: Day
    places_most: Places
    places_least: Places = 1
    fee_fen: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    subject: Key = ""
    term: Annotated[str, Field(max_length=20)] = ""
    room: UUID | None = None
    route: UUID | None = None
    slots: Annotated[list[ActivitySlotBody], Field(min_length=1, max_length=14)]
    teacher: Annotated[str, Field(max_length=40)] = ""
    teacher_account: UUID | None = None
    carers_along: Few = 0
    about: About = ""
    least_age: Age | None = None
    most_age: Age | None = None
    areas: Annotated[list[Code], Field(max_length=100)] = []
    cancellation: ActivityCancellationBody = ActivityCancellationBody()


class LessonMoveBody(Body):
    from_at: Moment
    to_at: Moment
    reason: Annotated[str, Field(min_length=1, max_length=200)]
    room: UUID | None = None


class LessonReasonBody(Body):
    reason: Annotated[str, Field(min_length=1, max_length=200)]


class RollTick(Body):
    enrolment: UUID
    mark: Annotated[Mark, listed(Mark)]


class RollBody(Body):
    marks: Annotated[list[RollTick], Field(max_length=500)]
