"""What people pay themselves: one bill, one payment, whatever is told and however often."""

import pytest
from django.db import IntegrityError, transaction

from chongyang.checkout import operations, queries
from chongyang.checkout.enums import BillKind
from chongyang.checkout.models import Attempt, Bill, Refund
from chongyang.checkout.operations import UnableToCheckOut, errors
from chongyang.checkout.permissions import NotAllowed
from chongyang.core.clock import now
from chongyang.core.keys import new_key
from chongyang.core.models import Event
from chongyang.core.scopes import SYSTEM
from tests.checkout.people import bill, merchant, payer, provider, settler, told_of
from tests.emergency.races import as_system, together


@pytest.fixture
def owed(db, spoken):
    row = bill()
    merchant(row.organisation)
    return row


def begin(row, **words):
    scope = words.pop("scope", None) or payer(row.person)
    told = {"vendor": "spoken", "scope": scope, "by": scope.actor, "now": now(), **words}
    return operations.begin_payment(bill=row.id, **told)


def test_a_thing_is_billed_once(db):
    first = bill()
    again = bill(first.person, amount=9_999, reference=first.reference, organisation=first.organisation)
    assert (again.id, again.amount_fen) == (first.id, 1_200)
    assert Event.objects.filter(kind="checkout.bill.made").count() == 1


def test_the_money_is_the_providers_and_the_vendor_hears_no_name_of_the_service(owed, spoken):
    begin(owed)
    (wanted,) = spoken.begun
    assert wanted.merchant.startswith("M")
    assert (wanted.amount_fen, wanted.title) == (1_200, "服务费")


def test_two_clicks_are_one_payment_at_the_vendor(owed, spoken):
    assert begin(owed).id == begin(owed).id
    assert len(spoken.begun) == 1


def test_a_provider_without_a_number_and_a_vendor_that_is_away_take_nothing(db, spoken):
    row = bill()
    with pytest.raises(UnableToCheckOut) as refused:
        begin(row)
    assert refused.value.reason == errors.NO_MERCHANT
    merchant(row.organisation)
    spoken.away = True
    with pytest.raises(UnableToCheckOut) as refused:
        begin(row)
    assert refused.value.reason == errors.NOT_REACHED
    assert not Attempt.objects.exists()


def test_a_stranger_finds_no_bill_and_a_clerk_may_not_pay(owed):
    with pytest.raises(queries.NotFound):
        begin(owed, scope=payer(new_key()))
    with pytest.raises(NotAllowed):
        begin(owed, scope=settler())


def test_the_first_word_of_the_vendor_pays_the_bill_and_the_next_ones_nothing(owed):
    attempt = begin(owed)
    told = told_of(attempt)
    assert [operations.take_payment(told, now=now()) for _ in range(3)] == ["taken", "repeated", "repeated"]
    held = Bill.objects.get(id=owed.id)
    assert (held.state, held.paid_at) == ("paid", told.at)
    assert Event.objects.filter(kind="checkout.bill.paid").count() == 1


def test_another_amount_and_an_unknown_number_pay_nothing(owed):
    attempt = begin(owed)
    assert operations.take_payment(told_of(attempt, amount=1), now=now()) == "wrong_amount"
    attempt.number = "P000000-000000"
    assert operations.take_payment(told_of(attempt), now=now()) == "unknown"
    assert Bill.objects.get(id=owed.id).state == "open"


def second_payment(row):
    """The first code is scanned after a second one was asked for elsewhere."""
    first = begin(row)
    merchant(row.organisation, "sandbox")
    other = Attempt.objects.get(id=first.id)
    other.pk, other.number, other.vendor_number = new_key(), f"{first.number}x", ""
    other._state.adding = True
    other.save(force_insert=True)
    return first, other


def test_what_is_paid_twice_goes_back_by_a_persons_word(owed):
    first, second = second_payment(owed)
    assert operations.take_payment(told_of(first), now=now()) == "taken"
    assert operations.take_payment(told_of(second), now=now()) == "surplus"
    (back,) = Refund.objects.all()
    assert (back.attempt_id, back.amount_fen, back.state, back.asked_by) == (second.id, 1_200, "asked", None)


def test_money_for_a_cancelled_bill_goes_back(owed):
    attempt = begin(owed)
    operations.cancel_bill(reference=owed.reference, kind=BillKind.SERVICE, by=SYSTEM, now=now())
    assert Attempt.objects.get(id=attempt.id).state == "closed"
    assert operations.take_payment(told_of(attempt), now=now()) == "surplus"
    assert Refund.objects.get().amount_fen == 1_200


def test_a_lost_notice_is_asked_for(owed, spoken):
    attempt = begin(owed)
    scope = payer(owed.person)
    spoken.looked = None
    asked = {"attempt": attempt.id, "scope": scope, "by": scope.actor, "now": now()}
    assert operations.ask_vendor(**asked).state == "open"
    spoken.looked = told_of(attempt)
    assert operations.ask_vendor(**asked).state == "paid"


def test_a_bill_that_is_paid_or_cancelled_begins_no_payment(owed):
    attempt = begin(owed)
    operations.take_payment(told_of(attempt), now=now())
    with pytest.raises(UnableToCheckOut) as refused:
        begin(owed)
    assert refused.value.reason == errors.PAID
    gone = bill()
    operations.cancel_bill(reference=gone.reference, kind=BillKind.SERVICE, by=SYSTEM, now=now())
    with pytest.raises(UnableToCheckOut) as refused:
        begin(gone)
    assert refused.value.reason == errors.GONE


def test_the_database_holds_that_a_bill_is_paid_by_one(owed):
    first, second = second_payment(owed)
    operations.take_payment(told_of(first), now=now())
    with pytest.raises(IntegrityError, match="attempt_pays_once"), transaction.atomic():
        Attempt.objects.filter(id=second.id).update(state="paid", paid_at=now())


def test_many_notices_at_once_pay_one_bill(committed, spoken):
    def owing():
        row = bill(organisation=provider().id)
        merchant(row.organisation)
        return begin(row)

    attempt = as_system(owing)
    told = told_of(attempt)

    def take():
        with transaction.atomic():
            return operations.take_payment(told, now=now())

    assert sorted(together(*[take] * 6)) == ["repeated"] * 5 + ["taken"]
