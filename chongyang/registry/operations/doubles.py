"""Two files of one person: a link to the survivor, and its removal. Rows of other rooms never move.

Two persons link, whichever door they use: who carries it out names who said it first.
"""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from chongyang.core import events, hanging
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.registry import permissions
from chongyang.registry.models import Elder
from chongyang.registry.operations.errors import UnableToLink
from chongyang.registry.operations.people import locked, subject_of
from chongyang.registry.queries import canonical_of

SAME = N_("这两份档案已经是同一个人。")
SECOND_PERSON = N_("合并两份档案须由两个人先后确认：一人提出，另一人复核。")
NOT_LINKED = N_("这份档案没有并入其他档案。")
SAME_NUMBER = N_("两份档案的身份证号码相同，不能分开。")


@transaction.atomic
def link_double(
    *,
    double: UUID,
    survivor: UUID,
    scope: Scope,
    by: Actor,
    now: datetime,
    second_by: UUID | None = None,
) -> Elder:
    """Say that `double` is the same person as `survivor`. Both must be within reach. Raises UnableToLink.

    `second_by` is the other person who said so; only the system links without one.
    """
    permissions.demand_link(scope)
    if not scope.system and second_by in (None, by.account):
        raise UnableToLink(SECOND_PERSON)
    rows = {key: locked(scope, key) for key in sorted({double, survivor})}  # one order, so no deadlock
    if rows[double].same_as_id or canonical_of(survivor) == canonical_of(double):
        raise UnableToLink(SAME)
    if reason := hanging.reason_against(double, survivor):
        raise UnableToLink(reason)
    hanging.tell_linking(double=double, survivor=survivor, by=by, now=now)
    return _set(rows[double], survivor, "registry.double.linked", by, now)


@transaction.atomic
def unlink_double(*, double: UUID, scope: Scope, by: Actor, now: datetime) -> Elder:
    """Take the link away; both files are what they were before. Raises UnableToLink."""
    permissions.demand_link(scope)
    row = locked(scope, double)
    if row.same_as_id is None:
        raise UnableToLink(NOT_LINKED)
    try:
        with transaction.atomic():
            hanging.tell_parting(double=double, survivor=row.same_as_id, by=by, now=now)
            return _set(locked(scope, double), None, "registry.double.unlinked", by, now)
    except IntegrityError:
        raise UnableToLink(SAME_NUMBER) from None


def _set(row: Elder, survivor: UUID | None, kind: str, by: Actor, now: datetime) -> Elder:
    """The link alone changes: `version` guards values that people type, and a link types none. So a file that
    was parted is byte for byte what it was, and a form that was open meanwhile is no conflict.
    """
    payload = {"survivor": str(survivor or row.same_as_id)}
    row.same_as_id = survivor
    row.save(update_fields=["same_as"])
    events.record(kind, by=by, now=now, payload=payload, **subject_of(row))
    return row
