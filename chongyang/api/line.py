"""The line 12349 by JSON: calls and their course, call-backs, seats, hand-over, service levels, samples."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from chongyang.api import cursors
from chongyang.api.line_shapes import (
    AuditReplyBody,
    AuditRow,
    CallBackBody,
    CallBackRow,
    CallBody,
    CallDetail,
    CallLineBody,
    CallPage,
    CallRow,
    ConferenceBody,
    HandOverRow,
    JudgeBody,
    LevelRow,
    ListeningReasonBody,
    NoteBody,
    RecordingKey,
    SeatBody,
    SeatRow,
    TransferBody,
)
from chongyang.api.marks import reading
from chongyang.api.needs import Bearer, scope_of
from chongyang.api.shapes import LIMIT, Cursor, Limit, plain
from chongyang.core.clock import now
from chongyang.emergency.rules.defaults import all_defaults
from chongyang.hotline import operations as hotline
from chongyang.hotline import queries
from chongyang.hotline.rules.levels import LIMITS, Counted, sum_up
from chongyang.territory.enums import TokenName

line = Router(tags=["line"], auth=Bearer(TokenName.INCIDENTS_READ))
WRITES = Bearer(TokenName.INCIDENTS_WRITE)
MOST_DAYS = 90


def _call(row: Any) -> dict[str, Any]:
    return plain(row, CallDetail, caller_number=str(row.caller_number), incident=row.incident_id)


def _back(row: Any) -> dict[str, Any]:
    return plain(row, CallBackRow, call=row.call_id)


def _audit(row: Any) -> dict[str, Any]:
    return plain(row, AuditRow, call=row.call_id)


def _said(request: HttpRequest) -> dict[str, Any]:
    return {"scope": scope_of(request), "now": now()}


@line.post("/calls", response={201: CallRow}, operation_id="take_call", auth=WRITES)
def take_call(request: HttpRequest, body: CallBody) -> dict[str, Any]:
    """Keep a call; an emergency becomes an incident, already answered."""
    call = hotline.take_call(**body.model_dump(), scope=scope_of(request), now=now())
    told = {name: getattr(call, name) for name in ("id", "purpose", "began_at", "answered_at")}
    return {**told, "caller_number": str(call.caller_number), "incident": call.incident_id}


@line.get("/calls", response=CallPage, operation_id="list_calls")
def list_calls(request: HttpRequest, cursor: Cursor | None = None, limit: Limit = LIMIT) -> dict[str, Any]:
    """Calls within reach, the newest first."""
    scope, after = scope_of(request), None
    if cursor:
        at, last = cursors.read(cursor, "calls", {}, scope)
        after = (datetime.fromisoformat(at), UUID(last))
    rows = queries.list_calls(scope, limit + 1, after)
    items, following = cursors.page(
        rows, limit, lambda row: cursors.write([row.began_at.isoformat(), row.id], "calls", {}, scope)
    )
    return {"items": [_call(row) for row in items], "next": following}


@line.get("/calls/ringing", response=list[CallDetail], operation_id="list_ringing")
def list_ringing(request: HttpRequest) -> list[dict[str, Any]]:
    """Who rings now, the longest waiting first."""
    return [_call(row) for row in queries.list_ringing(scope_of(request))]


@line.get("/calls/{uuid:call}", response=CallDetail, operation_id="get_call")
def get_call(request: HttpRequest, call: UUID) -> dict[str, Any]:
    """One call."""
    return _call(queries.access_call(scope_of(request), call))


@line.post("/calls/{uuid:call}/answer", response=CallDetail, operation_id="answer_call", auth=WRITES)
def answer_call(request: HttpRequest, call: UUID) -> dict[str, Any]:
    """Take a ringing call; who comes second hears that somebody has it."""
    return _call(hotline.answer_call(call=call, **_said(request)))


@line.post("/calls/{uuid:call}/hang-up", response=CallDetail, operation_id="hang_up", auth=WRITES)
def hang_up(request: HttpRequest, call: UUID) -> dict[str, Any]:
    """End the call that one holds."""
    return _call(hotline.hang_up(call=call, **_said(request)))


@line.post("/calls/{uuid:call}/transfer", response=CallDetail, operation_id="transfer_call", auth=WRITES)
def transfer_call(request: HttpRequest, call: UUID, body: TransferBody) -> dict[str, Any]:
    """Pass it on to a seat that is signed on."""
    return _call(hotline.transfer_call(call=call, to=body.to, **_said(request)))


@line.post("/calls/{uuid:call}/conference", response=CallDetail, operation_id="bring_in", auth=WRITES)
def bring_in(request: HttpRequest, call: UUID, body: ConferenceBody) -> dict[str, Any]:
    """A talk of three with 120, 119 or 110."""
    return _call(hotline.bring_in(call=call, third=body.third, **_said(request)))


@line.post("/calls/{uuid:call}/lines", response=CallDetail, operation_id="describe_call", auth=WRITES)
def describe_call(request: HttpRequest, call: UUID, body: CallLineBody) -> dict[str, Any]:
    """What it was about; an emergency opens its incident, once."""
    return _call(hotline.describe_call(call=call, **body.model_dump(), **_said(request)))


@line.post("/calls/{uuid:call}/listen", response=CallDetail, operation_id="listen_in", auth=WRITES)
def listen_in(request: HttpRequest, call: UUID, body: ListeningReasonBody) -> dict[str, Any]:
    """Let the shift lead hear a running call; written down with the reason."""
    return _call(hotline.listen_in(call=call, reason=body.reason, **_said(request)))


@line.post("/calls/{uuid:call}/recording", response=RecordingKey, operation_id="open_recording", auth=WRITES)
@reading
def open_recording(request: HttpRequest, call: UUID, body: ListeningReasonBody) -> dict[str, str]:
    """The recorder's key; written down with the reason each time."""
    return {"recording": hotline.open_recording(call=call, reason=body.reason, **_said(request))}


