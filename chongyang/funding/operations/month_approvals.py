"""Approving a month that is too large for one request: asked for in the click, ordered by the worker.

The step is tried in the click, so that whoever may not take it hears so at once. It is taken, and everything
is ordered, in one transaction of the worker, as of the moment of the click.
"""

import logging
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from chongyang.core import access, aside
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.funding import permissions
from chongyang.funding.models import MonthApproval, MonthLine, MonthRun
from chongyang.funding.operations.errors import UnableToDo, UnableToHandle
from chongyang.funding.operations.month_paying import approve_month
from chongyang.funding.operations.monthly import held_run
from chongyang.funding.rules.awards import load
from chongyang.territory import queries as territory
from chongyang.treasury import operations as treasury

log = logging.getLogger(__name__)

WAITING, DONE, REFUSED = "waiting", "done", "refused"
GONE = N_("批准人已不在这个岗位，没有安排任何付款。")
BROKEN = N_("系统出错，没有安排任何付款。请重新批准；再出错请联系管理员。")
PROGRESS = "UPDATE funding_monthapproval SET done = %(done)s WHERE id = %(id)s"
ALONE = "SELECT pg_try_advisory_xact_lock(hashtextextended(%(name)s, 0))"


@transaction.atomic
def ask_approval(*, run: UUID, scope: Scope, by: Actor, now: datetime) -> MonthApproval | None:
    """Approve a month: at once where it is small (None), else by the worker; asked twice it is one. Raises
    what `approve_month` raises.
    """
    row = held_run(run, scope)
    with access.enter(system_scope("month", actor=by)):
        payments = MonthLine.objects.filter(run=row).exclude(difference_fen=0).count()
        if waiting := MonthApproval.objects.filter(run=row, state=WAITING).first():
            return waiting
        if payments > load().at_once:
            _try(row, by, now)
            return MonthApproval.objects.create(
                run=row,
                area=row.area,
                asked_by=permissions.account_of(by),
                role=by.role,
                asked_at=now,
                payments=payments,
            )
    approve_month(run=run, scope=scope, by=by, now=now)
    return None


def _try(row: MonthRun, by: Actor, now: datetime) -> None:
    """Raises what taking the step would raise, and takes it back."""
    with transaction.atomic():
        cases.perform(case=Case(id=row.id), action="approve", by=by, now=now, how="desk")
        transaction.set_rollback(True)


def order_approved(*, now: datetime) -> bool:
    """Order the oldest month that waits, if no other worker has it. Whether there was one."""
    with access.enter(system_scope("months")):
        rows = MonthApproval.objects.filter(state=WAITING).order_by("asked_at", "id")
        for row in rows.select_related("run"):
            if _is_ours(row):
                _order(row, now)
                return True
    return False


def _is_ours(row: MonthApproval) -> bool:
    """A lock beside the row: on the row itself its own progress would wait for it."""
    with connection.cursor() as cursor:
        cursor.execute(ALONE, {"name": f"funding.month-approval/{row.id}"})
        is_free = bool(cursor.fetchone()[0])
    return is_free and MonthApproval.objects.filter(id=row.id, state=WAITING).exists()


def _order(row: MonthApproval, now: datetime) -> None:
    try:
        with transaction.atomic(), aside.telling(PROGRESS) as tell:
            _approve(row, now, tell)
    except cases.UnableToStep as refused:
        _end(row, REFUSED, [refused.reason])
    except UnableToDo as refused:
        _end(row, REFUSED, list(refused.reasons.values()))
    except treasury.UnableToPay as refused:
        _end(row, REFUSED, list(refused.faults.values()))
    except Exception:  # nothing was ordered; the desk hears it, the log has the cause
        log.exception("the approval of a month broke")
        _end(row, REFUSED, [BROKEN])
    else:
        _end(row, DONE, [])


def _approve(row: MonthApproval, now: datetime, tell: aside.Tell) -> None:
    scope = _scope_of(row, now)
    if scope is None:
        raise UnableToHandle({"by": GONE})
    with access.enter(scope):
        approve_month(
            run=row.run_id,
            scope=scope,
            by=scope.actor,
            now=row.asked_at,
            progress=lambda done: tell({"id": row.id, "done": done}),
        )


def _scope_of(row: MonthApproval, now: datetime) -> Scope | None:
    """Of who approved, in a post like the one of then, if there is still one."""
    posts = [post for post in territory.list_posts(row.asked_by, now) if post.role == row.role]
    scopes = (territory.scope_of(post.account, now=now, post=post) for post in posts)
    return next((scope for scope in scopes if scope.covers(row.area)), None)


def _end(row: MonthApproval, state: str, why: list[str]) -> None:
    done = row.payments if state == DONE else 0
    MonthApproval.objects.filter(id=row.id).update(state=state, why=[str(one) for one in why], done=done)
