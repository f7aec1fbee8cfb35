"""The letter of a decision as PDF. It is written in Chinese, whoever prints it: it goes to the applicant."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from chongyang.core import typeset
from chongyang.funding.enums import Outcome
from chongyang.funding.queries.explaining import Explanation, clause_label
from chongyang.treasury.enums import Fund, Level

PACKAGE, TEMPLATE = "chongyang.funding", "letter.typ"
HOTLINE = "12349"
HUNDRED = 100
IN_FEN, IN_HUNDREDTHS = "（分）", "（百分之一平方米）"
YES_NO = {True: "是", False: "否", None: "—"}


def set_letter(told: Explanation, *, at: datetime) -> bytes:
    """The PDF of a final decision; for an application without one there is no letter (ValueError)."""
    if told.decision is None or told.decision.outcome == Outcome.PROPOSED:
        raise ValueError("nothing was decided yet")
    return typeset.make_pdf(typeset.read_template(PACKAGE, TEMPLATE), data_of(told), at=at)


def data_of(told: Explanation) -> dict[str, Any]:
    """What the template reads."""
    row, decision = told.application, told.decision
    assert decision is not None
    is_yes = decision.outcome == Outcome.APPROVED
    clause = f"郑政〔2018〕34号 {clause_label(told.programme.clause)}"
    first = f"您提交的“{told.programme.title}”申请（{row.number}）已审核办结。依据{clause}，"
    return {
        "title": "养老服务资金审核结果通知书",
        "number": f"编号 {row.number}",
        "digest": f"计算摘要 {decision.digest[:16]}",
        "to": row.name.plain,
        "paragraphs": [
            first + ("同意给予下列资金。" if is_yes else f"决定不予同意。理由：{decision.reason}")
        ],
        "amount_label": "核定金额",
        "amount": f"{(decision.amount_fen or 0) / HUNDRED:,.2f} 元" if is_yes else "",
        "parts": [
            [
                f"{Level.of(level).label} · {Fund.of(told.programme.fund_of(level)).label}",
                f"{fen / HUNDRED:,.2f} 元",
            ]
            for level, fen in decision.parts.items()
        ],
        "steps_label": "计算过程",
        "steps": [
            [_label(step.label), _said(step.kind, step.value, step.label), _rests(step)]
            for step in told.steps
        ],
        "ends": [
            "款项按财政支付流程拨付，到账后可在“我的申请”中查看。" if is_yes else "",
            f"对结果有异议的，可自收到之日起六十日内依法申请行政复议，或拨打养老服务热线 {HOTLINE} 咨询。",
        ],
        "office": "郑州市养老服务管理部门（演示文书）",
        "on": f"{timezone.localdate(decision.made_at):%Y年%m月%d日}",
    }


def _label(label: str) -> str:
    return label.removesuffix(IN_FEN).removesuffix(IN_HUNDREDTHS)


def _said(kind: str, value: Any, label: str) -> str:
    if kind == "condition" or isinstance(value, bool):
        return YES_NO.get(value, str(value))
    if value is None:
        return "—"
    if kind == "amount" or label.endswith(IN_FEN):
        return f"{value / HUNDRED:,.2f} 元"
    if label.endswith(IN_HUNDREDTHS):
        return f"{value / HUNDRED:,.2f} 平方米"
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _rests(step: Any) -> str:
    """The first words that the step rests on."""
    held = next((one for one in step.rests_on if one.quote), None)
    return f"{held.clause_label}「{held.quote}」" if held else ""
