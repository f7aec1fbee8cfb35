"""An errand in words: which bill, how it stands, what happened when."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext

from chongyang.checkout import queries
from chongyang.checkout.enums import BillState, ErrandState, Utility
from chongyang.web.checkout.showing import organisations_of
from chongyang.web.parts.templatetags.moments import money

TONES = {
    ErrandState.ASKED: "warn",
    ErrandState.PAID_FOR: "note",
    ErrandState.HANDED_OVER: "good",
    ErrandState.CANCELLED: "",
}
OPEN = (ErrandState.ASKED, ErrandState.PAID_FOR)


def errands_words(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Errands for a list, with how their bills stand."""
    held = list(rows)
    names, bills = organisations_of(row.organisation for row in held), queries.bills_for(held)
    return [_words(row, names.get(row.organisation, "")) | {"bill": _bill(bills.get(row.id))} for row in held]


def errand_words(row: Any) -> dict[str, Any]:
    return _words(row, organisations_of([row.organisation]).get(row.organisation, ""))


def _words(row: Any, doer: str) -> dict[str, Any]:
    state = ErrandState.of(row.state)
    return {
        "row": row,
        "utility": Utility.of(row.utility).label,
        "state": state.label,
        "tone": TONES[state],
        "doer": doer,
        "is_open": state in OPEN,
    }


def _bill(bill: Any) -> str:
    return BillState.of(bill.state).label if bill else ""


def step_words(row: Any, cash: Any) -> list[dict[str, Any]]:
    """What happened, the first at the top."""
    told = [(row.asked_at, gettext("提出代缴"), gettext("最多 %(fen)s") % {"fen": money(row.most_fen)})]
    if cash:
        told.append((cash.taken_at, gettext("收现金"), money(cash.amount_fen)))
    if cash and cash.confirmed_at:
        told.append((cash.confirmed_at, gettext("另一人核对现金"), ""))
    if row.paid_at:
        told.append((row.paid_at, gettext("已代缴，有缴费单位的票据"), money(row.amount_fen or 0)))
    if row.handed_at:
        told.append((row.handed_at, gettext("老人已签收（第二张票据）"), ""))
    return [{"at": at, "label": label, "detail": detail, "state": "done"} for at, label, detail in told]
