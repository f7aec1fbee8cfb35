"""Papers of the treasury: a payee's statement, which is also the receipt of each payment in it."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, override

from chongyang.core import typeset
from chongyang.policy.rules.programmes import UnknownProgramme, get_programme
from chongyang.treasury.enums import OrderState
from chongyang.treasury.queries.statements import Statement

DAY = timedelta(days=1)
PACKAGE, TEMPLATE = "chongyang.treasury", "statement.typ"


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


def _row(held: Statement, row: Any) -> dict[str, str]:
    line = held.lines.get(row.id)
    until = f"至{_day(row.period_to - DAY)}" if row.period_to else "起"
    return {
        "number": str(row.id),
        "programme": _title(row.programme),
        "clause": row.clause,
        "period": f"{_day(row.period_from)}{until}",
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
