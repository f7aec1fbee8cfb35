"""Bad rows of payments: sums that do not agree, what hangs, one account for many."""

from datetime import date, timedelta
from uuid import UUID

from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM
from chongyang.treasury import operations
from chongyang.treasury.models import AllottedFund, Batch, Budget, PayeeAccount, PaymentOrder
from tests.core.integrity_rows import TODAY, bad, dead
from tests.treasury import people

LONG_AGO = timedelta(days=60)


@bad("treasury.ceiling_differs")
def _() -> UUID:
    budget = people.fund_budget()
    Budget.objects.update(ceiling_fen=budget.ceiling_fen + 1)
    return budget.id


@bad("treasury.commitment_differs")
def _() -> UUID:
    budget = people.fund_budget()
    people.order()
    Budget.objects.update(committed_fen=29_999)
    return budget.id


@bad("treasury.ledger_differs")
def _() -> UUID:
    budget = people.fund_budget()
    Budget.objects.update(spent_fen=5)
    return budget.id


@bad("treasury.allotted_differs")
def _() -> UUID:
    budget = people.fund_budget("city", people.CITY)
    return AllottedFund.objects.create(budget=budget, area=people.COUNTY, allotted_fen=9, used_fen=1).id


@bad("treasury.released_changed")
def _() -> UUID:
    people.fund_budget()
    people.ready_orders(1)
    batch = people.Four.of().approved()
    Batch.objects.update(state="released", released_at=now(), total_fen=1)
    return batch.id


@bad("treasury.released_unanswered")
def _() -> UUID:
    people.fund_budget()
    people.ready_orders(1)
    batch = people.Four.of().approved()
    Batch.objects.update(state="released", released_at=now() - LONG_AGO)
    return batch.id


@bad("treasury.account_waits")
def _() -> UUID:
    people.fund_budget()
    people.order()
    PayeeAccount.objects.update(proposed_at=now() - LONG_AGO)
    return PayeeAccount.objects.get().id


@bad("treasury.account_of_many")
def _() -> UUID:
    people.fund_budget()
    for _ in range(3):
        people.order(people.payee_told(number="6217000000001234567"))
    return PayeeAccount.objects.order_by("id")[0].id


@bad("treasury.dead_to_pay")
def _() -> UUID:
    people.fund_budget()
    return people.order(people.payee_told(dead().id)).id


@bad("treasury.recovery_late")
def _() -> UUID:
    people.fund_budget()
    row = people.order()
    PaymentOrder.objects.update(state="paid", paid_on=TODAY)
    told = {"reason": "多发", "reference": ("test", row.id), "key": "late", "by": SYSTEM, "now": now()}
    days: list[tuple[date, int]] = [(TODAY - LONG_AGO, 30_000)]
    return operations.order_recovery(order=row.id, amount_fen=30_000, instalments=days, **told).id
