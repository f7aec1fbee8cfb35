"""The statement of a voucher account as PDF. It is in Chinese, whoever prints it."""

from datetime import date, datetime
from typing import Any

from chongyang.core import typeset
from chongyang.purchase.enums import KINDS, Unit
from chongyang.purchase.queries import Statement
from chongyang.services.rules import catalogue

PACKAGE, TEMPLATE = "chongyang.purchase", "statement.typ"
MINUTES = 60


def set_statement(told: Statement, name: str, *, at: datetime) -> bytes:
    """The PDF of a statement that was accessed; `name` is covered."""
    return typeset.make_pdf(typeset.read_template(PACKAGE, TEMPLATE), data_of(told, name, at), at=at)


def data_of(told: Statement, name: str, at: datetime) -> dict[str, Any]:
    """What the template reads."""
    account, unit = told.account, told.account.unit
    numbers = {"granted": account.granted, "held": account.held, "spent": account.spent, "left": account.left}
    return {
        "title": told.rule.label,
        "name": name,
        "number": account.id.hex[-10:].upper(),
        "days": f"{_day(account.period_from)}起，{_day(account.last_day)}止可用",
        "note": told.rule.note,
        "made": _day(at.date()),
        **{key: quantity(unit, value) for key, value in numbers.items()},
        "lines": [
            [
                _day(line.entry.on),
                KINDS[line.entry.kind],
                item_label(line.entry.item),
                quantity(unit, line.entry.units),
                quantity(unit, line.left),
            ]
            for line in told.lines
        ],
    }


def quantity(unit: str, units: int) -> str:
    """¥12.50, 1 小时 30 分, 3 次."""
    if unit == Unit.FEN:
        return f"{'-' if units < 0 else ''}¥{abs(units) / 100:,.2f}"
    if unit == Unit.TIMES:
        return f"{units} 次"
    hours, rest = divmod(abs(units), MINUTES)
    words = f"{hours} 小时" if not rest else f"{hours} 小时 {rest} 分"
    return f"-{words}" if units < 0 else words


def item_label(item: str) -> str:
    """The item as the catalogue calls it; one that left the catalogue by its key."""
    held = catalogue.items().get(item)
    return held.label if held else item


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
