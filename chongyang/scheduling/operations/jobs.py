"""A day planned by the worker: asked for in the click, searched aside, told how far it is.

A job is planned in one transaction of the worker. If the worker dies, nothing of it is kept and the job
still waits: the next worker begins again, and after the third time it is said to have failed.
"""

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from chongyang.core import access, aside
from chongyang.core.access import OutOfReach
from chongyang.core.scopes import Actor, Interval, Scope, system_scope
from chongyang.core.words import N_
from chongyang.scheduling import permissions
from chongyang.scheduling.enums import JobState, Stage
from chongyang.scheduling.models import PlanJob
from chongyang.scheduling.operations.errors import IS_PAST, NO_ORDERS, UnableToPlan
from chongyang.scheduling.operations.gathering import midnight_of
from chongyang.scheduling.operations.planning import allowed_seconds, plan_day, providers_of
from chongyang.scheduling.queries import reach_provider
from chongyang.territory import queries as territory
from chongyang.territory.models import Organisation

log = logging.getLogger(__name__)

MOST_TRIES = 3
GONE = N_("要求排班的人已不在这个岗位，没有排。")
BROKEN = N_("系统出错，没有排成。请再试一次；再出错请联系管理员。")
DIED = N_("后台程序中断了 %(tries)s 次，没有排成。请再试一次；再中断请联系管理员。")
PROGRESS = """
UPDATE scheduling_planjob SET stage = %(stage)s, began_at = %(at)s, tries = %(tries)s WHERE id = %(id)s
"""
ALONE = "SELECT pg_try_advisory_xact_lock(hashtextextended(%(name)s, 0))"
Clock = Callable[[], datetime]


@transaction.atomic
def ask_plan(
    *,
    day: date,
    scope: Scope,
    by: Actor,
    now: datetime,
    organisation: UUID | None = None,
    area: Interval | None = None,
    seconds: float | None = None,
) -> list[PlanJob]:
    """A job for one provider's day, or for each with orders within reach; one that waits already is the same.

    Raises NotAllowed, NotFound, UnableToPlan.
    """
    permissions.demand_plan(scope)
    search = allowed_seconds(seconds)
    if now >= midnight_of(day) + timedelta(days=1):
        raise UnableToPlan(IS_PAST, field="day")
    if organisation:
        reach_provider(scope, organisation)
    homes = providers_of(scope, day, area, organisation)
    if not homes:
        raise UnableToPlan(NO_ORDERS, field="day")
    with access.enter(system_scope("plan jobs", actor=scope.actor)):
        return [_asked(home, day, search, by, now) for home in homes]


def _asked(home: UUID, day: date, seconds: float, by: Actor, now: datetime) -> PlanJob:
    """Under the lock of the provider: two clicks are one job."""
    provider = Organisation.objects.select_for_update().get(id=home)
    waiting = PlanJob.objects.filter(organisation=home, day=day, state=JobState.WAITING).first()
    return waiting or PlanJob.objects.create(
        organisation=home,
        area=provider.area,
        day=day,
        state=JobState.WAITING,
        seconds=seconds,
        asked_by=by.account,
        role=by.role,
        asked_at=now,
    )


def run_next(*, clock: Clock, rounds: int | None = None) -> PlanJob | None:
    """Plan the oldest day that waits, if no other worker has it; the job as it ended, or None for no job."""
    with access.enter(system_scope("plan jobs")):
        for row in PlanJob.objects.filter(state=JobState.WAITING).order_by("asked_at", "id"):
            if _is_ours(row):
                _run(row, clock, rounds)
                return PlanJob.objects.get(id=row.id)
    return None


def _is_ours(row: PlanJob) -> bool:
    """A lock beside the row: on the row itself its own progress would wait for it."""
    with connection.cursor() as cursor:
        cursor.execute(ALONE, {"name": f"scheduling.plan/{row.id}"})
        is_free = bool(cursor.fetchone()[0])
    row.refresh_from_db()
    return is_free and row.state == JobState.WAITING


def _run(row: PlanJob, clock: Clock, rounds: int | None) -> None:
    if row.tries >= MOST_TRIES:
        return _end(row, JobState.FAILED, clock(), reason=DIED, words={"tries": row.tries})
    began = clock()
    try:
        with transaction.atomic(), aside.telling(PROGRESS) as tell:

            def stage(one: Stage) -> None:
                tell({"stage": one.value, "at": began, "tries": row.tries + 1, "id": row.id})

            stage(Stage.READING)
            plan = _planned(row, began, rounds, stage)
    except UnableToPlan as refused:
        _end(row, JobState.FAILED, clock(), reason=refused.reason, words=refused.words)
    except (OutOfReach, permissions.NotAllowed):
        _end(row, JobState.FAILED, clock(), reason=GONE)
    except Exception:  # nothing was kept; the desk hears it, the log has the cause
        log.exception("a day's plan broke")
        _end(row, JobState.FAILED, clock(), reason=BROKEN)
    else:
        _end(row, JobState.DONE, clock(), plan=plan)


def _planned(row: PlanJob, now: datetime, rounds: int | None, tell: Callable[[Stage], None]) -> UUID:
    scope = _scope_of(row, now)
    with access.enter(scope):
        made = plan_day(
            day=row.day,
            organisation=row.organisation,
            scope=scope,
            by=scope.actor,
            now=now,
            seconds=row.seconds,
            rounds=rounds,
            tell=tell,
        )
    return made[0].id


def _scope_of(row: PlanJob, now: datetime) -> Scope:
    """Of who asked, in a post like the one of then. Raises NotAllowed where there is none any more."""
    if row.asked_by is None:
        return system_scope("plan a day")
    posts = [post for post in territory.list_posts(row.asked_by, now) if post.role == row.role]
    scopes = (territory.scope_of(post.account, now=now, post=post) for post in posts)
    found = next(
        (one for one in scopes if one.covers(row.area) or one.organisation == row.organisation), None
    )
    if found is None:
        raise permissions.NotAllowed("no such post any more")
    return found


def _end(
    row: PlanJob,
    state: JobState,
    now: datetime,
    *,
    reason: str = "",
    words: dict[str, object] | None = None,
    plan: UUID | None = None,
) -> None:
    told = {name: str(value) for name, value in (words or {}).items()}
    PlanJob.objects.filter(id=row.id).update(
        state=state.value, closed_at=now, plan=plan, reason=reason[:200], words=told
    )
