"""Households and carers: who lives with whom, who cares since when. As at the desk."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from chongyang.api.groups import WRITE, Day, groups
from chongyang.api.needs import scope_of
from chongyang.api.shapes import Body
from chongyang.core.clock import now
from chongyang.groups import operations, queries
from chongyang.groups.enums import LEFT_BY_HAND, CareKind, HouseRole
from chongyang.groups.operations import CareForm, MemberForm
from chongyang.registry.enums import Relation, Sex, Source

Name = Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")]
Phone = Annotated[str, Field(max_length=30, pattern=r"^[^\x00]*$")]
LeftBecause = {reason.value for reason in LEFT_BY_HAND}


class MemberShape(Schema):
    """One who lives there; a person with a file by its key, another by a masked name."""

    id: UUID
    person: UUID | None
    role: str
    name: str
    sex: str
    birth_year: int | None
    phone: str
    joined_on: date
    left_on: date | None
    living_form: str


class HouseholdShape(Schema):
    id: UUID
    opened_on: date
    closed_on: date | None
    members: list[MemberShape]


class CareShape(Schema):
    id: UUID
    person: UUID
    kind: str
    relation: str
    carer: UUID | None
    name: str
    phone: str
    hours_a_week: int | None
    lives_with: bool
    is_main: bool
    since: date
    until: date | None


class MemberBody(Body):
    """Either `person` (a file within reach) or a name."""

    role: HouseRole
    person: UUID | None = None
    name: Name = ""
    sex: Sex | None = None
    birth_year: Annotated[int, Field(ge=1800, le=2200)] | None = None
    phone: Phone = ""


class JoinBody(MemberBody):
    on: Day


class HouseholdBody(Body):
    on: Day
    source: Source
    role: HouseRole = HouseRole.HEAD
    members: Annotated[list[MemberBody], Field(max_length=20)] = []


class LeaveBody(Body):
    on: Day
    reason: Annotated[str, Field(json_schema_extra={"enum": list[Any](sorted(LeftBecause))})]
    new_head: UUID | None = None


class RoleBody(Body):
    role: HouseRole


class HouseholdSplitBody(Body):
    members: Annotated[list[UUID], Field(max_length=20)]
    head: UUID
    on: Day


class CarerBody(Body):
    """Either `carer` (a file within reach) or a name."""

    kind: CareKind
    source: Source
    since: Day
    relation: Relation | None = None
    carer: UUID | None = None
    name: Name = ""
    phone: Phone = ""
    hours_a_week: Annotated[int, Field(ge=1, le=168)] | None = None
    lives_with: bool = False
    is_main: bool = False


class UntilBody(Body):
    on: Day


def _said(request: HttpRequest) -> dict[str, Any]:
    scope = scope_of(request)
    return {"scope": scope, "by": scope.actor, "now": now()}


def _masked(row: Any, shape: type[Schema]) -> dict[str, Any]:
    return {
        name: str(getattr(row, name)) if name in ("name", "phone") else getattr(row, name)
        for name in shape.model_fields
    }


def _household(request: HttpRequest, house: Any) -> dict[str, Any]:
    rows = queries.members_of(scope_of(request), house.id)
    members = [_masked(row, MemberShape) for row in rows]
    told = {name: getattr(house, name) for name in ("id", "opened_on", "closed_on")}
    return {**told, "members": members}


def _member(body: MemberBody) -> MemberForm:
    return MemberForm(
        role=body.role.value,
        person=body.person,
        name=body.name,
        sex=body.sex.value if body.sex else "",
        birth_year=body.birth_year,
        phone=body.phone,
    )


@groups.get("/elders/{uuid:elder}/household", response=HouseholdShape | None, operation_id="get_household")
def get_household(request: HttpRequest, elder: UUID) -> Any:
    """Who lives behind the same door now, the head first; nothing where no household is known."""
    own = queries.place_of(scope_of(request), elder)
    return _household(request, own.household) if own else None


@groups.post(
    "/elders/{uuid:elder}/household",
    auth=WRITE,
    response={201: HouseholdShape},
    operation_id="open_household",
)
def open_household(request: HttpRequest, elder: UUID, body: HouseholdBody) -> Any:
    """A household around an elder who is in none yet."""
    house = operations.open_household(
        elder=elder,
        members=[_member(one) for one in body.members],
        on=body.on,
        source=body.source.value,
        role=body.role.value,
        **_said(request),
    )
    return _household(request, house)


@groups.post(
    "/households/{uuid:household}/members",
    auth=WRITE,
    response={201: MemberShape},
    operation_id="add_member",
)
def add_member(request: HttpRequest, household: UUID, body: JoinBody) -> Any:
    """Somebody moves in."""
    row = operations.add_member(household=household, form=_member(body), on=body.on, **_said(request))
    return _masked(row, MemberShape)


@groups.post(
    "/members/{uuid:member}/leave", auth=WRITE, response=HouseholdShape, operation_id="leave_household"
)
def leave_household(request: HttpRequest, member: UUID, body: LeaveBody) -> Any:
    """Somebody lives there no more; a head names another, the last elder dissolves it."""
    told: dict[str, Any] = {"on": body.on, "reason": body.reason, "new_head": body.new_head}
    return _household(request, operations.leave_household(member=member, **told, **_said(request)))


@groups.post("/members/{uuid:member}/head", auth=WRITE, response=HouseholdShape, operation_id="change_head")
def change_head(request: HttpRequest, member: UUID) -> Any:
    """Another member is the head from today."""
    return _household(request, operations.change_head(member=member, **_said(request)))


@groups.post(
    "/members/{uuid:member}/role", auth=WRITE, response=MemberShape, operation_id="change_member_role"
)
def change_role(request: HttpRequest, member: UUID, body: RoleBody) -> Any:
    """What a member is to the head, put right."""
    row = operations.change_role(member=member, role=body.role.value, **_said(request))
    return _masked(row, MemberShape)


@groups.post(
    "/households/{uuid:household}/split",
    auth=WRITE,
    response={201: HouseholdShape},
    operation_id="split_household",
)
def split_household(request: HttpRequest, household: UUID, body: HouseholdSplitBody) -> Any:
    """Some of them live behind another door from that day on."""
    told: dict[str, Any] = {"members": body.members, "head": body.head, "on": body.on}
    house = operations.split_household(household=household, **told, **_said(request))
    return _household(request, house)


@groups.get("/elders/{uuid:elder}/carers", response=list[CareShape], operation_id="list_carers")
def list_carers(request: HttpRequest, elder: UUID) -> Any:
    """Who cares for her now, the main carer first."""
    return [_masked(row, CareShape) for row in queries.list_carers(scope_of(request), elder)]


@groups.post("/elders/{uuid:elder}/carers", auth=WRITE, response={201: CareShape}, operation_id="set_carer")
def set_carer(request: HttpRequest, elder: UUID, body: CarerBody) -> Any:
    """Somebody cares for her since a day."""
    form = CareForm(
        kind=body.kind.value,
        relation=body.relation.value if body.relation else "",
        carer=body.carer,
        name=body.name,
        phone=body.phone,
        hours_a_week=body.hours_a_week,
        lives_with=body.lives_with,
        is_main=body.is_main,
        since=body.since,
    )
    row = operations.set_carer(elder=elder, form=form, source=body.source.value, **_said(request))
    return _masked(row, CareShape)


@groups.post("/carers/{uuid:care}/end", auth=WRITE, response=CareShape, operation_id="end_care")
def end_care(request: HttpRequest, care: UUID, body: UntilBody) -> Any:
    """It ended on a day."""
    return _masked(operations.end_care(care=care, on=body.on, **_said(request)), CareShape)