@line.get("/call-backs", response=list[CallBackRow], operation_id="list_call_backs")
def list_call_backs(request: HttpRequest, limit: Limit = LIMIT) -> list[dict[str, Any]]:
    """Whom nobody answered and nobody has made good, known persons first."""
    return [_back(row) for row in queries.list_call_backs(scope_of(request), limit)]


@line.post("/call-backs/{uuid:call}/dial", response={201: CallDetail}, operation_id="call_back", auth=WRITES)
def call_back(request: HttpRequest, call: UUID) -> dict[str, Any]:
    """Let the exchange call back."""
    return _call(hotline.call_out(reason="call_back", answers=call, **_said(request)))


@line.post("/call-backs/{uuid:call}/close", response=CallBackRow, operation_id="close_call_back", auth=WRITES)
def close_call_back(request: HttpRequest, call: UUID, body: CallBackBody) -> dict[str, Any]:
    """How it went; who was not reached needs a note of what happens next."""
    return _back(hotline.close_call_back(call=call, **body.model_dump(), **_said(request)))


@line.get("/seats", response=list[SeatRow], operation_id="list_seats")
def list_seats(request: HttpRequest) -> list[dict[str, Any]]:
    """Who is signed on, doing what."""
    return [plain(row, SeatRow) for row in queries.list_seats(scope_of(request))]


@line.put("/seats/me", response=SeatRow, operation_id="set_seat", auth=WRITES)
def set_seat(request: HttpRequest, body: SeatBody) -> dict[str, Any]:
    """Sign on, or say what one does now."""
    return plain(hotline.set_seat(**body.model_dump(), **_said(request)), SeatRow)


@line.delete("/seats/me", response={204: None}, operation_id="sign_off", auth=WRITES)
def sign_off(request: HttpRequest) -> Status[None]:
    """Leave the line."""
    hotline.sign_off(**_said(request))
    return Status(204, None)


