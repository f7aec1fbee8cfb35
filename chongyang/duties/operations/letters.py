"""督办函: drafted by one person of an office, signed and numbered by a second, answered, closed by a third.

Only the two offices of `data/settings.yaml` write letters, and no office to itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import access
from chongyang.core.keys import new_key
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.core.workdays import china
from chongyang.duties import permissions, queries
from chongyang.duties.enums import LetterState, RunState
from chongyang.duties.models import Letter, LetterCount, LetterMatter, Run
from chongyang.duties.operations.errors import UnableToWrite, refuse
from chongyang.duties.operations.events import tell
from chongyang.duties.operations.files import Handed, keep
from chongyang.duties.rules import settings
from chongyang.duties.rules.lifecycles import LETTER
from chongyang.duties.rules.settings import Issuer

SUBJECT, BODY, REPLY = 100, 2000, 2000
NO_ORGAN = N_("督办函只能由领导小组办公室或政府办公厅发出。")
OTHER_ORGAN = N_("督办函只能由拟稿机关自己的负责人签发。")
TO_ITSELF = N_("不能给自己单位发督办函。")
NO_MATTER = N_("请选择要督办的任务。")
TWO_UNITS = N_("一封督办函只发给一个单位。")
MATTER_ENDED = N_("任务已销号或撤回，不需要督办。")
NO_WORDS = N_("请写明标题和正文。")
TOO_LONG = N_("文字太长。")
TOO_SOON = N_("回复期限要在今天以后。")
NO_REPLY = N_("请写明办理情况。")


@dataclass(frozen=True, kw_only=True)
class LetterTold:
    """What a letter says, and about which duties of one organisation."""

    runs: tuple[UUID, ...]
    subject: str
    body: str
    reply_by: date


def proposed_reply_by(today: date) -> date:
    """The usual day of a reply, in working days."""
    return china().add(today, settings.load().reply_workdays)


@transaction.atomic
def draft_letter(*, told: LetterTold, scope: Scope, by: Actor, now: datetime) -> Letter:
    """Write a letter for a second person to sign. Raises NotAllowed, NotFound, UnableToWrite."""
    permissions.demand_office(scope)
    issuer = issuer_of(by)
    runs = [queries.access_run(scope, key) for key in dict.fromkeys(told.runs)]
    refuse(UnableToWrite, _faults(told, runs, issuer, scope, timezone.localdate(now)))
    first = runs[0]
    row = Letter.objects.create(
        id=new_key(),
        issuer_key=issuer.organisation,
        word=issuer.word,
        organisation=first.organisation,
        organisation_key=first.organisation_key,
        area=first.area,
        subject=told.subject.strip(),
        body=told.body.strip(),
        reply_by=told.reply_by,
        state=LetterState.DRAFT.value,
        drafted_at=now,
        drafted_by=permissions.account_of(by),
    )
    columns = {"letter": row, "organisation": row.organisation, "area": row.area}
    LetterMatter.objects.bulk_create([LetterMatter(run=run, **columns) for run in runs])
    cases.open_case(
        lifecycle=LETTER, area=row.area, organisation=row.organisation, by=by, now=now, case_id=row.id
    )
    tell("letter.drafted", row, by, now, count=len(runs))
    return row


def issuer_of(by: Actor) -> Issuer:
    """The organ in whose name somebody writes. Raises UnableToWrite for everybody else."""
    issuer = settings.load().issuers.get(by.role)
    if issuer is None:
        raise UnableToWrite({"issuer": NO_ORGAN})
    return issuer


def _faults(
    told: LetterTold, runs: Sequence[Run], issuer: Issuer, scope: Scope, today: date
) -> dict[str, str]:
    if not runs:
        return {"runs": NO_MATTER}
    if len({run.organisation for run in runs}) > 1:
        return {"runs": TWO_UNITS}
    if runs[0].organisation == scope.organisation or runs[0].organisation_key == issuer.organisation:
        return {"runs": TO_ITSELF}
    if any(run.state in (RunState.CLOSED, RunState.WITHDRAWN) for run in runs):
        return {"runs": MATTER_ENDED}
    if not told.subject.strip() or not told.body.strip():
        return {"body": NO_WORDS}
    if len(told.subject) > SUBJECT or len(told.body) > BODY:
        return {"body": TOO_LONG}
    return {"reply_by": TOO_SOON} if told.reply_by <= today else {}


@transaction.atomic
def sign_letter(*, letter: UUID, scope: Scope, by: Actor, now: datetime) -> Letter:
    """Sign it as the second person of the same organ: it has its number and is out. Raises NotAllowed,
    NotFound, UnableToWrite, UnableToStep.
    """
    row = _held(letter, scope)
    if issuer_of(by).organisation != row.issuer_key:
        raise UnableToWrite({"issuer": OTHER_ORGAN})
    if row.organisation == scope.organisation:
        raise UnableToWrite({"runs": TO_ITSELF})
    case = cases.perform(case=queries.case_of(row), action="sign", by=by, now=now)
    year = timezone.localdate(now).year
    number = _next_number(row.issuer_key, year, by)
    _set(row, state=case.state, year=year, number=number, signed_at=now, signed_by=by.account)
    tell("letter.signed", row, by, now, number=number, year=year)
    return row


def _next_number(issuer: str, year: int, by: Actor) -> int:
    """One more than the last of the organ's year. Its row is locked until the letter is committed or not at
    all, so no number is given twice and none is left out.
    """
    with access.enter(system_scope("letters", actor=by)):
        LetterCount.objects.bulk_create([LetterCount(issuer_key=issuer, year=year)], ignore_conflicts=True)
        rows = LetterCount.objects.filter(issuer_key=issuer, year=year)
        last: int = rows.select_for_update(of=("self",)).get().last + 1
        rows.update(last=last)
    return last


@transaction.atomic
def judge_letter(
    *, letter: UUID, action: str, scope: Scope, by: Actor, now: datetime, reason: str = ""
) -> Letter:
    """`refuse` or `withdraw` a draft, `close` an answered one or `ask_again`. Raises NotAllowed, NotFound,
    UnableToStep.
    """
    row = _held(letter, scope)
    if action not in ("refuse", "withdraw", "close", "ask_again"):
        raise permissions.NotAllowed(action)
    case = cases.perform(case=queries.case_of(row), action=action, by=by, now=now, reason=reason)
    ended = now if case.state in (LetterState.CLOSED, LetterState.WITHDRAWN) else None
    _set(row, state=case.state, ended_at=ended)
    return row


@transaction.atomic
def reply_letter(
    *, letter: UUID, reply: str, scope: Scope, by: Actor, now: datetime, files: Sequence[Handed] = ()
) -> Letter:
    """The organisation answers; asked again, its new answer stands behind the former one's files.

    Raises NotAllowed, NotFound, UnableToWrite, UnableToReport, UnableToStep.
    """
    cases.hold(letter)
    row, _ = queries.get_letter(scope, letter)
    permissions.demand_own(scope, row)
    if not reply.strip() or len(reply) > REPLY:
        raise UnableToWrite({"reply": TOO_LONG if reply.strip() else NO_REPLY})
    case = cases.perform(
        case=queries.case_of(row), action="reply", by=by, now=now, evidence={"reply": reply.strip()}
    )
    kept = [*row.reply_files, *keep(files, row, by, now)]
    _set(row, state=case.state, reply=reply.strip(), replied_at=now, reply_files=kept)
    return row


def _held(letter: UUID, scope: Scope) -> Letter:
    permissions.demand_office(scope)
    cases.hold(letter)
    return queries.access_letter(scope, letter)


def _set(row: Letter, **columns: Any) -> None:
    told: Mapping[str, Any] = columns
    for name, value in told.items():
        setattr(row, name, value)
    row.save(update_fields=list(told))
