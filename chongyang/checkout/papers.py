"""Receipts as PDF: of an own payment, and of the elder for what was paid for her. No tax invoices."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from chongyang.checkout.enums import BillKind, Utility
from chongyang.core import typeset
from chongyang.treasury.rules.capitals import in_capitals

PACKAGE, TEMPLATE = "chongyang.checkout", "receipt.typ"


def set_receipt(held: Any, *, payer: str, paid_to: str, by: str, at: datetime) -> bytes:
    """The PDF of a payment that arrived. `payer`, `paid_to` and `by` (the vendor) are names as they stand."""
    data = receipt_of(held, payer=payer, paid_to=paid_to, by=by, at=at)
    return typeset.make_pdf(typeset.read_template(PACKAGE, TEMPLATE), data, at=at)


def receipt_of(held: Any, *, payer: str, paid_to: str, by: str, at: datetime) -> dict[str, Any]:
    """What the template reads."""
    bill = held.bill
    with override("zh-hans"):
        fen = held.amount_fen
        paid_at = timezone.localtime(held.paid_at) if held.paid_at else None
        return {
            "title": "付款收据",
            "number": held.number,
            "rows": [
                ("付款人", payer),
                ("收款单位", paid_to),
                ("事项", f"{BillKind.of(bill.kind).label}（账单 {bill.number}）"),
                ("金额", f"{fen // 100:,}.{fen % 100:02d} 元（大写 {in_capitals(fen)}）"),
                ("支付方式", by),
                ("支付时间", f"{paid_at:%Y年%-m月%-d日 %H:%M}" if paid_at else ""),
                ("交易号", held.vendor_number),
            ],
            "note": "本收据不是发票；发票请向收款单位索取。",
            "on": f"{timezone.localdate(at):%Y年%-m月%-d日}",
        }


def set_second_receipt(held: Any, *, paid_to: str, at: datetime) -> bytes:
    """The second receipt of an errand: she says on her own page that she holds the utility's own."""
    with override("zh-hans"):
        fen, paid_at = held.amount_fen or 0, timezone.localtime(held.paid_at)
        data = {
            "title": "代缴签收单",
            "number": str(held.id),
            "rows": [
                ("签收人", held.name.plain),
                ("代缴单位", paid_to),
                ("事项", Utility.of(held.utility).label),
                ("户号", held.household_number.plain),
                ("金额", f"{fen // 100:,}.{fen % 100:02d} 元（大写 {in_capitals(fen)}）"),
                ("代缴时间", f"{paid_at:%Y年%-m月%-d日 %H:%M}"),
                ("签收方式", "本人或受托家属在网上确认收到缴费单位的票据"),
                ("签收时间", f"{timezone.localtime(at):%Y年%-m月%-d日 %H:%M}"),
            ],
            "note": "本单证明已收到缴费单位出具的票据，不是发票。",
            "on": f"{timezone.localdate(at):%Y年%-m月%-d日}",
        }
    return typeset.make_pdf(typeset.read_template(PACKAGE, TEMPLATE), data, at=at)
