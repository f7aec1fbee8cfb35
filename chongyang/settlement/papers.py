"""The statement of a month as PDF, and its visits as a workbook."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, override

from chongyang.core import typeset
from chongyang.purchase.queries.sets import contract_number
from chongyang.services.rules import catalogue as services
from chongyang.settlement.rules.deductions import catalogue
from chongyang.settlement.rules.lifecycle import STATES
from chongyang.territory import queries as territory
from chongyang.treasury.rules.capitals import in_capitals

PACKAGE, TEMPLATE = "chongyang.settlement", "statement.typ"
LEVELS = {"city": "市级财政", "county": "县（市、区）财政", "street": "街道", "community": "社区（自行支付）"}
COLUMNS = (
    "订单",
    "服务",
    "完成时间",
    "价格（元）",
    "政府支付（元）",
    "扣减（元）",
    "应付（元）",
    "自付（元）",
    "扣减原因",
)

Deducted = Mapping[str, tuple[int, int]]
"""By deduction in how many visits it applies, and what they lost."""


def in_yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02d}"


def set_statement(row: Any, deducted: Deducted, *, names: Mapping[str, str], at: datetime) -> bytes:
    """The PDF. `deducted` is by deduction (visits, fen), `names` are provider, contract and areas."""
    data = data_of(row, deducted, names=names, at=at)
    return typeset.make_pdf(typeset.read_template(PACKAGE, TEMPLATE), data, at=at)


def names_of(row: Any) -> dict[str, str]:
    """The names that the PDF tells: provider, contract and areas."""
    names = territory.organisation_names([row.organisation])
    told = {"provider": names.get(row.organisation, ""), "contract": contract_number(row.contract)}
    return told | {str(one["area"]): territory.area_name(one["area"]) for one in row.parts}


def data_of(row: Any, deducted: Deducted, *, names: Mapping[str, str], at: datetime) -> dict[str, Any]:
    """What the template reads."""
    with override("zh-hans"):
        return {
            "title": f"{row.month.year}年{row.month.month}月居家养老服务结算单",
            "rows": _rows(row, names),
            "parts": [(_payer(one, names), f"{in_yuan(one['amount_fen'])} 元") for one in row.parts],
            "payable": f"{in_yuan(row.payable_fen)} 元",
            "deductions": [
                (catalogue().label_of(key), f"{count:,} 次", f"{in_yuan(fen)} 元")
                for key, (count, fen) in deducted.items()
            ],
            "note": f"校验码 {row.digest[:16]} · {timezone.localdate(at):%Y-%m-%d}",
        }


def _rows(row: Any, names: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        ("编号", row.number),
        ("服务商", names.get("provider", "")),
        ("合同", names.get("contract", "")),
        ("状态", gettext(STATES[row.state])),
        ("服务次数", f"{row.lines:,}"),
        ("服务券支付", f"{in_yuan(row.covered_fen)} 元"),
        ("扣减", f"{in_yuan(row.deducted_fen)} 元"),
        ("应付", f"{in_yuan(row.payable_fen)} 元（大写 {in_capitals(row.payable_fen)}）"),
        ("老人自付（不在本单支付）", f"{in_yuan(row.own_fen)} 元"),
    ]


def _payer(part: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return f"{names.get(str(part['area']), '')} {LEVELS.get(part['level'], part['level'])}".strip()


def make_workbook(row: Any, lines: Iterable[Any]) -> bytes:
    """Every visit in a line, without a person's name: the order's number leads to who may open it."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    held = io.BytesIO()
    book = Workbook(held, {"in_memory": True, "constant_memory": True})
    sheet = book.add_worksheet(f"{row.month:%Y-%m}")
    bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
    sheet.write_row(0, 0, COLUMNS, bold)
    sheet.set_column(0, len(COLUMNS) - 1, 16)
    for place, line in enumerate(lines, start=1):
        for column, value in enumerate(_cells(line)):
            sheet.write(place, column, value, money if isinstance(value, float) else None)
    book.close()
    return held.getvalue()


def _cells(line: Any) -> Sequence[str | float]:
    fens = (
        line.price_fen,
        line.covered_fen,
        line.deducted_fen,
        line.covered_fen - line.deducted_fen,
        line.own_fen,
    )
    return (
        line.number,
        item_label(line.item),
        f"{timezone.localtime(line.ended_at):%Y-%m-%d %H:%M}",
        *(fen / 100 for fen in fens),
        "、".join(catalogue().label_of(key) for key in line.reasons),
    )


def item_label(key: str, *, english: bool = False) -> str:
    """The word of an item; one that left the catalogue keeps its key."""
    try:
        held = services.item(key)
        return held.english if english else held.label
    except services.UnknownItem:
        return key
