"""Shapes of who read what and of a person's rights."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from chongyang.api.shapes import Body, listed, plain
from chongyang.privacy.rules import exports, glass, retention, rights, unusual

Words = Annotated[str, Field(min_length=1, max_length=480)]
Free = Annotated[str, Field(max_length=480)]


class ReadingFindingRow(Schema):
    """A rule's question about a reader; `events` are the numbers of the readings behind it."""

    id: UUID
    rule: unusual.Rule
    account: UUID
    role: str
    person: UUID | None
    area: int
    count: int
    threshold: int
    first_at: datetime
    last_at: datetime
    found_at: datetime
    state: str
    verdict: str
    closed_at: datetime | None
    events: list[int]


class ReadingFindingPage(Schema):
    items: list[ReadingFindingRow]
    next: str | None


class GlassRow(Schema):
    """One opening of a file out of scope; access is over at `ends_at`, or at `ended_at` before."""

    id: UUID
    person: UUID
    area: int
    account: UUID
    role: str
    reason: glass.Reason
    opened_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    state: str
    verdict: str
    reviewed_at: datetime | None


class RightRow(Schema):
    id: UUID
    number: str
    kind: rights.Kind
    person: UUID
    area: int
    asker: rights.Asker
    channel: rights.Channel
    state: str
    received_at: datetime
    due_at: datetime
    is_extended: bool
    outcome: str
    answered_at: datetime | None
    handing: str
    handed_at: datetime | None


class HoldRow(Schema):
    id: UUID
    person: UUID
    area: int
    reason: retention.HoldReason
    case_number: str
    placed_at: datetime
    lifted_at: datetime | None


class ListRow(Schema):
    """A destruction list: rows by model, what stays by law, and after it was carried out the certificate."""

    id: UUID
    number: str
    record_class: str
    area: int
    request: UUID | None
    before: date | None
    counts: dict[str, Any]
    digest: str
    state: str
    proposed_at: datetime
    approved_at: datetime | None
    carried_at: datetime | None
    certificate: dict[str, Any]


class ExportRow(Schema):
    id: UUID
    number: int
    area: int
    area_last: int
    purpose: Annotated[exports.Purpose, listed(exports.Purpose)]
    rows: int
    needs_approval: bool
    state: str
    asked_at: datetime
    approved_at: datetime | None
    valid_until: datetime | None
    taken_at: datetime | None
    times: int


class ReaderQuestionBody(Body):
    question: Free = ""


class FindingVerdictBody(Body):
    verdict: Annotated[unusual.Verdict, listed(unusual.Verdict)]
    reason: Words


class WordsBody(Body):
    words: Words


class BreakBody(Body):
    """Whose file, by the whole identity number; why; in words of at least some characters."""

    identity: Annotated[str, Field(min_length=15, max_length=20)]
    reason: glass.Reason
    words: Words


class GlassVerdictBody(Body):
    verdict: Annotated[glass.Verdict, listed(glass.Verdict)]
    reason: Words


class AskRightBody(Body):
    """From a family's or elder's token, `asker` and `channel` follow from the account."""

    kind: rights.Kind
    text: Free = ""
    asker: rights.Asker | None = None
    channel: rights.Channel | None = None


class AnswerRightBody(Body):
    outcome: Annotated[rights.Outcome, listed(rights.Outcome)]
    answer: Free = ""
    reference: UUID | None = None


class PrivacyReasonBody(Body):
    reason: Words


class HandBody(Body):
    handing: rights.Handing


class HoldBody(Body):
    reason: retention.HoldReason
    case_number: Annotated[str, Field(max_length=60)] = ""


class ClassBody(Body):
    record_class: Annotated[str, Field(max_length=20)]


class AskExportBody(Body):
    area: Annotated[str, Field(pattern=r"^\d{4}(\d{2})?(\d{3})?(\d{3})?$")] | None = None
    purpose: Annotated[exports.Purpose, listed(exports.Purpose)]


def finding(row: Any) -> dict[str, Any]:
    return plain(row, ReadingFindingRow, events=row.seqs)


def rows(found: Any, shape: type[Schema]) -> list[dict[str, Any]]:
    return [plain(row, shape) for row in found]
