"""What the pages share: who acts, a step with its refusal in words, names beside keys, a code to scan."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.safestring import mark_safe

from chongyang.checkout import operations, queries
from chongyang.checkout.enums import AttemptState, BillKind, BillState, RefundState
from chongyang.core.clock import now as clock_now
from chongyang.core.codes import picture_of
from chongyang.territory import queries as territory
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doing import Doing, key_of, private, said
from chongyang.web.parts.doors import scope_of

__all__ = [
    "asked_key",
    "base",
    "code_of",
    "do",
    "fen_of",
    "next_of",
    "organisations_of",
    "paid_by",
    "private",
]
__all__ += ["refunds_of", "rows_of", "said"]

do = Doing((operations.UnableToCheckOut,)).do
MOST_FEN, PAGE = 10**12, 50
TONES = {BillState.OPEN: "warn", BillState.PAID: "good", BillState.CANCELLED: ""}


def base(request: HttpRequest, tab: str) -> dict[str, Any]:
    """What every page knows."""
    scope = scope_of(request)
    return {
        "tab": tab,
        "now": clock_now(),
        "may_pay": may(scope, Can.PAY_SERVICES),
        "may_settle": may(scope, Can.SETTLE_SERVICES),
        "may_number": queries.keeps_numbers(scope),
    }


def rows_of(bills: Iterable[Any]) -> list[dict[str, Any]]:
    """Bills with their words and whom they pay."""
    held = list(bills)
    names = organisations_of(row.organisation for row in held)
    return [
        {
            "row": row,
            "kind": BillKind.of(row.kind).label,
            "state": BillState.of(row.state).label,
            "tone": TONES[BillState.of(row.state)],
            "to": names.get(row.organisation, ""),
        }
        for row in held
    ]


def asked_key(request: HttpRequest, name: str) -> UUID | None:
    """Behind which row the next page begins; None where the address says nothing."""
    return key_of(request.GET[name]) if request.GET.get(name) else None


def next_of(rows: Sequence[Any]) -> UUID | None:
    """Where the next page begins, of rows asked for with one more than a page."""
    return rows[PAGE - 1].id if len(rows) > PAGE else None


def organisations_of(keys: Iterable[UUID]) -> dict[UUID, str]:
    """The names of organisations, in one question."""
    return territory.organisation_names(set(keys))


def paid_by(bill: Any) -> Any:
    """The payment that paid a bill, None where none did."""
    return next((one for one in bill.attempts.all() if one.state == AttemptState.PAID), None)


def code_of(link: str) -> str:
    """The code to scan, drawn here of our own letters alone."""
    return mark_safe(picture_of(link, border=2))  # noqa: S308 - numbers and fixed words


def refunds_of(bill: Any) -> list[dict[str, Any]]:
    """What of a bill's payments went back, or is on its way."""
    rows = [refund for attempt in bill.attempts.all() for refund in attempt.refunds.all()]
    return [{"row": row, "state": RefundState.of(row.state).label} for row in rows]


def fen_of(text: str) -> int:
    """`12.30` yuan → 1230; anything else is 0, which the operation refuses in words."""
    whole, _, rest = text.strip().partition(".")
    digits = f"{whole}{rest:0<2}"
    if not (digits.isascii() and digits.isdigit() and len(rest) <= 2 and len(digits) <= 14):
        return 0
    return min(int(digits), MOST_FEN)
