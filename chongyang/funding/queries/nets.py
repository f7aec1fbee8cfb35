"""What was ordered for the months of standing awards, less what has to come back: from the treasury."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from chongyang.funding.models.awards import Award
from chongyang.treasury.enums import OrderState
from chongyang.treasury.models import OrderPart, PaymentOrder, Receivable


@dataclass(slots=True)
class Net:
    """One award and month: orders (the first line first), and how much of each has to come back."""

    orders: list[PaymentOrder] = field(default_factory=list)
    back: dict[UUID, int] = field(default_factory=dict)

    @property
    def fen(self) -> int:
        return sum(row.amount_fen for row in self.orders) - sum(self.back.values())

    @property
    def first(self) -> PaymentOrder | None:
        return next((row for row in self.orders if row.line == 0), None)

    def parts(self) -> dict[str, int]:
        """What each level was to pay."""
        held: dict[str, int] = defaultdict(int)
        for level, fen in OrderPart.objects.filter(order__in=self.orders).values_list("level", "amount_fen"):
            held[level] += fen
        return held


def nets_of(programme: str, awards: Iterable[Award]) -> dict[tuple[UUID, date], Net]:
    """By award and month; three statements, in the system's scope."""
    held: dict[tuple[UUID, date], Net] = defaultdict(Net)
    of: dict[tuple[UUID, str], list[Award]] = defaultdict(list)
    for award in sorted(awards, key=lambda row: row.valid_from):
        of[award.payee, award.object].append(award)
    rows = PaymentOrder.objects.filter(programme=programme, person__in={payee for payee, _ in of})
    orders: dict[UUID, tuple[UUID, date]] = {}
    for row in rows.exclude(state=OrderState.CANCELLED.value).order_by("period_from", "line", "id"):
        same = of.get((row.person, row.object), []) if row.person else []
        if stood := [one.id for one in same if one.valid_from <= row.period_from]:
            slot = (stood[-1], row.period_from)
            held[slot].orders.append(row)
            orders[row.id] = slot
    for order, fen in Receivable.objects.filter(order__in=list(orders)).values_list("order", "amount_fen"):
        back = held[orders[order]].back
        back[order] = back.get(order, 0) + fen
    return held
