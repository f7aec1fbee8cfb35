"""The ledger read: the trial balance by account, payer and source of funds; the entries of one thing."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Sum

from chongyang.core import access
from chongyang.core.scopes import Scope
from chongyang.treasury import permissions
from chongyang.treasury.models import Entry, Posting
from chongyang.treasury.rules.ledger import Account, chart


@dataclass(frozen=True, slots=True)
class Balance:
    """What stands on an account for one level and source of funds; positive is debit."""

    account: Account
    level: str
    fund: str
    amount_fen: int

    @property
    def debit_fen(self) -> int:
        return max(self.amount_fen, 0)

    @property
    def credit_fen(self) -> int:
        return max(-self.amount_fen, 0)


def trial_balance(scope: Scope, year: int, *, level: str = "", fund: str = "") -> list[Balance]:
    """Every account of a year by level × source of funds, in the order of the chart. The debits and the
    credits of any level and fund come to the same.
    """
    permissions.demand_read(scope)
    rows = access.visible(Posting.objects.filter(year=year), scope)
    chosen = {"level": level, "fund": fund}
    rows = rows.filter(**{name: value for name, value in chosen.items() if value})
    sums = rows.values_list("account", "level", "fund").annotate(fen=Sum("amount_fen"))
    order = list(chart())
    found = [Balance(chart()[account], *more) for account, *more in sums.order_by("account", "level", "fund")]
    return sorted(found, key=lambda one: (order.index(one.account.code), one.level, one.fund))


def list_entries(scope: Scope, reference: UUID) -> list[Entry]:
    """What the ledger says of an order, a batch, a receivable, in order."""
    permissions.demand_read(scope)
    rows = access.visible(Entry.objects.filter(reference=reference), scope)
    return list(rows.prefetch_related("postings").order_by("at", "id"))
