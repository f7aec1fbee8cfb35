"""Who said what about a person: the golden record, disagreements, contests and told deaths."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Header, Router

from chongyang.api import cursors
from chongyang.api.claim_shapes import (
    ClaimCorrectionBody,
    ConfirmBody,
    ContestAnswerBody,
    ContestBody,
    ContestPage,
    ContestShape,
    DisagreementPage,
    DisagreementRow,
    FieldName,
    RecordShape,
    RejectBody,
    RightBody,
    StopDetail,
    StopPage,
    StopShape,
)
from chongyang.api.elders import WHY
from chongyang.api.needs import Bearer, scope_of
from chongyang.api.problems import Problem
from chongyang.api.shapes import LIMIT, Code, Cursor, Limit, interval
from chongyang.claims import stops
from chongyang.claims.operations import contests as contesting
from chongyang.claims.operations import deaths
from chongyang.claims.operations.golden import read_golden
from chongyang.claims.operations.reading import read_contest, read_stop
from chongyang.claims.queries import contests as lists
from chongyang.claims.queries.golden import GoldenField, GoldenRecord
from chongyang.claims.rules.fields import FIELDS
from chongyang.claims.rules.survivorship import Word
from chongyang.core.clock import now
from chongyang.registry.enums import Purpose
from chongyang.territory.enums import TokenName

claims = Router(tags=["claims"], auth=Bearer(TokenName.ELDERS_READ))
WRITES = Bearer(TokenName.CLAIMS_WRITE)
Why = Annotated[str | None, Header(alias="X-Purpose", max_length=40)]


def _said(request: HttpRequest) -> dict[str, Any]:
    scope = scope_of(request)
    return {"scope": scope, "by": scope.actor, "now": now()}


@claims.get("/elders/{uuid:elder}/claims", response=RecordShape, operation_id="read_golden")
def golden_record(request: HttpRequest, elder: UUID, purpose: Why = None) -> dict[str, Any]:
    """Every field with the word that stands and all others; a reading of the file, for a purpose."""
    return _record(read_golden(person=elder, purpose=_stated(purpose), **_said(request)))


def _stated(purpose: str | None) -> str:
    """The purpose of the header; a reading without one is refused before anything is read."""
    if purpose is None or purpose not in set(Purpose):
        raise Problem("purpose-missing", WHY, words={"known": ", ".join(Purpose)})
    return purpose


def _record(record: GoldenRecord) -> dict[str, Any]:
    return {
        "person": record.person,
        "claims": len(record.claims),
        "conflicts": record.conflicts,
        "fields": [_field(one, record) for one in record.fields],
    }


def _field(one: GoldenField, record: GoldenRecord) -> dict[str, Any]:
    choice = one.choice
    words = [word for word in (choice.winner, *choice.losers) if word is not None]
    return {
        "field": one.name,
        "value": _shown(one.name, choice.value),
        "why": choice.why,
        "conflict": choice.is_conflict,
        "contested": one.contested,
        "words": [_word(one.name, word, None) for word in words],
        "history": [_word(one.name, word, until) for word, until in record.history.get(one.name, ())],
    }


def _word(name: str, word: Word, until: date | None) -> dict[str, Any]:
    names = ("kind", "source", "feed", "record", "run", "claim", "told_on")
    told = {key: getattr(word, key) for key in names}
    return {**told, "value": _shown(name, word.value), "valid_to": until}


def _shown(name: str, value: Any) -> Any:
    """As lists show it: what has a mask is masked."""
    known = FIELDS.get(name)
    return known.mask(str(value)) if known and known.mask and value not in (None, "") else value


@claims.get("/disagreements", response=DisagreementPage, operation_id="list_disagreements")
def disagreements(
    request: HttpRequest,
    area: Code | None = None,
    field: FieldName = "",
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
) -> dict[str, Any]:
    """Persons about whom sources disagree, by area; in which fields, and no value of any."""
    scope, filters = scope_of(request), {"area": area, "field": field}
    after = None
    if cursor:
        place, person = cursors.read(cursor, "disagreements", filters, scope)
        after = (int(place), UUID(person))
    rows = lists.list_disagreements(scope, within=interval(area), field=field, after=after, limit=limit + 1)
    key = lambda row: cursors.write((str(row.area), row.person), "disagreements", filters, scope)  # noqa: E731
    items, following = cursors.page(rows, limit, key)
    shown = [{name: getattr(row, name) for name in DisagreementRow.model_fields} for row in items]
    return {"items": shown, "next": following}


@claims.post(
    "/elders/{uuid:elder}/contests", auth=WRITES, response=ContestShape, operation_id="contest_claim"
)
def contest_claim(request: HttpRequest, elder: UUID, body: ContestBody) -> dict[str, Any]:
    """Say that a department's word about a field is wrong; the answer has a deadline."""
    form = contesting.ContestForm(**body.dict())
    return _contest(contesting.contest_claim(person=elder, form=form, **_said(request)))


@claims.get("/contests", response=ContestPage, operation_id="list_contests")
def contests(
    request: HttpRequest, is_open: bool = True, cursor: Cursor | None = None, limit: Limit = LIMIT
) -> dict[str, Any]:
    """Open contests by deadline, or answered ones with the newest first; without what was written."""
    scope, filters = scope_of(request), {"open": is_open}
    after = UUID(cursors.read(cursor, "contests", filters, scope)[1]) if cursor else None
    rows = lists.list_contests(scope, is_open=is_open, after=after, limit=limit + 1)
    key = lambda row: cursors.write(("", row.id), "contests", filters, scope)  # noqa: E731
    items, following = cursors.page(rows, limit, key)
    return {"items": [{**_contest(row), "note": "", "answer": ""} for row in items], "next": following}


