"""Notices that are wrong: repeated, unsigned, of another amount, bill, vendor or merchant, or undecided."""

from dataclasses import dataclass, replace

import pytest

from chongyang.checkout import operations
from chongyang.checkout.enums import BillKind
from chongyang.checkout.models import Attempt, Bill, Notice, Refund
from chongyang.checkout.operations import vendors
from chongyang.checkout.operations.refunding import take_refund
from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM
from tests.checkout.people import Spoken, bill, merchant, payer, told_of


@dataclass
class Telling(Spoken):
    """Says in its notice what a test put there; nothing is signed where nothing was put."""

    tells: vendors.Told | None = None

    def read_notice(self, headers, body, now):
        if self.tells is None:
            raise vendors.WrongSignature
        return self.tells


@pytest.fixture
def vendor():
    made = Telling()
    vendors.register(made)
    yield made
    vendors._vendors.pop("spoken")


@pytest.fixture
def begun(db, vendor):
    row = bill()
    merchant(row.organisation)
    scope = payer(row.person)
    return operations.begin_payment(bill=row.id, vendor="spoken", scope=scope, by=scope.actor, now=now())


def notice(vendor, told):
    vendor.tells = told
    return operations.take_notice(vendor="spoken", headers={}, body=b"x", now=now())


def state():
    return Bill.objects.get().state


def test_delivered_three_times_it_pays_once(vendor, begun):
    for _ in range(3):
        assert notice(vendor, told_of(begun)).outcome == "taken"
    assert (Notice.objects.get().times, state(), Refund.objects.count()) == (3, "paid", 0)


def test_three_notices_of_one_payment_under_other_ids_pay_once(vendor, begun):
    told = [replace(told_of(begun), notice=f"N{number}") for number in range(3)]
    assert [notice(vendor, one).outcome for one in told] == ["taken", "repeated", "repeated"]
    assert (state(), Refund.objects.count()) == ("paid", 0)


def test_with_a_wrong_signature_nothing_is_kept(vendor, begun):
    with pytest.raises(vendors.WrongSignature):
        notice(vendor, None)
    assert (state(), Notice.objects.count()) == ("open", 0)


@pytest.mark.parametrize("amount", [0, 1, 1_199, 1_201, 10**12])
def test_of_another_amount_it_pays_nothing(vendor, begun, amount):
    assert notice(vendor, told_of(begun, amount=amount)).outcome == "wrong_amount"
    assert (state(), Attempt.objects.get().state) == ("open", "open")


def test_for_a_bill_cancelled_in_between_the_money_goes_back(vendor, begun):
    row = Bill.objects.get()
    operations.cancel_bill(reference=row.reference, kind=BillKind.SERVICE, by=SYSTEM, now=now())
    assert notice(vendor, told_of(begun)).outcome == "surplus"
    assert (state(), Refund.objects.get().amount_fen) == ("cancelled", 1_200)


def test_of_another_merchant_it_pays_nothing(vendor, begun):
    assert notice(vendor, replace(told_of(begun), merchant="M-foreign")).outcome == "not_theirs"
    assert (state(), Attempt.objects.get().state) == ("open", "open")
    held = replace(told_of(begun), merchant=begun.merchant, notice="N-second")
    assert notice(vendor, held).outcome == "taken"


def test_of_another_vendors_payment_it_pays_nothing(vendor, begun):
    Attempt.objects.filter(id=begun.id).update(vendor="elsewhere")
    assert notice(vendor, told_of(begun)).outcome == "not_theirs"
    assert state() == "open"


def test_what_is_not_decided_at_the_vendor_pays_nothing(vendor, begun):
    assert notice(vendor, told_of(begun, vendors.WAITING)).outcome == "waiting"
    assert (state(), Attempt.objects.get().state) == ("open", "open")
    assert notice(vendor, replace(told_of(begun), notice="N-second")).outcome == "taken"


def test_a_refund_on_its_way_has_not_failed(vendor, begun):
    notice(vendor, told_of(begun))
    refund = Refund.objects.create(
        attempt=begun,
        person=begun.person,
        area=begun.area,
        organisation=begun.organisation,
        number="R1",
        amount_fen=1_200,
        reason="重做",
        state="sent",
        asked_at=now(),
        decided_at=now(),
    )
    told = replace(told_of(begun, vendors.WAITING), refund="R1")
    assert take_refund(told, now=now()) == "waiting"
    assert Refund.objects.get(id=refund.id).state == "sent"
