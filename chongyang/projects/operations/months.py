"""Monthly reports, their photos, their dated corrections."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Min, Sum
from django.utils import timezone
from django.utils.translation import gettext

from chongyang.core import access
from chongyang.core.files.errors import UnableToKeep
from chongyang.core.operations import files
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.projects import permissions, queries
from chongyang.projects.models import (
    Correction,
    MonthReport,
    Photo,
    PlannedMoney,
    Project,
    Reminder,
    Spending,
)
from chongyang.projects.operations.errors import refuse, refuse_faults
from chongyang.projects.operations.keeping import lock
from chongyang.projects.operations.telling import tell
from chongyang.projects.rules import months as rules
from chongyang.projects.rules.told import (
    DOCUMENT,
    MOST_LINE,
    MOST_TEXT,
    REASON,
    TOO_LONG,
    MonthTold,
    fault_of_money,
)

TWICE = N_("这个月已经报过；要改请更正并写明原因。")
SAME = N_("更正后的数字与原来的一样。")
PICTURE = N_("照片须为 JPEG 或 PNG 图片。")
MOST_PHOTOS = N_("一个月最多12张照片。")
MOST, MOST_REASON = 12, 200


@transaction.atomic
def report_month(
    *, project: UUID, told: MonthTold, scope: Scope, by: Actor, now: datetime, is_synthetic: bool = False
) -> MonthReport:
    """One month, once. Raises UnableToKeepProject for a second one, a month to come, progress that falls,
    absurd money, or more than planned without a reason; NotFound.
    """
    permissions.demand_keep(scope)
    row, today = lock(scope, project), timezone.localdate(now)
    month = rules.first_of(told.month)
    _check_texts(told)
    refuse_faults(rules.fault_of_month(month, today, row.listed_on) or fault_of_money(told.money))
    if MonthReport.objects.filter(project=row, month=month).exists():
        refuse("month", TWICE)
    refuse_faults(
        rules.fault_of_progress(told.share, told.done_fen, told.reason.strip(), _beside(row, month))
    )
    made = MonthReport.objects.create(
        project=row,
        area=row.area,
        month=month,
        done_fen=told.done_fen,
        share=told.share,
        says=told.says.strip(),
        reason=told.reason.strip(),
        reported_by=by.account,
        reported_at=now,
        is_late=today > rules.due_on(month),
        is_synthetic=is_synthetic,
    )
    _spend(made, told.money)
    Reminder.objects.filter(project=row, month=month).delete()
    tell("projects.month.reported", row, by, now, month=f"{month:%Y-%m}", fen=told.done_fen, share=told.share)
    return made


@transaction.atomic
def correct_month(
    *, report: UUID, told: MonthTold, document: str, scope: Scope, by: Actor, now: datetime
) -> MonthReport:
    """Other figures for a month that was reported, with a reason and a document; the former ones stay beside.
    Raises NotFound, UnableToKeepProject.
    """
    permissions.demand_keep(scope)
    found = queries.access_month(scope, report)
    row = lock(scope, found.project_id)
    held = MonthReport.objects.get(id=report)
    _check_texts(told)
    if not told.reason.strip():
        refuse("reason", REASON)
    if not 0 < len(document.strip()) <= MOST_LINE:
        refuse("document", DOCUMENT)
    refuse_faults(fault_of_money(told.money))
    if _money_of(held) == _positive(told.money) and held.share == told.share:
        refuse("money", SAME)
    beside = _beside(row, held.month, without=held.id)
    refuse_faults(rules.fault_of_progress(told.share, told.done_fen, told.reason, beside))
    _keep_former(held, told, document.strip(), by, now)
    held.done_fen, held.share = told.done_fen, told.share
    held.save(update_fields=["done_fen", "share"])
    Spending.objects.filter(report=held).delete()
    _spend(held, told.money)
    tell("projects.month.corrected", row, by, now, month=f"{held.month:%Y-%m}", fen=told.done_fen)
    return held


def _keep_former(held: MonthReport, told: MonthTold, document: str, by: Actor, now: datetime) -> None:
    Correction.objects.create(
        report=held,
        area=held.area,
        was_fen=held.done_fen,
        done_fen=told.done_fen,
        was_share=held.share,
        share=told.share,
        reason=told.reason.strip(),
        document=document,
        corrected_by=by.account,
        corrected_at=now,
    )


def _check_texts(told: MonthTold) -> None:
    if len(told.says) > MOST_TEXT:
        refuse("says", TOO_LONG)
    if len(told.reason) > MOST_REASON:
        refuse("reason", TOO_LONG)


def _beside(row: Project, month: date, without: UUID | None = None) -> rules.Beside:
    """What the other months of the project say."""
    others = MonthReport.objects.filter(project=row)
    others = others.exclude(id=without) if without else others
    before = others.filter(month__lt=month).aggregate(most=Max("share"))["most"]
    after = others.filter(month__gt=month).aggregate(least=Min("share"))["least"]
    done = others.filter(month__year=month.year).aggregate(fen=Sum("done_fen"))["fen"]
    plan = PlannedMoney.objects.filter(project=row, year=month.year).aggregate(fen=Sum("planned_fen"))["fen"]
    return rules.Beside(before or 0, 100 if after is None else after, done or 0, plan or 0)


def _positive(money: Mapping[str, int]) -> dict[str, int]:
    return {source: fen for source, fen in money.items() if fen}


def _money_of(report: MonthReport) -> dict[str, int]:
    return dict(Spending.objects.filter(report=report).values_list("source", "fen"))


def _spend(report: MonthReport, money: Mapping[str, int]) -> None:
    rows = [
        Spending(report=report, area=report.area, source=source, fen=fen)
        for source, fen in _positive(money).items()
    ]
    Spending.objects.bulk_create(rows)


@transaction.atomic
def add_photo(
    *,
    report: UUID,
    chunks: Iterable[bytes],
    name: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    caption: str = "",
    declared: int | None = None,
) -> Photo:
    """A picture of the site; drawn anew, so that no place stands hidden in it. Raises NotFound,
    UnableToKeepProject.
    """
    permissions.demand_keep(scope)
    row = queries.access_month(scope, report)
    lock(scope, row.project_id)
    if row.photos.count() >= MOST:
        refuse("photo", MOST_PHOTOS)
    with access.enter(system_scope("project photo", actor=by)):
        try:
            kept = files.take_in(chunks=chunks, name=name, declared=declared, area=row.area, by=by, now=now)
        except UnableToKeep as fault:
            refuse("photo", gettext(fault.reason) % fault.values)
        if not kept.media_type.startswith("image/"):
            refuse("photo", PICTURE)
        made = Photo.objects.create(
            report=row,
            file=kept,
            area=row.area,
            caption=caption.strip()[:MOST_LINE],
            added_by=by.account,
            added_at=now,
        )
        tell("projects.month.pictured", row.project, by, now, month=f"{row.month:%Y-%m}")
    return made
