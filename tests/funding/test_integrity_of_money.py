"""The checks of payments and awards over a way that is right to the account: none finds anything."""

from datetime import timedelta

import pytest

from chongyang.core.clock import now
from chongyang.core.models import IntegrityFinding
from chongyang.core.operations.integrity import run_checks
from chongyang.core.scopes import SYSTEM
from chongyang.funding.integrity_months import RUNNING
from chongyang.funding.models import Award
from chongyang.funding.rules.awards import add_months
from chongyang.treasury.integrity_payments import PAYMENTS
from chongyang.treasury.models import AllottedFund, Batch, Budget, PaymentOrder, ReturnFile
from chongyang.treasury.operations import write_bank_file
from chongyang.treasury.operations.payees import payee_for
from tests.funding import awards, paid, people
from tests.treasury.people import Four, answer, confirm_account_of, doing, payee_told

pytestmark = pytest.mark.usefixtures("db")
MONEY = [check.name for check in (*PAYMENTS, *RUNNING)]


def findings():
    assert run_checks(now=now(), names=MONEY).failed == []
    return sorted(IntegrityFinding.objects.values_list("name", flat=True))


def test_an_institution_paid_by_the_bank_is_in_order():
    order = paid.ordered(people.clerk())
    assert findings() == []
    assert paid.through_the_bank(order).state == "paid"
    assert findings() == []


def test_a_month_paid_and_one_sent_back_are_in_order():
    people.budgets("carer_post_allowance")
    for budget in Budget.objects.filter(level="city"):
        AllottedFund.objects.create(budget=budget, area=awards.COUNTY, allotted_fen=10**11)
    made = [awards.award(first=awards.JUNE) for _ in range(2)]
    for award in made:
        payee_for(payee_told(award.payee), by=SYSTEM, now=now())
    awards.Three().run(awards.JUNE)
    Award.objects.update(valid_to=add_months(awards.JUNE, 1))
    for row in PaymentOrder.objects.order_by("id"):
        confirm_account_of(row)
    PaymentOrder.objects.update(due_on=now().date() - timedelta(days=1))
    four = Four.of()
    batch = four.released()
    write_bank_file(format="plain_csv", **doing(batch, four.releaser))
    four.take(batch, answer(batch, "成功", "失败"))
    four.reconcile(batch)
    assert (Batch.objects.get().state, ReturnFile.objects.get().paid) == ("settled", 1)
    assert Award.objects.count() == len(made)
    assert findings() == ["funding.approved_without_decision"] * 2 + ["funding.approved_without_payment"] * 2
