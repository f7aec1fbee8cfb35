"""The three papers of the window as PDF. They are written in Chinese, whoever prints them.

A permit is the department's own document and is not printed here: the notice names its number and day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from chongyang.approvals import queries
from chongyang.approvals.enums import PERMITTED, REFUSED, ItemState, NoticeKind
from chongyang.approvals.rules import catalogue
from chongyang.approvals.rules.departments import name_of
from chongyang.core import typeset
from chongyang.territory import queries as territory

if TYPE_CHECKING:
    from chongyang.approvals.models import Item, Notice

PACKAGE, TEMPLATE = "chongyang.approvals", "notice.typ"
OFFICE = "郑州市政务服务综合窗口（演示文书）"
REMEDY = "如不服本决定，可自收到之日起六十日内依法申请行政复议，或在六个月内依法提起行政诉讼。"


def set_notice(notice: Notice) -> bytes:
    """The PDF of a notice, the same at any time."""
    return typeset.make_pdf(typeset.read_template(PACKAGE, TEMPLATE), data_of(notice), at=notice.made_at)


def data_of(notice: Notice) -> dict[str, Any]:
    """What the template reads."""
    row = notice.run.application
    stage = catalogue.load().stage(notice.run.stage).label
    names = territory.organisation_names([row.organisation])
    told = _OF_KIND[NoticeKind.of(notice.kind)](notice, f"“{row.name}”{stage}")
    return {
        "title": NoticeKind.of(notice.kind).label,
        "number": f"编号 {row.number}　第 {notice.run.turn} 次申报",
        "foot": f"查询进度：编号 {row.number}，校验码 {row.code}",
        "to": names.get(row.organisation, "申请单位"),
        "columns": [],
        "rows": [],
        "ends": [],
        "office": OFFICE,
        "on": f"{timezone.localdate(notice.made_at):%Y年%m月%d日}",
        **told,
    }


def _day(moment: Any) -> str:
    return f"{timezone.localdate(moment):%Y年%m月%d日}" if moment else ""


def _accepted(notice: Notice, what: str) -> dict[str, Any]:
    items = queries.list_items(notice.run)
    return {
        "paragraphs": [
            f"你单位提交的{what}申请材料收悉，经核对符合受理条件，现予受理。",
            f"各事项自受理之日起并联办理，本阶段应于{_day(notice.due_at)}前办结。补正期间停止计时。",
        ],
        "columns": ["事项", "办理部门", "期限"],
        "rows": [[_label(item), name_of(item.department), _until(item)] for item in items],
    }


def _until(item: Item) -> str:
    if item.condition:
        rule = next(rule for rule in catalogue.load().conditions if rule.name == item.condition)
        return f"免予办理：{rule.label}"
    if item.state == ItemState.CARRIED:
        return "沿用前次许可"
    told = catalogue.load().stage(item.run.stage).item(item.name)
    return f"{told.workdays} 个工作日"


def _correction(notice: Notice, what: str) -> dict[str, Any]:
    known = catalogue.load().materials
    return {
        "paragraphs": [
            f"你单位提交的{what}申请材料需要补正，现一次性告知全部内容如下。",
            f"请于{_day(notice.due_at)}前补正后交回。补正期间各部门停止计时，交回后继续计算。",
        ],
        "columns": ["材料", "需要补正的内容"],
        "rows": [[known[one["material"]].label, one["words"]] for one in notice.lines],
    }


def _closed(notice: Notice, what: str) -> dict[str, Any]:
    if notice.outcome == PERMITTED:
        rows = [_document(item) for item in queries.list_items(notice.run)]
        said = f"你单位申请的{what}各事项均已办理完毕，本阶段予以办结。许可文书由各部门制发。"
        return {"paragraphs": [said], "columns": ["事项", "文书", "文号", "日期"], "rows": rows}
    ending = "决定不予许可，本阶段办结" if notice.outcome == REFUSED else "不予受理"
    return {"paragraphs": [f"你单位申请的{what}，{ending}。理由：{notice.reason}"], "ends": [REMEDY]}


def _document(item: Item) -> list[str]:
    told, source = catalogue.load().stage(item.run.stage).item(item.name), item.former or item
    if item.state == ItemState.FALLEN_AWAY:
        return [told.label, "免予办理", "—", "—"]
    day = f"{source.document_on:%Y-%m-%d}" if source.document_on else "—"
    return [told.label, told.gives, source.number, day]


def _label(item: Item) -> str:
    return catalogue.load().stage(item.run.stage).item(item.name).label


_OF_KIND = {
    NoticeKind.ACCEPTED: _accepted,
    NoticeKind.CORRECTION: _correction,
    NoticeKind.CLOSED: _closed,
}
