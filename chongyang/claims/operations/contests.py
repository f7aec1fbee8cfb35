"""A claim's field is contested, looked into, and answered: it stands, is corrected, or the asker withdraws.

What people write (what is wrong, what should stand there, why, the answer) lies sealed in the row; the steps
of the case and the events name nobody and nothing of it.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.claims.enums import ContestReason, WordKind
from chongyang.claims.models import Contest, Word
from chongyang.claims.operations import belonging, settling
from chongyang.claims.operations.contest_rows import LONGEST, UnableToContest, due_at, open_row
from chongyang.claims.queries import contests as queries
from chongyang.claims.queries import golden as reading
from chongyang.claims.rules import contests as rules
from chongyang.claims.rules.values import Unreadable, read_value
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Actor, Scope
from chongyang.registry import queries as registry
from chongyang.registry.enums import Source
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can


@dataclass(frozen=True, kw_only=True)
class ContestForm:
    """What somebody says against a word: `feed` and `record` name the claim, `proposed` what is right."""

    field: str
    feed: str
    record: str
    reason: str
    note: str
    proposed: str = ""


@transaction.atomic
def contest_claim(*, person: UUID, form: ContestForm, scope: Scope, by: Actor, now: datetime) -> Contest:
    """Write a contest down and begin its deadline; raises NotFound, NotAllowed, UnableToContest."""
    demand(scope, Can.CONTEST_CLAIMS)
    elder = registry.access_elder(scope, person)
    claim = _claim(scope, person, form)
    proposed = _proposed(form, claim, timezone.localdate(now))
    contested = json.dumps(claim.values[form.field], ensure_ascii=False)
    row = Contest(
        person=elder.id,
        area=elder.area,
        field=form.field,
        feed=claim.feed,
        record_index=bytes.fromhex(claim.record),
        source=claim.source,
        reason=form.reason,
        contested=contested,
        proposed=proposed or None,
        note=form.note.strip(),
        asked_at=now,
        asked_by=by.account,
        asked_as=by.role,
        due_at=due_at(now),
    )
    return open_row(row, by, now)


def _claim(scope: Scope, person: UUID, form: ContestForm) -> reading.HeldClaim:
    reasons: dict[str, str] = {}
    if form.reason not in set(ContestReason):
        reasons["reason"] = rules.REASON_LACKS
    if not form.note.strip() or len(form.note) > LONGEST:
        reasons["note"] = rules.NOTE_LACKS
    claim = next(
        (
            one
            for one in reading.read_claims(scope, person)
            if (one.feed, one.record) == (form.feed, form.record)
            and one.valid_to is None
            and form.field in one.values
        ),
        None,
    )
    if claim is None:
        reasons["field"] = rules.NO_CLAIM if form.feed else rules.WORD_LACKS
    if reasons or claim is None:
        raise UnableToContest(reasons)
    return claim


def _proposed(form: ContestForm, claim: reading.HeldClaim, today: date) -> str:
    """What should stand there, read like a feed's cell; may be left open."""
    if not form.proposed.strip():
        return ""
    return json.dumps(_read(form.field, form.proposed, today, "proposed"), ensure_ascii=False)


def _read(field: str, text: str, today: date, name: str) -> Any:
    try:
        return read_value(field, text, today)
    except Unreadable as error:
        raise UnableToContest({name: error.code.label}) from error


def _held(scope: Scope, contest: UUID) -> Contest:
    cases.hold(contest)
    return queries.access_contest(scope, contest)


def _perform(row: Contest, action: str, by: Actor, now: datetime, **said: Any) -> Contest:
    case = cases.perform(case=Case(id=row.id), action=action, by=by, now=now, how="desk", **said)
    row.state = case.state
    if case.ended_at:
        row.answered_at, row.answered_by = now, by.account
    row.save()
    return row


@transaction.atomic
def ask_source(*, contest: UUID, scope: Scope, by: Actor, now: datetime) -> Contest:
    """Note that the question went to the department that said it."""
    demand(scope, Can.ANSWER_CONTESTS)
    return _perform(_held(scope, contest), "ask", by, now)


@transaction.atomic
def uphold(*, contest: UUID, answer: str, scope: Scope, by: Actor, now: datetime) -> Contest:
    """The claim stands; the answer says why. Raises UnableToContest, UnableToStep."""
    demand(scope, Can.ANSWER_CONTESTS)
    row = _held(scope, contest)
    row.answer = _answer(answer)
    return _perform(row, "uphold", by, now, facts={"answer"})


@transaction.atomic
def correct(
    *,
    contest: UUID,
    value: str,
    source: str,
    answer: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    detach: bool = False,
) -> Contest:
    """Record the correcting word, which wins by the rule, and settle the file; or, where the record is that
    of another person, take it from this one. `source` says on whose word the correction rests.
    """
    demand(scope, Can.ANSWER_CONTESTS)
    row = _held(scope, contest)
    row.answer = _answer(answer)
    _perform(row, "correct", by, now, facts={"answer", "value"})
    if detach and row.record_index is not None:
        belonging.detach(feed=row.feed, record_index=bytes(row.record_index), scope=scope, by=by, now=now)
    else:
        _correcting_word(row, value, source, now)
    settling.settle(person=row.person, scope=scope, by=by, now=now)
    return row


def _correcting_word(row: Contest, text: str, source: str, now: datetime) -> None:
    today = timezone.localdate(now)
    if not text.strip():
        raise UnableToContest({"value": rules.VALUE_LACKS})
    value = _read(row.field, text, today, "value")
    if source not in set(Source):
        raise UnableToContest({"source": rules.REASON_LACKS})
    kind = WordKind.CORRECTION.value
    held = Word.objects.filter(person=row.person, field=row.field, kind=kind, ended_at=None)
    held.update(ended_at=now)
    Word.objects.create(
        person=row.person,
        area=row.area,
        field=row.field,
        kind=kind,
        value=json.dumps(value, ensure_ascii=False),
        refutes=row.contested.plain or None,
        source=source,
        told_on=today,
        contest=row.id,
        kept_at=now,
    )


def _answer(text: str) -> str:
    if not text.strip() or len(text) > LONGEST:
        raise UnableToContest({"answer": rules.ANSWER_LACKS})
    return text.strip()


@transaction.atomic
def withdraw(*, contest: UUID, scope: Scope, by: Actor, now: datetime) -> Contest:
    """Whoever asked asks no longer; clerks may note it for her."""
    demand(scope, Can.CONTEST_CLAIMS)
    return _perform(_held(scope, contest), "withdraw", by, now)


def escalate_late(*, now: datetime, limit: int = 100) -> int:
    """Contests whose deadline passed: written down once, shown first, seen by county and city. The system's
    scope is entered.
    """
    late = Contest.objects.filter(state__in=("open", "asked"), escalated_at=None, due_at__lt=now)
    rows = list(late.order_by("due_at", "id")[:limit])
    for row in rows:
        with transaction.atomic():
            cases.perform(case=Case(id=row.id), action="escalate", by=SYSTEM, now=now, how="timer")
            Contest.objects.filter(id=row.id).update(escalated_at=now)
    return len(rows)
