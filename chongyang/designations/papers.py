"""The certificate of a title as PDF. It is in Chinese, whoever prints it: it hangs beside the plaque."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from chongyang.core import typeset
from chongyang.designations.enums import TitleState
from chongyang.designations.rules.titles import get_title
from chongyang.funding.queries import clause_label

if TYPE_CHECKING:
    from chongyang.designations.models import TitleHeld

PACKAGE, TEMPLATE = "chongyang.designations", "certificate.typ"
DOCUMENTS = {"2018-34": "郑政〔2018〕34号", "2014-25": "郑政办〔2014〕25号"}


def set_certificate(held: "TitleHeld", *, at: datetime) -> bytes:
    """The PDF; of a title that ended it says so across the page."""
    return typeset.make_pdf(typeset.read_template(PACKAGE, TEMPLATE), data_of(held), at=at)


def data_of(held: "TitleHeld") -> dict[str, Any]:
    """What the template reads; all of it stands in the public register."""
    title = get_title(held.title)
    grade = next((one.label for one in title.grades if one.grade == held.grade), "")
    document = DOCUMENTS[title.clause.partition("/")[0]]
    state = TitleState.of(held.state)
    return {
        "number": held.plaque,
        "name": held.name,
        "title": f"{title.label}{f'（{grade}）' if grade else ''}",
        "grounds": f"依据{document}{clause_label(title.clause)}，经申报、现场评审、公示，认定为",
        "days": f"有效期：{_day(held.valid_from)}至{_day(held.valid_to)}",
        "office": "郑州市健康养老产业发展领导小组办公室（演示文书）",
        "on": _day(held.valid_from),
        "ended": "" if state is TitleState.HELD else state.label,
        "check": "可凭编号在“认定登记册”查询是否有效。",
    }


def _day(day: Any) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
