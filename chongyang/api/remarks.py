"""Remarks of the public by JSON: the desk's lists, and every step from looking at one to the shown answer."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from chongyang.api.funding import page, said
from chongyang.api.needs import Bearer, scope_of, writer
from chongyang.api.shapes import LIMIT, Body, Cursor, Limit, plain
from chongyang.supervision import operations, queries
from chongyang.territory.enums import TokenName

remarks = Router(tags=["remarks"], auth=Bearer(TokenName.REMARKS_READ))
writes = writer(remarks, Bearer(TokenName.REMARKS_WRITE))
STATES = r"^(received|routed|answered|shown|refused)?$"


class PublicRemark(Schema):
    """`text` is as it was shown, or before that as it came, numbers of persons covered."""

    id: UUID
    number: str
    clause: str
    unit: str
    state: str
    text: str
    received_at: datetime
    due_at: datetime | None
    refusal: str
    answer: str
    settled_at: datetime | None
    hidden_at: datetime | None


class RemarkPage(Schema):
    items: list[PublicRemark]
    next: str | None


class RemarkStepBody(Body):
    """`accept` (with `cover`, `unit`), `refuse` and `hide` (`refusal`), `route` (`unit`), `answer` (`text`),
    `send_back` (`reason`), `approve`.
    """

    action: Annotated[str, Field(pattern=r"^(accept|refuse|hide|route|answer|send_back|approve)$")]
    cover: Annotated[list[Annotated[str, Field(min_length=1, max_length=40)]], Field(max_length=20)] = []
    unit: Annotated[str, Field(max_length=80)] = ""
    refusal: Annotated[str, Field(max_length=20)] = ""
    text: Annotated[str, Field(max_length=2000)] = ""
    reason: Annotated[str, Field(max_length=300)] = ""


STEPS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "accept": (operations.accept_remark, ("cover", "unit")),
    "refuse": (operations.refuse_remark, ("refusal",)),
    "hide": (operations.hide_remark, ("refusal",)),
    "route": (operations.route_remark, ("unit",)),
    "answer": (operations.answer_remark, ("text",)),
    "send_back": (operations.return_answer, ("reason",)),
    "approve": (operations.approve_answer, ()),
}


def _row(row: Any) -> dict[str, Any]:
    return plain(row, PublicRemark, text=row.shown or row.text.plain)


@remarks.get("/remarks", response=RemarkPage, operation_id="list_remarks")
def list_remarks(
    request: HttpRequest,
    state: Annotated[str, Field(pattern=STATES)] = "",
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
) -> dict[str, Any]:
    """The desk's own, the oldest first: of every unit for who assigns, of one's own else."""
    found = page(request, queries.list_remarks, "received_at", cursor, limit, state=state)
    return {"items": [_row(row) for row in found["items"]], "next": found["next"]}


@remarks.get("/remarks/{uuid:key}", response=PublicRemark, operation_id="get_remark")
def get_remark(request: HttpRequest, key: UUID) -> dict[str, Any]:
    """One of the desk's."""
    return _row(queries.access_remark(scope_of(request), key))


@writes("/remarks/{uuid:key}/steps", PublicRemark, "step_remark")
def step(request: HttpRequest, key: UUID, body: RemarkStepBody) -> dict[str, Any]:
    """One step; who let it be read does not answer, who answered does not approve."""
    queries.access_remark(scope_of(request), key)
    operation, names = STEPS[body.action]
    return _row(operation(key=key, **{name: getattr(body, name) for name in names}, **said(request)))
