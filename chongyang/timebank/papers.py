"""The statement of an account of hours as PDF."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from chongyang.core import typeset
from chongyang.timebank.enums import CREDITS, Kind

if TYPE_CHECKING:
    from chongyang.timebank.models import HourEntry, TimeAccount

PACKAGE, TEMPLATE = "chongyang.timebank", "statement.typ"
PLUS = (*CREDITS, Kind.RELEASED.value)


def in_hours(minutes: int) -> str:
    """1:30."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def set_statement(row: "TimeAccount", entries: "Sequence[HourEntry]", *, at: datetime) -> bytes:
    """The PDF, in Chinese; hours as 1:30."""
    local = timezone.localtime(at)
    data = {
        "title": "时间银行对账单",
        "rows": [
            ["户号", row.number],
            ["户名", row.name.plain],
            ["可用", in_hours(row.left)],
            ["预约占用", in_hours(row.held)],
            ["存入和收到", in_hours(row.earned + row.received)],
            ["使用、转让、到期和更正", in_hours(row.consumed)],
        ],
        "entries": [
            [
                f"{one.on:%Y-%m-%d}",
                Kind.of(one.kind).label,
                ("+" if one.kind in PLUS else "-") + in_hours(one.minutes),
            ]
            for one in entries
        ],
        "note": f"时间不能兑换为钱。打印于 {local:%Y-%m-%d %H:%M}。",
    }
    return typeset.make_pdf(typeset.read_template(PACKAGE, TEMPLATE), data, at=at)
