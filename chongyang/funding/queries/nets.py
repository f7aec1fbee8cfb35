"""What was ordered for the months of standing awards, by payer, less what has to come back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q

from chongyang.funding.models.awards import Award
from chongyang.treasury.enums import OrderState
from chongyang.treasury.models import Payee, PaymentOrder, Receivable

Slot = tuple[UUID, date]
CARRIED = """
WITH ordered AS (
    SELECT id, coalesce(person, organisation) AS payee, object, period_from FROM treasury_paymentorder
    WHERE programme = %(programme)s AND state <> 'cancelled' AND payee_id IN (
        SELECT id FROM treasury_payee WHERE person = ANY(%(payees)s) OR organisation = ANY(%(payees)s))
), carried AS (
    SELECT o.payee, o.object, o.period_from, p.level, p.amount_fen
    FROM ordered o JOIN treasury_orderpart p ON p.order_id = o.id
    UNION ALL
    SELECT o.payee, o.object, o.period_from, g.level, g.amount_fen
    FROM ordered o JOIN treasury_receivable r ON r.order_id = o.id
    JOIN treasury_entry e ON e.reference = r.id AND e.kind = 'recovery'
    JOIN treasury_posting g ON g.entry_id = e.id AND g.account = 'recovered'
    UNION ALL
    SELECT o.payee, o.object, o.period_from, g.level, g.amount_fen
    FROM ordered o JOIN treasury_entry e ON e.reference = o.id AND e.kind = 'correction'
    JOIN treasury_posting g ON g.entry_id = e.id AND g.account = 'used'
)
SELECT payee, object, period_from, level, sum(amount_fen)::bigint FROM carried GROUP BY 1, 2, 3, 4
"""


@dataclass(slots=True)
class Net:
    """What each level carries of one award and month. A level that carries nothing is not named."""

    parts: Mapping[str, int] = field(default_factory=dict)

    @property
    def fen(self) -> int:
        return sum(self.parts.values())

    def short_of(self, parts: Mapping[str, int]) -> dict[str, int]:
        """How much more (or less) each level is to carry."""
        levels = {**parts, **self.parts}
        more = {level: parts.get(level, 0) - self.parts.get(level, 0) for level in levels}
        return {level: fen for level, fen in more.items() if fen}


Nets = Mapping[date, Mapping[UUID, Net]]
"""By month and award."""
NOTHING = Net()


@dataclass(slots=True)
class Ordered:
    """The orders of one award and month, the first line first, and how much of each has to come back."""

    orders: list[PaymentOrder] = field(default_factory=list)
    back: dict[UUID, int] = field(default_factory=dict)

    @property
    def first(self) -> PaymentOrder | None:
        return next((row for row in self.orders if row.line == 0), None)


def nets_of(programme: str, awards: Iterable[Award]) -> Nets:
    """One statement, in the system's scope."""
    of = _Whose(awards)
    held: dict[date, dict[UUID, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    with connection.cursor() as cursor:
        cursor.execute(CARRIED, {"programme": programme, "payees": list(of.payees)})
        for payee, named, month, level, fen in cursor:
            if fen and (award := of.award(payee, named, month)):
                parts = held[month][award]
                parts[level] = parts.get(level, 0) + fen
    return {month: {award: Net(parts) for award, parts in rows.items()} for month, rows in held.items()}


def ordered_for(programme: str, awards: Iterable[Award], months: Iterable[date]) -> dict[Slot, Ordered]:
    """The orders behind the nets of these months; two statements, in the system's scope."""
    of = _Whose(awards)
    held: dict[Slot, Ordered] = defaultdict(Ordered)
    slots: dict[UUID, Slot] = {}
    payees = Payee.objects.filter(Q(person__in=of.payees) | Q(organisation__in=of.payees))
    rows = PaymentOrder.objects.filter(programme=programme, payee__in=payees, period_from__in=set(months))
    rows = rows.exclude(state=OrderState.CANCELLED.value)
    for row in rows.order_by("period_from", "line", "id"):
        payee = row.person or row.organisation
        if payee and (award := of.award(payee, row.object, row.period_from)):
            slots[row.id] = (award, row.period_from)
            held[slots[row.id]].orders.append(row)
    for order, fen in Receivable.objects.filter(order__in=list(slots)).values_list("order", "amount_fen"):
        back = held[slots[order]].back
        back[order] = back.get(order, 0) + fen
    return held


class _Whose:
    """Which award a payee's payment for a month belongs to: the last that had begun by then."""

    def __init__(self, awards: Iterable[Award]) -> None:
        self._held: dict[tuple[UUID, str], list[Award]] = defaultdict(list)
        for award in sorted(awards, key=lambda row: row.valid_from):
            self._held[award.payee, award.object].append(award)
        self.payees = {payee for payee, _ in self._held}

    def award(self, payee: UUID, named: str, month: date) -> UUID | None:
        stood = [one.id for one in self._held.get((payee, named), ()) if one.valid_from <= month]
        return stood[-1] if stood else None
