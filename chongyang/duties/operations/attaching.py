"""A file that comes by itself, as programs hand it in: to a report, a past quarter, a letter's reply."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core.models import FileStored
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.duties import permissions, queries
from chongyang.duties.enums import LetterState, RunState
from chongyang.duties.models import Letter, Progress
from chongyang.duties.operations.errors import UnableToReport, UnableToWrite
from chongyang.duties.operations.events import tell
from chongyang.duties.operations.files import Handed, keep
from chongyang.duties.operations.reporting import ENDED, add_to_progress
from chongyang.duties.rules import days
from chongyang.indicators.rules.periods import Period

HANDED_IN_LATER = "补交佐证文件。"
NO_REPLY = N_("请先回复，再补交文件。")
LETTER_ENDED = N_("这封督办函已办结，不能再补交文件。")


@transaction.atomic
def attach_to_progress(
    *, progress: UUID, file: Handed, scope: Scope, by: Actor, now: datetime, document: str = ""
) -> FileStored:
    """To the report while its quarter is open; later an addition by its document, the report stays as it was.

    Raises NotAllowed, NotFound, UnableToReport.
    """
    rows = Progress.objects.filter(replaced_at=None).select_related("run")
    run = queries.one_of(rows, scope, progress).run
    cases.hold(run.id)
    row = queries.one_of(rows, scope, progress)
    permissions.demand_own(scope, row.run)
    if row.run.state in (RunState.CLOSED, RunState.WITHDRAWN):
        raise UnableToReport({"run": ENDED})
    if not days.is_open(Period.read(row.period), timezone.localdate(now)):
        words = {"words": HANDED_IN_LATER, "document": document}
        made = add_to_progress(progress=progress, files=[file], scope=scope, by=by, now=now, **words)
        return FileStored.objects.get(id=made.files[0])
    (kept,) = keep([file], row.run, by, now)
    row.files = [*row.files, kept]
    row.save(update_fields=["files"])
    tell("progress.attached", row.run, by, now, period=row.period)
    return FileStored.objects.get(id=kept)


@transaction.atomic
def attach_to_reply(*, letter: UUID, file: Handed, scope: Scope, by: Actor, now: datetime) -> FileStored:
    """To the organisation's reply until the office closes the letter or asks again. Raises NotAllowed,
    NotFound, UnableToWrite, UnableToReport.
    """
    cases.hold(letter)
    row, _ = queries.get_letter(scope, letter)
    permissions.demand_own(scope, row)
    if row.state != LetterState.REPLIED:
        raise UnableToWrite({"letter": NO_REPLY if row.state == LetterState.ISSUED else LETTER_ENDED})
    (kept,) = keep([file], row, by, now)
    Letter.objects.filter(id=row.id).update(reply_files=[*row.reply_files, kept])
    tell("letter.attached", row, by, now)
    return FileStored.objects.get(id=kept)
