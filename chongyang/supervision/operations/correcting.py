"""After the lock: dated corrections by two persons, and notes on a unit."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.supervision import permissions
from chongyang.supervision.enums import NoteKind
from chongyang.supervision.models import Correction, Note, Score
from chongyang.supervision.operations import counting
from chongyang.supervision.operations.assessment import (
    LONGEST,
    NO_REASON,
    OWN_UNIT,
    check_points,
    is_said,
    take,
)
from chongyang.supervision.operations.errors import UnableToAssess
from chongyang.supervision.operations.steps import system, tell
from chongyang.supervision.queries.assessment import Held, NotFound
from chongyang.supervision.rules.schemes import clauses
from chongyang.supervision.rules.tables import LOCKED
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

NOT_LOCKED = N_("考核锁定以后才能更正或写意见书。")
SAME = N_("更正须由另一人确认。")
WAITS = N_("这一项已有一个更正在等确认。")
DONE = N_("这个更正已经确认。")
NO_CLAUSE = N_("请写明依据的条款，例如 2018-34/4.6。")
NO_DOCUMENT = N_("请写明更正依据的文件号。")
LONGEST_DOCUMENT = 120


def _locked(run: UUID, scope: Scope) -> Held:
    held = take(run, scope)
    if held.run.state != LOCKED:
        raise UnableToAssess(NOT_LOCKED)
    return held


@transaction.atomic
def propose_correction(
    *,
    run: UUID,
    subject: str,
    item: str,
    points: Decimal,
    reason: str,
    document: str,
    scope: Scope,
    by: Actor,
    now: datetime,
) -> Correction:
    """One person says what a locked score should be, why, and on what document. Raises UnableToAssess."""
    account = permissions.account_of(by)
    with system(by):
        held = _locked(run, scope)
        if permissions.is_tied(account, held.subject(subject), held.run.listing, now):
            raise UnableToAssess(OWN_UNIT)
        check_points(held, item, points)
        if not is_said(reason, LONGEST):
            raise UnableToAssess(NO_REASON, "reason")
        if not is_said(document, LONGEST_DOCUMENT):
            raise UnableToAssess(NO_DOCUMENT, "document")
        if Correction.objects.filter(run=run, subject=subject, item=item, confirmed_at=None).exists():
            raise UnableToAssess(WAITS, "item")
        row = Correction.objects.create(
            run=held.run,
            subject=subject,
            item=item,
            before=Score.objects.get(run=run, subject=subject, item=item).points,
            points=points,
            reason=reason.strip(),
            document=document.strip(),
            proposed_by=account,
            proposed_at=now,
        )
        tell("correction.proposed", row.id, by, now, run=str(run), subject=subject, item=item)
    return row


@transaction.atomic
def confirm_correction(*, key: UUID, scope: Scope, by: Actor, now: datetime) -> Correction:
    """Another person confirms: the score changes from today and the ranks follow. Raises UnableToAssess."""
    demand(scope, Can.ASSESS)
    account = permissions.account_of(by)
    with system(by):
        row = Correction.objects.filter(id=key).first()
        if row is None:
            raise NotFound(str(key))
        held = _locked(row.run_id, scope)
        row = Correction.objects.select_for_update(of=("self",)).get(id=key)
        if row.confirmed_at:
            raise UnableToAssess(DONE)
        if row.proposed_by == account:
            raise UnableToAssess(SAME)
        row.confirmed_by, row.confirmed_at = account, now
        row.save(update_fields=["confirmed_by", "confirmed_at"])
        counting.lay_down(held, row.subject, row.item, row.points)
        held.run.corrected_at = now
        held.run.save(update_fields=["corrected_at"])
        tell("correction.confirmed", row.id, by, now, run=str(row.run_id), subject=row.subject, item=row.item)
    return row


@transaction.atomic
def write_note(
    *,
    run: UUID,
    subject: str,
    kind: str,
    clause: str,
    text: str,
    scope: Scope,
    by: Actor,
    now: datetime,
) -> Note:
    """A person proposes praise or a call to account for a unit, with the clause. The city's own assessment
    decides (2018-34/4.6: 将考核结果列入当年的绩效考核目标). Raises UnableToAssess.
    """
    account = permissions.account_of(by)
    with system(by):
        held = _locked(run, scope)
        held.subject(subject)
        if kind not in list(NoteKind) or not is_said(text, 2 * LONGEST):
            raise UnableToAssess(NO_REASON, "text")
        if clause not in clauses():
            raise UnableToAssess(NO_CLAUSE, "clause")
        row = Note.objects.create(
            run=held.run,
            subject=subject,
            kind=kind,
            clause=clause,
            text=text.strip(),
            written_by=account,
            written_at=now,
        )
        tell("note.written", row.id, by, now, run=str(run), subject=subject, kind=kind, clause=clause)
    return row
