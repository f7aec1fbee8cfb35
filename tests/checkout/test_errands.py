"""代办代缴: two receipts, then one bill; cash only where a city says so."""

from dataclasses import replace

import pytest

from chongyang.checkout import operations, queries
from chongyang.checkout.models import Bill, CashHeld, Errand
from chongyang.checkout.operations import UnableToCheckOut, errands, errors
from chongyang.checkout.rules.limits import limits
from chongyang.core.clock import now
from chongyang.core.keys import new_key
from tests import factories
from tests.checkout.people import of_provider, payer, provider


@pytest.fixture
def asked(db):
    elder = factories.make_elder()
    scope = payer(elder.id)
    return operations.ask_errand(
        person=elder.id,
        organisation=provider().id,
        utility="electricity",
        household_number="41010500123",
        most_fen=20_000,
        scope=scope,
        by=scope.actor,
        now=now(),
    )


def do(operation, row, **words):
    scope = words.pop("scope", None) or of_provider(row.organisation)
    return operation(errand=row.id, scope=scope, by=scope.actor, now=now(), **words)


def test_two_receipts_make_one_bill(asked):
    do(operations.pay_errand, asked, amount_fen=15_230, receipt=new_key())
    assert not Bill.objects.exists()
    do(operations.hand_over, asked, receipt=new_key())
    row = Bill.objects.get()
    assert (row.amount_fen, row.kind, row.person) == (15_230, "utility", asked.person)


def test_without_its_receipt_nothing_goes_on(asked):
    for operation, words in ((operations.pay_errand, {"amount_fen": 100}), (operations.hand_over, {})):
        with pytest.raises(UnableToCheckOut):
            do(operation, asked, receipt=None, **words)
    assert Errand.objects.get().state == "asked"


@pytest.mark.parametrize("amount", [0, -5, 20_001])
def test_never_more_than_was_asked(asked, amount):
    with pytest.raises(UnableToCheckOut) as refused:
        do(operations.pay_errand, asked, amount_fen=amount, receipt=new_key())
    assert refused.value.reason == errors.OVER_LIMIT


def test_another_provider_and_a_stranger_find_nothing(asked):
    with pytest.raises(queries.NotFound):
        do(operations.pay_errand, asked, amount_fen=1, receipt=new_key(), scope=of_provider(provider().id))
    stranger = payer(new_key())
    with pytest.raises(queries.NotFound):
        do(operations.cancel_errand, asked, scope=stranger)


def test_the_elder_takes_it_back_while_nobody_has_paid(asked):
    assert do(operations.cancel_errand, asked, scope=payer(asked.person)).state == "cancelled"
    with pytest.raises(UnableToCheckOut):
        do(operations.pay_errand, asked, amount_fen=1, receipt=new_key())


def test_cash_is_off(asked):
    with pytest.raises(UnableToCheckOut) as refused:
        do(operations.take_cash, asked, amount_fen=20_000, receipt=new_key())
    assert refused.value.reason == errors.NO_CASH


def test_where_a_city_allows_cash_the_rest_is_given_back_and_no_bill_is_made(asked, monkeypatch):
    allowed = replace(limits(), cash_allowed=True)
    monkeypatch.setattr(errands, "limits", lambda: allowed)
    do(operations.take_cash, asked, amount_fen=20_000, receipt=new_key())
    do(operations.pay_errand, asked, amount_fen=15_000, receipt=new_key())
    do(operations.hand_over, asked, receipt=new_key())
    assert CashHeld.objects.get().given_back_fen == 5_000
    assert not Bill.objects.exists()
