"""Classes of persons by date: granted, ended, proposed, decided; lists, counts, visits. As at the desk."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from chongyang.api import cursors
from chongyang.api.needs import Bearer, scope_of
from chongyang.api.shapes import LIMIT, Body, Code, Cursor, ElderRow, Limit, elder_row, interval, listed
from chongyang.core.clock import now
from chongyang.groups import operations, queries
from chongyang.groups.enums import BY_OFFICE, Evidence, VisitOutcome
from chongyang.groups.operations import GrantForm
from chongyang.registry.enums import PersonClass, Source
from chongyang.registry.queries import masked
from chongyang.territory.enums import TokenName

groups = Router(tags=["groups"], auth=Bearer(TokenName.ELDERS_READ))
WRITE, LISTS, GRANT = (
    Bearer(name) for name in (TokenName.ELDERS_WRITE, TokenName.CLASSES_READ, TokenName.CLASSES_GRANT)
)
Paper = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00]*$")]
Level = Annotated[str, Field(pattern=r"^[0-4]?$")]
Note = Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1))]
OfficeEnd = {reason.value for reason in BY_OFFICE}


class HeldClassShape(Schema):
    """A class that holds on a day; without a membership it follows from the birthday alone."""

    kind: str
    since: date
    until: date | None
    level: str
    membership: UUID | None


class MembershipShape(Schema):
    """A class as it was written; half-open from `valid_from` to `valid_to`."""

    id: UUID
    kind: str
    level: str
    authority: str
    office: UUID | None
    evidence: str
    number: str
    valid_from: date
    valid_to: date | None
    review_on: date | None
    granted_at: datetime
    end_reason: str


class ProposalShape(Schema):
    id: UUID
    person: UUID
    kind: str
    level: str
    told_by: str
    source: str
    state: str
    proposed_at: datetime
    decided_at: datetime | None


class VisitShape(Schema):
    id: UUID
    kind: str
    visited_on: date
    outcome: str
    again_on: date


class MemberOfClass(Schema):
    elder: ElderRow
    since: date
    until: date | None
    level: str


class ClassPage(Schema):
    items: list[MemberOfClass]
    next: str | None


class ProposalPage(Schema):
    items: list[ProposalShape]
    next: str | None


class AreaCounts(Schema):
    """A street (its first area value) with the number of persons of each class."""

    area: int
    counts: dict[str, int]


class Candidate(Schema):
    person: UUID
    area: int
    living_form: str


class PaperBody(Body):
    """What the office's paper says; `office` is the key of the organisation where it is not one's own."""

    evidence: Annotated[Evidence, listed(Evidence)]
    number: Paper
    valid_from: Day
    last_day: Day | None = None
    level: Level = ""
    office: Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")] = ""


class ClassGrantBody(PaperBody):
    kind: PersonClass


class EndBody(Body):
    """`on` is the first day on which the class does not hold."""

    on: Day
    reason: Annotated[str, Field(json_schema_extra={"enum": list[Any](sorted(OfficeEnd))})]


class ProposeBody(Body):
    kind: PersonClass
    source: Source
    level: Level = ""


class DeclineBody(Body):
    reason: Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00]*$")]


class VisitBody(Body):
    kind: PersonClass
    outcome: VisitOutcome
    visited_on: Day
    note: Note = ""


def _said(request: HttpRequest) -> dict[str, Any]:
    scope = scope_of(request)
    return {"scope": scope, "by": scope.actor, "now": now()}


def _form(kind: str, body: PaperBody) -> GrantForm:
    return GrantForm(
        kind=kind,
        evidence=body.evidence.value,
        number=body.number,
        valid_from=body.valid_from,
        last_day=body.last_day,
        level=body.level,
        office=body.office,
    )


def _held(one: queries.Held) -> dict[str, Any]:
    membership = one.membership.id if one.membership else None
    told = {name: getattr(one, name) for name in ("kind", "since", "until", "level")}
    return told | {"membership": membership}


@groups.get("/elders/{uuid:elder}/classes", response=list[HeldClassShape], operation_id="list_classes")
def list_classes(request: HttpRequest, elder: UUID, on: Day | None = None) -> list[dict[str, Any]]:
    """The classes of a person on a day, today by default."""
    day = on or timezone.localdate(now())
    return [_held(one) for one in queries.classes_of(scope_of(request), elder, day)]


@groups.get(
    "/elders/{uuid:elder}/classes/history",
    response=list[MembershipShape],
    operation_id="list_class_history",
)
def list_class_history(request: HttpRequest, elder: UUID) -> Any:
    """Every class that was ever written for a person, the newest first."""
    return queries.list_memberships(scope_of(request), elder)


@groups.post(
    "/elders/{uuid:elder}/classes", auth=GRANT, response={201: MembershipShape}, operation_id="grant_class"
)
def grant_class(request: HttpRequest, elder: UUID, body: ClassGrantBody) -> Any:
    """Write down that one's own office decided it; nobody else's account may."""
    return operations.grant_class(elder=elder, form=_form(body.kind.value, body), **_said(request))


@groups.post("/classes/{uuid:membership}/end", auth=GRANT, response=MembershipShape, operation_id="end_class")
def end_class(request: HttpRequest, membership: UUID, body: EndBody) -> Any:
    """The office ends one of its classes."""
    return operations.end_class(membership=membership, on=body.on, reason=body.reason, **_said(request))


@groups.get("/classes", auth=LISTS, response=list[AreaCounts], operation_id="count_classes")
def count_classes(request: HttpRequest, on: Day | None = None, area: Code | None = None) -> Any:
    """How many were of each class on a day, by street."""
    day = on or timezone.localdate(now())
    found = queries.count_in_classes(scope_of(request), day, within=interval(area))
    return [{"area": place, "counts": counts} for place, counts in found.items()]


@groups.get("/classes/{kind}/elders", auth=LISTS, response=ClassPage, operation_id="list_class_members")
def list_class_members(
    request: HttpRequest,
    kind: PersonClass,
    on: Day | None = None,
    area: Code | None = None,
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
) -> dict[str, Any]:
    """Who was of a class on a day, masked, in the order of areas."""
    scope, day = scope_of(request), on or timezone.localdate(now())
    filters = {"kind": kind.value, "on": day.isoformat(), "area": area}
    after = None
    if cursor:
        place, person = cursors.read(cursor, "classes", filters, scope)
        after = (int(place), UUID(person))
    rows = queries.list_in_class(scope, kind.value, day, within=interval(area), after=after, limit=limit + 1)
    items, following = cursors.page(
        rows,
        limit,
        lambda row: cursors.write((row.elder.area, row.elder.id), "classes", filters, scope),
    )
    return {"items": [_listed(row) for row in items], "next": following}


def _listed(row: queries.Listed) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in ("since", "until", "level")}
    return told | {"elder": elder_row(masked(row.elder))}


@groups.post(
    "/elders/{uuid:elder}/proposals",
    auth=WRITE,
    response={201: ProposalShape},
    operation_id="propose_class",
)
def propose_class(request: HttpRequest, elder: UUID, body: ProposeBody) -> Any:
    """Say that an office should look at this person; nothing is in force by it."""
    told: dict[str, Any] = {"kind": body.kind.value, "source": body.source.value, "level": body.level}
    return operations.propose_class(elder=elder, **told, **_said(request))


@groups.get("/proposals", auth=LISTS, response=ProposalPage, operation_id="list_proposals")
def list_proposals(
    request: HttpRequest, cursor: Cursor | None = None, limit: Limit = LIMIT
) -> dict[str, Any]:
    """What waits for an office, the oldest first."""
    scope, filters = scope_of(request), {"state": "open"}
    after = UUID(cursors.read(cursor, "proposals", filters, scope)[0]) if cursor else None
    rows = queries.list_proposals(scope, after=after, limit=limit + 1)
    items, following = cursors.page(
        rows, limit, lambda row: cursors.write((row.id,), "proposals", filters, scope)
    )
    return {"items": items, "next": following}


@groups.post(
    "/proposals/{uuid:proposal}/grant", auth=GRANT, response=MembershipShape, operation_id="grant_proposal"
)
def grant_proposal(request: HttpRequest, proposal: UUID, body: PaperBody) -> Any:
    """Another person than the proposer, of the office that decides, grants it."""
    return operations.grant_proposal(proposal=proposal, form=_form("", body), **_said(request))


@groups.post(
    "/proposals/{uuid:proposal}/decline",
    auth=GRANT,
    response=ProposalShape,
    operation_id="decline_proposal",
)
def decline_proposal(request: HttpRequest, proposal: UUID, body: DeclineBody) -> Any:
    """The office says no, and why."""
    return operations.decline_proposal(proposal=proposal, reason=body.reason, **_said(request))


@groups.post(
    "/proposals/{uuid:proposal}/withdraw", auth=WRITE, response={204: None}, operation_id="withdraw_proposal"
)
def withdraw_proposal(request: HttpRequest, proposal: UUID) -> HttpResponse:
    """Take a proposal back."""
    operations.withdraw_proposal(proposal=proposal, **_said(request))
    return HttpResponse(status=204)


@groups.get("/visits/due", auth=LISTS, response=list[Candidate], operation_id="list_visits_due")
def list_visits_due(
    request: HttpRequest, kind: PersonClass, area: Code | None = None, limit: Limit = LIMIT
) -> Any:
    """Whom the households suggest to visit for a class, in the order of areas."""
    day = timezone.localdate(now())
    return queries.list_candidates(scope_of(request), kind.value, day, within=interval(area), limit=limit)


@groups.get("/elders/{uuid:elder}/visits", response=list[VisitShape], operation_id="list_visits")
def list_visits(request: HttpRequest, elder: UUID, limit: Annotated[int, Query(ge=1, le=200)] = 20) -> Any:
    """The visits of a person, the newest first."""
    return queries.list_visits(scope_of(request), elder, limit=limit)


@groups.post(
    "/elders/{uuid:elder}/visits", auth=WRITE, response={201: VisitShape}, operation_id="record_visit"
)
def record_visit(request: HttpRequest, elder: UUID, body: VisitBody) -> Any:
    """What was found at the door: the class by visit begins, goes on or ends with it."""
    told: dict[str, Any] = {"kind": body.kind.value, "outcome": body.outcome.value, "note": body.note}
    return operations.record_visit(elder=elder, visited_on=body.visited_on, **told, **_said(request))
