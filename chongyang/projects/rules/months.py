"""Months: which are due, which are late, and what a month may say beside those before it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from chongyang.core.words import N_
from chongyang.projects.rules.settings import load_settings

FUTURE = N_("月份还没有到。")
BEFORE = N_("月份早于项目入库。")
WHOLE = N_("进度在0到100之间。")
FALLS = N_("累计进度不能低于上月；上月有误的，请先更正上月。")
RISES = N_("累计进度不能高于后面月份已报的进度。")
OVER = N_("当年完成投资超过计划，请写明原因。")
YEAR_END = 12
FIRST_YEAR, LAST_YEAR = 2000, 2100


def first_of(day: date) -> date:
    return day.replace(day=1)


def following(month: date) -> date:
    """The first day of the next month."""
    return date(month.year + month.month // YEAR_END, month.month % YEAR_END + 1, 1)


def due_on(month: date) -> date:
    """The last day on which a month's report is in time."""
    return following(month).replace(day=load_settings().month_due_day)


def late_months(since: date, reported: Collection[date], today: date) -> Iterator[date]:
    """The months from `since` whose report is overdue, the oldest first."""
    month = first_of(since)
    while due_on(month) < today:
        if month not in reported:
            yield month
        month = following(month)


@dataclass(frozen=True, slots=True)
class Beside:
    """What the other months say: the shares before and after, done and planned in its year."""

    share_before: int = 0
    share_after: int = 100
    done_fen: int = 0
    planned_fen: int = 0


def fault_of_month(month: date, today: date, since: date) -> dict[str, str]:
    """A month that is to come, or before the project was taken in."""
    if first_of(today) < month:
        return {"month": FUTURE}
    return {"month": BEFORE} if month < first_of(since) else {}


def fault_of_progress(share: int, done_fen: int, reason: str, beside: Beside) -> dict[str, str]:
    """What a month may not say: progress that falls, or more money than planned without a reason."""
    if not 0 <= share <= 100:
        return {"share": WHOLE}
    if share < beside.share_before:
        return {"share": FALLS}
    if share > beside.share_after:
        return {"share": RISES}
    return {"reason": OVER} if not reason and is_over(beside.done_fen + done_fen, beside.planned_fen) else {}


def is_over(done_fen: int, planned_fen: int) -> bool:
    """Whether a year's sum passes its plan by more than the rule's share; without a plan nothing does."""
    return bool(planned_fen) and done_fen * 100 > planned_fen * (100 + load_settings().over_plan_percent)