@claims.get("/contests/{uuid:contest}", response=ContestShape, operation_id="read_contest")
def contest(request: HttpRequest, contest: UUID, purpose: Why = None) -> dict[str, Any]:
    """One contest with what was written; a reading of the file, for a purpose."""
    return _contest(read_contest(contest=contest, purpose=_stated(purpose), **_said(request)))


def _contest(row: Any) -> dict[str, Any]:
    plain = {"note": row.note.plain, "answer": row.answer.plain}
    return {name: getattr(row, name) for name in ContestShape.model_fields if name not in plain} | plain


@claims.post("/contests/{uuid:contest}/ask", auth=WRITES, response=ContestShape, operation_id="ask_source")
def ask_source(request: HttpRequest, contest: UUID) -> dict[str, Any]:
    """Note that the question went to the source."""
    return _contest(contesting.ask_source(contest=contest, **_said(request)))


@claims.post(
    "/contests/{uuid:contest}/uphold", auth=WRITES, response=ContestShape, operation_id="uphold_claim"
)
def uphold(request: HttpRequest, contest: UUID, body: ContestAnswerBody) -> dict[str, Any]:
    """The claim stands; the answer says why."""
    return _contest(contesting.uphold(contest=contest, answer=body.answer, **_said(request)))


@claims.post(
    "/contests/{uuid:contest}/correct", auth=WRITES, response=ContestShape, operation_id="correct_claim"
)
def correct(request: HttpRequest, contest: UUID, body: ClaimCorrectionBody) -> dict[str, Any]:
    """Record the correcting word, which wins, or take the record from this person."""
    told: dict[str, Any] = {"value": body.value, "answer": body.answer, "detach": body.detach}
    told["source"] = body.source or ""
    return _contest(contesting.correct(contest=contest, **told, **_said(request)))


@claims.post(
    "/contests/{uuid:contest}/withdraw",
    auth=WRITES,
    response=ContestShape,
    operation_id="withdraw_contest",
)
def withdraw(request: HttpRequest, contest: UUID) -> dict[str, Any]:
    """The asker asks no longer."""
    return _contest(contesting.withdraw(contest=contest, **_said(request)))


@claims.get("/told-deaths", response=StopPage, operation_id="list_told_deaths")
def told_deaths(
    request: HttpRequest,
    area: Code | None = None,
    state: FieldName = "waiting",
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
) -> dict[str, Any]:
    """Deaths that departments told, the longest waiting first."""
    scope, filters = scope_of(request), {"area": area, "state": state}
    after = UUID(cursors.read(cursor, "told-deaths", filters, scope)[1]) if cursor else None
    rows = lists.list_stops(scope, states=(state,), after=after, limit=limit + 1, within=interval(area))
    key = lambda row: cursors.write(("", row.id), "told-deaths", filters, scope)  # noqa: E731
    items, following = cursors.page(rows, limit, key)
    return {"items": [_stop(row) for row in items], "next": following}


def _stop(row: Any) -> dict[str, Any]:
    names = [name for name in StopShape.model_fields if name != "is_late"]
    return {name: getattr(row, name) for name in names} | {"is_late": lists.is_red(row, now())}


@claims.get("/told-deaths/{uuid:stop}", response=StopDetail, operation_id="read_told_death")
def told_death(request: HttpRequest, stop: UUID, purpose: Why = None) -> dict[str, Any]:
    """One told death with what each scheme would stop; a reading of the file, for a purpose."""
    scope = scope_of(request)
    row = read_stop(stop=stop, purpose=_stated(purpose), **_said(request))
    would = stops.what_would_stop(scope, row.person, now())
    return {
        **_stop(row),
        "would_stop": [{"scheme": one.scheme.name, "lines": list(one.lines)} for one in would],
    }


@claims.post(
    "/told-deaths/{uuid:stop}/confirm", auth=WRITES, response=StopShape, operation_id="confirm_death"
)
def confirm_death(request: HttpRequest, stop: UUID, body: ConfirmBody) -> dict[str, Any]:
    """Write the death into the file; its event stops every scheme."""
    return _stop(deaths.confirm_death(stop=stop, on=body.on, **_said(request)))


@claims.post("/told-deaths/{uuid:stop}/reject", auth=WRITES, response=StopShape, operation_id="reject_death")
def reject_death(request: HttpRequest, stop: UUID, body: RejectBody) -> dict[str, Any]:
    """She lives: the record is contested with its source, and nothing stops."""
    return _stop(deaths.reject_death(stop=stop, reason=body.reason, note=body.note, **_said(request)))


@claims.post(
    "/told-deaths/{uuid:stop}/put-right", auth=WRITES, response=StopShape, operation_id="put_death_right"
)
def put_right(request: HttpRequest, stop: UUID, body: RightBody) -> dict[str, Any]:
    """A wrong confirmation is taken back, and the schemes are told."""
    told: dict[str, Any] = {"reason": body.reason, "note": body.note, "evidence": body.evidence}
    return _stop(deaths.put_right(stop=stop, **told, **_said(request)))
