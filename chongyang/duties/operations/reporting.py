"""The report of a quarter: what was done, how far, what shows it, what hinders. Later there are additions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.duties import permissions, queries
from chongyang.duties.enums import Light, RunState
from chongyang.duties.models import Addition, Progress, Run
from chongyang.duties.operations.errors import UnableToReport, refuse
from chongyang.duties.operations.events import tell
from chongyang.duties.operations.files import Handed, keep
from chongyang.duties.rules import days
from chongyang.duties.rules.items import by_key
from chongyang.indicators.rules.periods import Period

LONGEST, LONGEST_PROBLEM, LONGEST_DOCUMENT = 1000, 500, 120
OVER = N_("这个季度已过报告期限，只能补充说明，不能改写。")
NOT_YET = N_("这个季度还没有开始。")
ENDED = N_("这项任务已销号或撤回，不能再报告。")
SAYS_NOTHING = N_("请写明做了什么。")
TOO_LONG = N_("文字太长。")
NOT_PERCENT = N_("完成百分比是 0 到 100 的整数。")
NO_LIGHT = N_("请选择红、黄或绿。")
NO_TARGET = N_("这一项没有这个节点。")
CHANGED = N_("别人刚刚报告过这个季度，请刷新后再写。")
STILL_OPEN = N_("这个季度还在报告期内，请直接改写报告。")
NO_DOCUMENT = N_("请写明补充所依据的文件。")


@dataclass(frozen=True, kw_only=True)
class ReportTold:
    """What an owner writes. `follows` is the report that it takes the place of, as the writer saw it."""

    done: str
    percent: int
    own_light: str
    problem: str = ""
    reached: tuple[str, ...] = ()
    follows: UUID | None = None


@transaction.atomic
def report_progress(
    *,
    run: UUID,
    period: Period,
    told: ReportTold,
    scope: Scope,
    by: Actor,
    now: datetime,
    files: Sequence[Handed] = (),
) -> Progress:
    """Write the report of a quarter, or take the place of the one that stands while it is open; its files go
    over to the new one. Raises NotAllowed, NotFound, UnableToReport.
    """
    cases.hold(run)
    row = queries.access_run(scope, run)
    permissions.demand_own(scope, row)
    standing = Progress.objects.filter(run=row, period=str(period), replaced_at=None).first()
    refuse(UnableToReport, _faults(row, period, told, standing, timezone.localdate(now)))
    kept = keep(files, row, by, now)
    if standing:
        Progress.objects.filter(id=standing.id).update(replaced_at=now)
        kept = [*standing.files, *kept]
    made = Progress.objects.create(
        run=row,
        organisation=row.organisation,
        area=row.area,
        period=str(period),
        until_on=period.days.until,
        done=told.done.strip(),
        percent=told.percent,
        reached=sorted(set(told.reached)),
        problem=told.problem.strip(),
        own_light=told.own_light,
        files=kept,
        told_at=now,
        told_by=permissions.account_of(by),
    )
    tell("progress.told", row, by, now, period=str(period), percent=made.percent, light=made.own_light)
    return made


def _faults(
    row: Run, period: Period, told: ReportTold, standing: Progress | None, today: date
) -> dict[str, str]:
    if row.state not in (RunState.ASSIGNED, RunState.ANSWERED, RunState.CHECKED):
        return {"run": ENDED}
    if not period.quarter or today < period.days.first:
        return {"period": NOT_YET}
    if not days.is_open(period, today):
        return {"period": OVER}
    if told.follows != (standing.id if standing else None):
        return {"period": CHANGED}
    return _wrong_words(row, told)


def _wrong_words(row: Run, told: ReportTold) -> dict[str, str]:
    faults: dict[str, str] = {}
    if not told.done.strip():
        faults["done"] = SAYS_NOTHING
    if len(told.done) > LONGEST:
        faults["done"] = TOO_LONG
    if len(told.problem) > LONGEST_PROBLEM:
        faults["problem"] = TOO_LONG
    if not 0 <= told.percent <= days.WHOLE:
        faults["percent"] = NOT_PERCENT
    if told.own_light not in (Light.RED, Light.YELLOW, Light.GREEN):
        faults["own_light"] = NO_LIGHT
    if not set(told.reached) <= set(by_key()[row.item].targets):
        faults["reached"] = NO_TARGET
    return faults


@transaction.atomic
def add_to_progress(
    *,
    progress: UUID,
    words: str,
    document: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    files: Sequence[Handed] = (),
) -> Addition:
    """Say something of a past quarter, with its day and its document; the report stays as it was.

    Raises NotAllowed, NotFound, UnableToReport.
    """
    row = queries.one_of(Progress.objects.filter(replaced_at=None).select_related("run"), scope, progress)
    permissions.demand_own(scope, row.run)
    refuse(UnableToReport, _wrong_addition(row, words, document, timezone.localdate(now)))
    made = Addition.objects.create(
        progress=row,
        run=row.run,
        organisation=row.organisation,
        area=row.area,
        words=words.strip(),
        document=document.strip(),
        files=keep(files, row.run, by, now),
        told_at=now,
        told_by=permissions.account_of(by),
    )
    tell("progress.added", row.run, by, now, period=row.period)
    return made


def _wrong_addition(row: Progress, words: str, document: str, today: date) -> dict[str, str]:
    if row.run.state in (RunState.CLOSED, RunState.WITHDRAWN):
        return {"run": ENDED}
    if days.is_open(Period.read(row.period), today):
        return {"period": STILL_OPEN}
    faults: dict[str, str] = {}
    if not words.strip() or len(words) > LONGEST:
        faults["words"] = SAYS_NOTHING if not words.strip() else TOO_LONG
    if not document.strip() or len(document) > LONGEST_DOCUMENT:
        faults["document"] = NO_DOCUMENT if not document.strip() else TOO_LONG
    return faults
