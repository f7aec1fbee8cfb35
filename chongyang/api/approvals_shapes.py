"""Shapes of the approvals part of the door."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from chongyang.api.shapes import Body

Text = Annotated[str, Field(max_length=500)]
Key = Annotated[str, Field(min_length=1, max_length=40)]
WindowAction = Literal["accept", "ask_completion", "turn_away"]
JointAction = Literal["call_joint", "pass_joint", "fail_joint"]
ItemAction = Literal["permit", "refuse", "note_lack", "opine"]
WindowShow = Literal["waiting", "open", "done"]
ItemShow = Literal["waiting", "stopped", "done"]


class ApprovalFacts(Body):
    """What is told of a project, by the names that `stages` lists."""

    facts: dict[Key, bool] = Field(default_factory=dict)


class ApprovalBegin(ApprovalFacts):
    """A project; without an area, its organisation's. `library`: its number in the project library."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    area: int | None = None
    project: UUID | None = None
    library: Annotated[str, Field(max_length=20)] = ""


class ApprovalStageBody(Body):
    stage: Key


class ReusedPaper(Body):
    paper: UUID


class LackingLine(Body):
    """One paper, and everything that lacks in it."""

    material: Key
    words: Annotated[str, Field(min_length=1, max_length=200)]


class WindowStepBody(Body):
    """A step of the window; `lines` is the whole list of what is to be completed, asked once."""

    action: WindowAction
    lines: list[LackingLine] = Field(default_factory=list, max_length=40)
    reason: Text = ""


class JointStepBody(Body):
    """A step of who convenes a joint review; day and place are for calling it."""

    action: JointAction
    meets_on: date | None = None
    place: Annotated[str, Field(max_length=120)] = ""
    text: Text = ""


class ApprovalItemStep(Body):
    """A step of a department: a permit has number and day, a refusal and what lacks have `text`."""

    action: ItemAction
    number: Annotated[str, Field(max_length=60)] = ""
    document_on: date | None = None
    agrees: bool = False
    text: Text = ""


class UseFilingBody(Body):
    department: Annotated[str, Field(min_length=1, max_length=60)]
    number: Annotated[str, Field(min_length=1, max_length=60)]
    filed_on: date


class UseChangedBody(Body):
    changed_on: date


class ProgressBody(Body):
    """Number and check code, as they stand on the notices."""

    number: Annotated[str, Field(min_length=1, max_length=20)]
    code: Annotated[str, Field(min_length=1, max_length=20)]


class BuildingRow(Schema):
    """A project on its way through the four stages."""

    id: UUID
    number: str
    code: str
    name: str
    project: UUID | None
    area: int
    organisation: UUID
    facts: dict[str, bool]
    state: str
    stage: str
    asked_at: datetime
    ended_at: datetime | None
    use_until: date | None
    use_changed_on: date | None


class BuildingPage(Schema):
    items: list[BuildingRow]
    next: str | None


class StageRunRow(Schema):
    """One turn of a stage; `due_at` is the deadline of whoever has it now."""

    id: UUID
    application: UUID
    name: str
    stage: str
    turn: int
    state: str
    area: int
    submitted_at: datetime | None
    accepted_at: datetime | None
    due_at: datetime | None
    asked_at: datetime | None
    answered_at: datetime | None
    stopped_workdays: int
    escalated_at: datetime | None
    ended_at: datetime | None
    used_workdays: int | None
    is_in_time: bool | None

    @staticmethod
    def resolve_application(row: Any) -> UUID:
        return UUID(str(row.application_id))

    @staticmethod
    def resolve_name(row: Any) -> str:
        return str(row.application.name)


class StageRunPage(Schema):
    items: list[StageRunRow]
    next: str | None


class ApprovalItemRow(Schema):
    """What one department decides; `condition` names what spares it."""

    id: UUID
    run: UUID
    name: str
    department: str
    state: str
    condition: str
    due_at: datetime | None
    escalated_at: datetime | None
    lacks: str
    number: str
    document_on: date | None
    reason: str
    decided_at: datetime | None

    @staticmethod
    def resolve_run(row: Any) -> UUID:
        return UUID(str(row.run_id))


class ApprovalItemPage(Schema):
    items: list[ApprovalItemRow]
    next: str | None


class ApprovalPaperRow(Schema):
    """A paper; `handed_at` is the day on which it was handed in first."""

    id: UUID
    material: str
    handed_at: datetime
    added_at: datetime
    is_reused: bool
    size: int
    verdict: str

    @staticmethod
    def resolve_is_reused(row: Any) -> bool:
        return row.first_id is not None

    @staticmethod
    def resolve_size(row: Any) -> int:
        return int(row.file.size)

    @staticmethod
    def resolve_verdict(row: Any) -> str:
        return str(row.file.verdict)


class NoticePaper(Schema):
    """A paper of the window: accepted, correction with its list, or closed with its outcome."""

    id: UUID
    kind: str
    lines: list[dict[str, str]]
    outcome: str
    reason: str
    due_at: datetime | None
    made_at: datetime


class StageRunWhole(Schema):
    """A run with what its reader may see of it."""

    run: StageRunRow
    required: list[str]
    items: list[ApprovalItemRow]
    papers: list[ApprovalPaperRow]
    notices: list[NoticePaper]


class JointReviewRow(Schema):
    id: UUID
    turn: int
    meets_on: date
    place: str
    state: str
    outcome: str


class OpinionRow(Schema):
    id: UUID
    agrees: bool
    text: str
    written_at: datetime


class UseFilingRow(Schema):
    id: UUID
    department: str
    number: str
    filed_on: date


class LateApprovalRow(Schema):
    """Something that is late: the window's where there is no item."""

    number: str
    name: str
    area: int
    stage: str
    item: str
    department: str
    due_at: datetime
    escalated_at: datetime | None


class StageTally(Schema):
    """One stage in one place: `open`, `stopped`, `late` now, the rest in the period."""

    place: str
    stage: str
    open: int
    stopped: int
    late: int
    permitted: int
    refused: int
    in_time: int
    workdays: int
    average: float | None
    share_in_time: float | None
