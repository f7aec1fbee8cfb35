"""Sections of care and money: the response chain of emergency calls, what was paid by programme."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Count, Sum

from chongyang.emergency import queries as emergency
from chongyang.emergency.rules import told
from chongyang.emergency.rules.ledger import ANSWER_TARGET, By, Choice, target, target_seconds
from chongyang.policy.rules.programmes import UnknownProgramme, get_programme
from chongyang.supervision.reports_sections.asked import Asked
from chongyang.supervision.reports_sections.numbers import HIDDEN
from chongyang.supervision.reports_sections.providing import tells
from chongyang.supervision.rules import reports
from chongyang.supervision.rules.reports import Block
from chongyang.territory.rules import reference
from chongyang.territory.rules.small_cells import LEAST, covered
from chongyang.treasury import queries as treasury

CHAIN = ("地区", "呼叫", "已应答", "应答中位数", "应答90分位", "到门", "到门中位数")
PAID = ("项目", "笔数", "金额（万元）")
CHAIN_NOTE = "时间自按下起算；按行政区划代码统计；“从略”：不足 5 件，或由它能推出这样的数。"
PAID_NOTE = "按到账日期统计；“从略”：领取人不足 5 人，或由它能推出这样的数。"


@tells("emergencies")
def emergencies(asked: Asked) -> Iterator[Block]:
    """The figures of the response ledger as everybody sees them who may know no person."""
    days = asked.period.days.words
    choice = Choice(since=days["first_at"], until=days["until_at"])
    by = By.COUNTY if asked.is_city else By.STREET
    figures = emergency.get_figures(asked.reader, choice, by, now=asked.now)
    if figures.total.cover or not figures.total.incidents:
        return
    yield reports.words(_chain_words(figures.total))
    rows = [_chain_row(one) for one in figures.groups]
    yield reports.grid("各地紧急呼叫响应", CHAIN, rows, widths=(20, 10, 12, 15, 15, 12, 16), note=CHAIN_NOTE)


def _chain_words(total: Any) -> str:
    """Answered and reached, against the target that the ledger uses."""
    seconds, held = target_seconds(ANSWER_TARGET), target(ANSWER_TARGET)
    own = "" if held.confirmed else "（平台自定，未经市里确认）"
    answer = f"，应答时间中位数 {_say(total.answer[0])}" if total.answer else ""
    door = f"，到门时间中位数 {_say(total.door[0])}" if total.door else ""
    return (
        f"本期紧急呼叫 {total.incidents:,} 件，已应答 {total.answered:,} 件，其中 {seconds} 秒内{own}"
        f" {total.answered_in_time:,} 件{answer}；有人到门 {total.arrived:,} 件{door}。"
    )


def _chain_row(one: Any) -> list[str]:
    if one.cover:
        return [_area(one.key), *[HIDDEN] * (len(CHAIN) - 1)]
    answer, door = one.answer or (None, None), one.door or (None, None)
    numbers = [f"{one.incidents:,}", f"{one.answered:,}", _say(answer[0]), _say(answer[1])]
    return [_area(one.key), *numbers, f"{one.arrived:,}", _say(door[0])]


def _say(seconds: float | None) -> str:
    return reports.NO_VALUE if seconds is None else told.say_seconds(seconds, str)


def _area(code: str) -> str:
    return next((area.name for area in reference.load_areas() if area.code == code), code)


@tells("money")
def money(asked: Asked) -> Iterator[Block]:
    """What arrived, by programme; what few persons got is covered, and the sum where it would tell it."""
    rows = list(_paid(asked))
    if not rows:
        return
    hidden = covered({row["programme"]: row["payees"] for row in rows if _is_of_persons(row["programme"])})
    few = sum(row["payees"] for row in rows if row["programme"] in hidden)
    if not 0 < few < LEAST:
        count, whole = (sum(row[name] for row in rows) for name in ("count", "fen"))
        yield reports.words(f"本期到账 {count:,} 笔，共 {reports.ten_thousand_yuan(whole)} 万元。")
    lines = [_paid_row(row, is_hidden=row["programme"] in hidden) for row in rows]
    yield reports.grid("各项目到账金额", PAID, lines, widths=(56, 18, 26), note=PAID_NOTE)


def _paid(asked: Asked) -> Any:
    days = asked.period.days
    rows = treasury.list_orders(asked.reader, "paid").order_by()
    rows = rows.filter(paid_on__gte=days.first, paid_on__lt=days.until)
    sums = {"count": Count("id"), "fen": Sum("amount_fen"), "payees": Count("payee", distinct=True)}
    return rows.values("programme").annotate(**sums).order_by("programme")


def _paid_row(row: Mapping[str, Any], *, is_hidden: bool) -> list[str]:
    numbers = [HIDDEN] * 2 if is_hidden else [f"{row['count']:,}", reports.ten_thousand_yuan(row["fen"])]
    return [_title(row["programme"]), *numbers]


def _title(code: str) -> str:
    try:
        return get_programme(code).title
    except UnknownProgramme:
        return code


def _is_of_persons(code: str) -> bool:
    """Whether persons get it; a programme that nobody knows any more is treated as if."""
    try:
        return get_programme(code).who != "organisation"
    except UnknownProgramme:
        return True
