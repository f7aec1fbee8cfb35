"""Papers of the treasury: a payee's statement, and the receipt of one payment."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, override

from chongyang.core import typeset
from chongyang.policy.rules.programmes import UnknownProgramme, get_programme
from chongyang.treasury.enums import Fund, Level, OrderState
from chongyang.treasury.queries.statements import Statement
from chongyang.treasury.queries.tracing import Traced
from chongyang.treasury.rules.capitals import in_capitals

DAY = timedelta(days=1)
PACKAGE, TEMPLATE, RECEIPT = "chongyang.treasury", "statement.typ", "receipt.typ"


def set_statement(held: Statement, *, at: datetime) -> bytes:
    """The PDF, in Chinese as every paper of an office; the account shows its last four digits."""
    return typeset.make_pdf(typeset.read_template(PACKAGE, TEMPLATE), data_of(held, at=at), at=at)


def data_of(held: Statement, *, at: datetime) -> dict[str, Any]:
    """What the template reads."""
    with override("zh-hans"):
        return {
            "title": "收款明细单",
            "name": held.payee.name.plain,
            "on": _day(timezone.localdate(at)),
            "total": _yuan(held.paid_fen),
            "rows": [_row(held, row) for row in held.orders],
            "owed": [
                {"reason": owed.reason, "amount": _yuan(owed.amount_fen), "come": _yuan(owed.collected_fen)}
                for owed in held.receivables
            ],
        }


def set_receipt(held: Traced, *, at: datetime) -> bytes:
    """The PDF of one payment that has arrived."""
    return typeset.make_pdf(typeset.read_template(PACKAGE, RECEIPT), receipt_of(held, at=at), at=at)


def receipt_of(held: Traced, *, at: datetime) -> dict[str, Any]:
    """What the template reads: pairs of a word and what stands beside it, without what does not apply."""
    order = held.order
    line = next((one.line for one in held.passages if one.answer and one.answer.outcome == "paid"), None)
    with override("zh-hans"):
        sum_ = f"{_yuan(order.amount_fen)} 元（大写 {in_capitals(order.amount_fen)}）"
        set_off = f"{_yuan(order.set_off_fen)} 元" if order.set_off_fen else ""
        pairs = [
            ("户名", order.payee.name.plain),
            ("项目", _title(order.programme)),
            ("依据", order.clause),
            ("所属期间", _period(order)),
            ("金额", sum_),
            ("其中抵扣", set_off),
            ("收款账号", f"{line.bank} {line.number}" if line else ""),
            ("到账日期", _day(order.paid_on) if order.paid_on else ""),
            ("出资", "；".join(_part(one.part) for one in held.shares)),
        ]
        return {
            "title": "收款凭证",
            "number": str(order.id),
            "rows": [pair for pair in pairs if pair[1]],
            "note": "每一元的来源和计算过程，可在系统中按编号查询。",
            "on": _day(timezone.localdate(at)),
        }


def _part(part: Any) -> str:
    words = (gettext(Level.of(part.level).label), gettext(Fund.of(part.fund).label))
    return f"{' '.join(words)} {_yuan(part.amount_fen)} 元"


def _period(row: Any) -> str:
    until = f"至{_day(row.period_to - DAY)}" if row.period_to else "起"
    return f"{_day(row.period_from)}{until}"


def _row(held: Statement, row: Any) -> dict[str, str]:
    line = held.lines.get(row.id)
    return {
        "number": str(row.id),
        "programme": _title(row.programme),
        "clause": row.clause,
        "period": _period(row),
        "amount": _yuan(row.amount_fen),
        "set_off": _yuan(row.set_off_fen) if row.set_off_fen else "",
        "state": gettext(OrderState.of(row.state).label),
        "paid_on": _day(row.paid_on) if row.paid_on else "",
        "account": f"{line.bank} {line.number}" if line else "",
    }


def _title(code: str) -> str:
    try:
        return get_programme(code).title
    except UnknownProgramme:
        return code


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02d}"


def _day(value: Any) -> str:
    return f"{value.year}年{value.month}月{value.day}日"
