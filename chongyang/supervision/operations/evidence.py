"""Files behind a mark and behind an appeal: kept as every file is, named by the row that rests on them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core.files.errors import UnableToKeep
from chongyang.core.models import FileStored
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.duties.operations import Handed
from chongyang.duties.operations.files import take_all
from chongyang.supervision import permissions
from chongyang.supervision.models import Appeal, Judgement
from chongyang.supervision.operations.errors import UnableToAssess
from chongyang.supervision.operations.steps import CITY, system, tell
from chongyang.supervision.queries.assessment import NotFound, hold_scheme
from chongyang.supervision.rules.tables import ANNOUNCED, SCORING
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

NOT_YOURS = N_("只能为自己的单位申诉。")
DECIDED = N_("这条申诉已经处理过。")
NO_MORE = N_("评分已经结束，不能再补交材料。")


def keep(handed: Sequence[Handed], by: Actor, now: datetime) -> list[UUID]:
    """Keep them as the city's; in the system's scope. Raises UnableToAssess with what is wrong with one."""
    try:
        return [row.id for row in take_all(handed, by, now, area=CITY)]
    except UnableToKeep as error:
        raise UnableToAssess(error.reason, "files", **error.values) from error


@transaction.atomic
def attach_to_mark(
    *, run: UUID, subject: str, item: str, file: Handed, scope: Scope, by: Actor, now: datetime
) -> FileStored:
    """A judge adds a paper to a mark of her own while marks are given. Raises UnableToAssess, NotFound."""
    demand(scope, Can.ASSESS)
    account = permissions.account_of(by)
    with system(by):
        rows = Judgement.objects.filter(run=run, subject=subject, item=item, judge=account)
        row = rows.select_for_update(of=("self",)).select_related("run").first()
        if row is None:
            raise NotFound(item)
        if row.run.state != SCORING:
            raise UnableToAssess(NO_MORE)
        return _attach(row, file, by, now)


@transaction.atomic
def attach_to_appeal(*, key: UUID, file: Handed, scope: Scope, by: Actor, now: datetime) -> FileStored:
    """The unit adds a paper to its appeal until somebody decides it. Raises UnableToAssess, NotFound."""
    demand(scope, Can.READ_ASSESSMENT)
    permissions.account_of(by)
    own = permissions.own_organisation(scope)
    with system(by):
        row = Appeal.objects.select_for_update(of=("self",)).select_related("run").filter(id=key).first()
        if row is None:
            raise NotFound(str(key))
        if not permissions.is_own(scope, hold_scheme(row.run).subject(row.subject), own):
            raise UnableToAssess(NOT_YOURS, "subject")
        if row.decided_at or row.run.state != ANNOUNCED:
            raise UnableToAssess(DECIDED)
        return _attach(row, file, by, now)


def _attach(row: Judgement | Appeal, file: Handed, by: Actor, now: datetime) -> FileStored:
    (made,) = keep([file], by, now)
    row.files = [*row.files, made]
    row.save(update_fields=["files"])
    tell("evidence.attached", row.run_id, by, now, subject=row.subject, item=row.item)
    return FileStored.objects.get(id=made)
