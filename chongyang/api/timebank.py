"""The time bank by JSON, as at its desk: accounts, activities, bookings, transfers, corrections."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from chongyang.api.needs import Bearer, scope_of, writer
from chongyang.api.orders import said
from chongyang.api.shapes import Body, plain
from chongyang.core.clock import now
from chongyang.territory.enums import TokenName
from chongyang.timebank import operations, queries
from chongyang.timebank.enums import Help

timebank = Router(tags=["timebank"], auth=Bearer(TokenName.ORDERS_READ))
writes = writer(timebank, Bearer(TokenName.ORDERS_WRITE))
WAY = "/timebank"
ONE = WAY + "/accounts/{uuid:bank}"
Minutes = Annotated[int, Field(ge=15, le=60_000)]
Note = Annotated[str, Field(max_length=500)]


class TimeBankRow(Schema):
    """Minutes; `left` is what may be used. No number here is money."""

    id: UUID
    number: str
    person: UUID | None
    earned: int
    received: int
    held: int
    spent: int
    given: int
    expired: int
    taken: int
    left: int


class TimeEntryRow(Schema):
    id: UUID
    kind: str
    minutes: int
    reference: UUID
    on: date
    at: datetime


class TimeActivityRow(Schema):
    id: UUID
    help: str
    on: date
    minutes: int
    state: str
    reason: str
    told_at: datetime


class TimeBookingRow(Schema):
    id: UUID
    help: str
    minutes: int
    wanted_on: date
    state: str


class TimeTransferRow(Schema):
    id: UUID
    source: UUID
    target: UUID
    minutes: int
    state: str
    answer_until: datetime


class TimeCorrectionRow(Schema):
    id: UUID
    minutes: int
    reason: str
    accepted: bool | None


class TimeOpenBody(Body):
    """One's own with the day of birth (not kept), or an elder's."""

    person: UUID | None = None
    born_on: date | None = None


class TimeTellBody(Body):
    help: Help
    on: date
    minutes: Minutes
    note: Note = ""
    booking: UUID | None = None
    order: UUID | None = None


class TimeDecideBody(Body):
    confirm: bool
    reason: Annotated[str, Field(max_length=200)] = ""


class TimeBookBody(Body):
    help: Help
    minutes: Minutes
    wanted_on: date
    note: Note = ""


class TimeGiveBody(Body):
    to: Annotated[str, Field(min_length=1, max_length=12)]
    minutes: Minutes


class TimeAnswerBody(Body):
    accept: bool


class TimeCorrectBody(Body):
    minutes: Annotated[int, Field(ge=-60_000, le=60_000)]
    reason: Annotated[str, Field(min_length=1, max_length=200)]


@timebank.get(WAY + "/accounts", response=list[TimeBankRow], operation_id="list_time_accounts")
def list_accounts(request: HttpRequest) -> Any:
    """One's own, and those of whom one orders for."""
    return [plain(row, TimeBankRow) for row in queries.list_own(scope_of(request), now())]


@timebank.get(ONE + "/entries", response=list[TimeEntryRow], operation_id="list_time_entries")
def list_entries(request: HttpRequest, bank: UUID) -> Any:
    """The statement of an account, the newest first."""
    scope = scope_of(request)
    row = queries.access_any(scope, bank, now())
    return [plain(one, TimeEntryRow) for one in queries.statement(scope, row)]


@timebank.get(WAY + "/activities", response=list[TimeActivityRow], operation_id="list_told_activities")
def list_told(request: HttpRequest) -> Any:
    """What waits for somebody who confirms, the oldest first."""
    return [plain(row, TimeActivityRow) for row in queries.list_told(scope_of(request))]


@writes(WAY + "/accounts", TimeBankRow, "open_time_account", made=True)
def begin(request: HttpRequest, body: TimeOpenBody) -> Any:
    """Open one's own account, or an elder's."""
    if body.person:
        row = operations.open_for(person=body.person, **said(request))
    else:
        row = operations.open_own(born_on=body.born_on, **said(request))
    return Status(201, plain(row, TimeBankRow))


@writes(WAY + "/activities", TimeActivityRow, "tell_activity", made=True)
def tell(request: HttpRequest, body: TimeTellBody) -> Any:
    """What a volunteer did."""
    told = body.dict() | {"help": body.help.value}
    return Status(201, plain(operations.tell_activity(**told, **said(request)), TimeActivityRow))


@writes(WAY + "/activities/{uuid:activity}/decision", TimeActivityRow, "decide_activity")
def decide(request: HttpRequest, activity: UUID, body: TimeDecideBody) -> Any:
    """Somebody else confirms it, or sends it back."""
    row = operations.decide_activity(activity=activity, **body.dict(), **said(request))
    return plain(row, TimeActivityRow)


@writes(ONE + "/bookings", TimeBookingRow, "book_hours", made=True)
def book(request: HttpRequest, bank: UUID, body: TimeBookBody) -> Any:
    """Lay minutes aside for help."""
    told = body.dict() | {"help": body.help.value}
    return Status(201, plain(operations.book(bank=bank, **told, **said(request)), TimeBookingRow))


@writes(WAY + "/bookings/{uuid:booking}/release", TimeBookingRow, "release_hours")
def release(request: HttpRequest, booking: UUID) -> Any:
    """What was laid aside is free again."""
    return plain(operations.release(booking=booking, **said(request)), TimeBookingRow)


def _transfer(row: Any) -> dict[str, Any]:
    return plain(row, TimeTransferRow, source=row.source_id, target=row.target_id)


@writes(ONE + "/transfers", TimeTransferRow, "offer_hours", made=True)
def offer(request: HttpRequest, bank: UUID, body: TimeGiveBody) -> Any:
    """Minutes for the account of this number, once its holder agrees."""
    return Status(201, _transfer(operations.offer(bank=bank, **body.dict(), **said(request))))


@writes(WAY + "/transfers/{uuid:transfer}/answer", TimeTransferRow, "answer_hours")
def answer(request: HttpRequest, transfer: UUID, body: TimeAnswerBody) -> Any:
    """The receiver agrees, or does not."""
    return _transfer(operations.answer(transfer=transfer, accept=body.accept, **said(request)))


@writes(WAY + "/transfers/{uuid:transfer}/withdrawal", TimeTransferRow, "withdraw_hours")
def withdraw(request: HttpRequest, transfer: UUID) -> Any:
    """The giver takes an offer back."""
    return _transfer(operations.withdraw(transfer=transfer, **said(request)))


@writes(ONE + "/corrections", TimeCorrectionRow, "propose_time_correction", made=True)
def propose(request: HttpRequest, bank: UUID, body: TimeCorrectBody) -> Any:
    """A mistake that one clerk found."""
    row = operations.propose_correction(bank=bank, **body.dict(), **said(request))
    return Status(201, plain(row, TimeCorrectionRow))


@writes(WAY + "/corrections/{uuid:correction}/decision", TimeCorrectionRow, "decide_time_correction")
def correct(request: HttpRequest, correction: UUID, body: TimeAnswerBody) -> Any:
    """Another clerk decides."""
    row = operations.decide_correction(correction=correction, accept=body.accept, **said(request))
    return plain(row, TimeCorrectionRow)
