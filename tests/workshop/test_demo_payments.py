"""The demo's payments: every step by its own person, sums that agree, and nothing twice."""

from datetime import date, timedelta

import pytest

from chongyang.core.clock import now
from chongyang.core.integrity import list_checks
from chongyang.core.models import IntegrityFinding
from chongyang.core.operations.integrity import run_checks
from chongyang.treasury.models import Batch, PaymentOrder, ReturnLine
from chongyang.workshop.accounts import make_demo_accounts
from chongyang.workshop.payments import _months, make_payments


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 2, 28), date(2026, 11, 22), date(2026, 12, 31)])
def test_months_of_the_demo_fall_due_one_after_the_other_in_this_year(day):
    dues = [due_on for _, due_on in _months(day)]
    assert dues == sorted(set(dues))
    assert {due_on.year for due_on in dues} == {day.year}
    assert dues[-1] >= day - timedelta(days=1)


def test_the_demo_has_batches_in_several_states_and_its_sums_agree(db):
    make_demo_accounts(now=now())
    made = make_payments(now())
    assert made["batches"] == 2
    assert set(Batch.objects.values_list("state", flat=True)) == {"settled", "approved"}
    states = set(PaymentOrder.objects.values_list("state", flat=True))
    assert {"planned", "batched", "paid", "returned"} <= states
    assert ReturnLine.objects.filter(outcome="unknown").count() == 1
    names = [check.name for check in list_checks() if check.room == "treasury"]
    assert run_checks(now=now(), names=names).failed == []
    found = IntegrityFinding.objects.values_list("name", "row")
    assert {name for name, _ in found} == {"treasury.order_overdue"}
    late = PaymentOrder.objects.filter(id__in=[row for _, row in found])
    assert not late.filter(payee__accounts__confirmed_by__isnull=False).exists()
    assert make_payments(now()) == {}
