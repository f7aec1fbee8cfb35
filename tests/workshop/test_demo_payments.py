"""The demo's payments: every step by its own person, sums that agree, and nothing twice."""

from chongyang.core.clock import now
from chongyang.core.integrity import list_checks
from chongyang.core.models import IntegrityFinding
from chongyang.core.operations.integrity import run_checks
from chongyang.treasury.models import Batch, PaymentOrder, ReturnLine
from chongyang.workshop.accounts import make_demo_accounts
from chongyang.workshop.payments import make_payments


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
    assert not IntegrityFinding.objects.exists()
    assert make_payments(now()) == {}