@line.get("/service-levels", response=list[LevelRow], operation_id="service_levels")
def service_levels(
    request: HttpRequest,
    by: Literal["day", "hour", "seat", "purpose"] = "day",
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] = 30,
) -> list[dict[str, Any]]:
    """Answered within 10, 60 and 180 seconds, abandoned, longest wait; for the shift lead."""
    moment = now()
    calls = queries.count_through(scope_of(request), moment - timedelta(days=days), moment)
    levels = sum_up(calls, lambda one: _key(one, by))
    limits = [all_defaults()[name].value for name in LIMITS]
    return [
        {
            "key": str(key),
            "offered": level.offered,
            "answered": level.answered,
            "abandoned": level.abandoned,
            "longest_seconds": level.longest,
            "mean_talk_seconds": level.mean_talk,
            "within": {str(limit): level.share_within(limit) for limit in limits},
        }
        for key, level in sorted(levels.items(), key=lambda pair: str(pair[0]))
    ]


def _key(one: Counted, by: str) -> str:
    return f"{one.hour:02d}" if by == "hour" else str(getattr(one, by))


@line.get("/hand-overs", response=list[HandOverRow], operation_id="list_hand_overs")
def list_hand_overs(request: HttpRequest) -> list[dict[str, Any]]:
    """Hand-overs of the last thirty days, the newest first."""
    return [plain(row, HandOverRow) for row in queries.list_hand_overs(scope_of(request), now())]


@line.post("/shifts", response={204: None}, operation_id="begin_shift", auth=WRITES)
def begin_shift(request: HttpRequest) -> Status[None]:
    """Come on shift."""
    hotline.begin_shift(**_said(request))
    return Status(204, None)


@line.delete("/shifts/me", response={204: None}, operation_id="end_shift", auth=WRITES)
def end_shift(request: HttpRequest) -> Status[None]:
    """Go home; a P0 that nobody accepted keeps one."""
    hotline.end_shift(**_said(request))
    return Status(204, None)


@line.post("/hand-overs", response={201: HandOverRow}, operation_id="give_hand_over", auth=WRITES)
def give_hand_over(request: HttpRequest, body: NoteBody) -> dict[str, Any]:
    """Give what is open to the next."""
    return plain(hotline.give_hand_over(note=body.note, **_said(request)), HandOverRow)


@line.post(
    "/hand-overs/{uuid:hand_over}/accept",
    response=HandOverRow,
    operation_id="accept_hand_over",
    auth=WRITES,
)
def accept_hand_over(request: HttpRequest, hand_over: UUID) -> dict[str, Any]:
    """Take it over; another person than the giver, once."""
    return plain(hotline.accept_hand_over(hand_over=hand_over, **_said(request)), HandOverRow)


@line.get("/call-audits/{uuid:audit}", response=AuditRow, operation_id="get_audit")
def get_audit(request: HttpRequest, audit: UUID) -> dict[str, Any]:
    """One drawn call, for its seat, its reviewer and the shift lead."""
    return _audit(queries.access_audit(scope_of(request), audit))


@line.get("/call-audits", response=list[AuditRow], operation_id="list_audits")
def list_audits(request: HttpRequest, month: date) -> list[dict[str, Any]]:
    """The sample of a month (its first day), for the shift lead."""
    return [_audit(row) for row in queries.list_audits(scope_of(request), month)]


@line.post("/call-audits/{uuid:audit}/judge", response=AuditRow, operation_id="judge_call", auth=WRITES)
def judge_call(request: HttpRequest, audit: UUID, body: JudgeBody) -> dict[str, Any]:
    """What the reviewer heard; once, never about herself."""
    return _audit(hotline.judge_call(audit=audit, met=body.met, comment=body.comment, **_said(request)))


@line.post(
    "/call-audits/{uuid:audit}/acknowledge",
    response=AuditRow,
    operation_id="acknowledge_audit",
    auth=WRITES,
)
def acknowledge_audit(request: HttpRequest, audit: UUID, body: AuditReplyBody) -> dict[str, Any]:
    """The seat has read it."""
    return _audit(hotline.acknowledge_audit(audit=audit, reply=body.reply, **_said(request)))
