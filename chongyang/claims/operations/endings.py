"""A whole file that would end too many records ends none by itself: a second person says yes or no, and why.

What it would end is kept by key when it came. A newer whole file of the feed and area makes the question old:
it holds its own, or ends what is still absent.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from chongyang.claims.enums import EndingState
from chongyang.claims.models import Ending, HeldClaim, Run
from chongyang.claims.operations import due
from chongyang.claims.operations.errors import UnableToImport
from chongyang.claims.operations.receiving import note as tell
from chongyang.claims.queries import runs
from chongyang.claims.rules.areas import span_of
from chongyang.core import access
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

LONGEST = 300
NOTHING_WAITS = N_("没有等待确认的记录，或已有人处理。")
ANOTHER = N_("发送这个文件的人不能自己确认，请另一位数据管理员处理。")
A_PERSON = N_("须由一位数据管理员本人确认。")
NOTE_LACKS = N_("请写明核对的经过和理由（300 字以内）。")
HOLD = """
    INSERT INTO claims_heldclaim (run, claim, area) SELECT %s, c.id, c.area
"""
END = """
    UPDATE claims_claim SET valid_to = %(day)s WHERE valid_to IS NULL AND valid_from <= %(day)s
    AND id IN (SELECT claim FROM claims_heldclaim WHERE run = %(run)s)
"""


def hold(*, run: Run, absent: int, in_force: int, which: str, words: list[Any]) -> None:
    """Keep which claims a run would end; `which` is the FROM and WHERE that found them. System scope."""
    with connection.cursor() as cursor:
        cursor.execute(f"{HOLD} {which}", [run.id, *words])
    Ending.objects.create(
        run=run.id,
        feed=run.feed,
        area=run.area,
        told_on=run.told_on,
        absent=absent,
        in_force=in_force,
        held_at=run.alive_at or run.received_at,
    )


def supersede(*, run: Run) -> None:
    """A newer whole file of this feed and area asks for itself. System scope."""
    first, last = span_of(run.area)
    older = Ending.objects.filter(feed=run.feed, state=EndingState.WAITING, area__range=(first, last))
    keys = list(older.exclude(run=run.id).order_by("id").values_list("run", flat=True))
    HeldClaim.objects.filter(run__in=keys).delete()
    now = run.alive_at or run.received_at
    Ending.objects.filter(run__in=keys).update(state=EndingState.SUPERSEDED.value, decided_at=now)


@transaction.atomic
def decide_ending(*, run: UUID, ends: bool, note: str, scope: Scope, by: Actor, now: datetime) -> Ending:
    """End what a run holds back, or keep it: by a person who did not send the file, with a reason.

    Raises NotAllowed, NotFound, UnableToImport.
    """
    demand(scope, Can.IMPORT_FEEDS)
    held_run = runs.access_run(scope, run)
    row = access.visible(Ending.objects.filter(run=run), scope).select_for_update(of=("self",)).first()
    if row is None or row.state != EndingState.WAITING:
        raise UnableToImport(NOTHING_WAITS)
    if by.account is None:
        raise UnableToImport(A_PERSON)
    if by.account == held_run.received_by:
        raise UnableToImport(ANOTHER)
    if not note.strip() or len(note) > LONGEST:
        raise UnableToImport(NOTE_LACKS)
    with access.enter(system_scope("feeds", by)):
        count = _end(held_run) if ends else 0
        HeldClaim.objects.filter(run=run).delete()
        _write(row, EndingState.ENDED if ends else EndingState.KEPT, note, by, now)
        Run.objects.filter(id=run).update(reason="", ended_claims=held_run.ended_claims + count)
        if count:
            due.mark_run_due(run=run, feed=row.feed, told_on=row.told_on, now=now)
    held_run.refresh_from_db()
    tell(held_run, "ends_confirmed" if ends else "ends_refused", by=by, now=now)
    return row


def _end(run: Run) -> int:
    """Claims that a newer file ended or changed meanwhile stay as they are."""
    with connection.cursor() as cursor:
        cursor.execute(END, {"day": run.told_on, "run": run.id})
        return int(cursor.rowcount)


def _write(row: Ending, state: EndingState, note: str, by: Actor, now: datetime) -> None:
    row.state, row.note = state.value, note.strip()
    row.decided_at, row.decided_by = now, by.account
    row.save(update_fields=["state", "note", "decided_at", "decided_by"])
