"""Money that goes back: one asks, another decides, never more than came."""

import pytest

from chongyang.checkout import operations, queries
from chongyang.checkout.models import Attempt, Refund
from chongyang.checkout.operations import UnableToCheckOut, errors, vendors
from chongyang.core import outbox
from chongyang.core.clock import now
from chongyang.core.models import OutboxMessage
from chongyang.core.outbox import UnableToDeliver
from tests.checkout.people import bill, merchant, of_provider, payer, settler, told_of


@pytest.fixture
def paid(db, spoken):
    row = bill()
    merchant(row.organisation)
    scope = payer(row.person)
    attempt = operations.begin_payment(bill=row.id, vendor="spoken", scope=scope, by=scope.actor, now=now())
    operations.take_payment(told_of(attempt), now=now())
    return Attempt.objects.get(id=attempt.id)


def ask(attempt, amount=1_200, scope=None, reason="重做"):
    who = scope or settler()
    return operations.ask_refund(
        attempt=attempt.id, amount_fen=amount, reason=reason, scope=who, by=who.actor, now=now()
    )


def decide(refund, scope, approve=True):
    return operations.decide_refund(refund=refund.id, approve=approve, scope=scope, by=scope.actor, now=now())


def test_one_asks_another_decides_the_vendor_gives_back(paid):
    refund = ask(paid)
    decide(refund, settler())
    assert OutboxMessage.objects.filter(destination="checkout.refunds", key=refund.number).count() == 1
    operations.send_refund({"refund": str(refund.id)}, now=now())
    held = Refund.objects.get(id=refund.id)
    assert (held.state, held.done_at is not None) == ("done", True)


def test_nobody_decides_what_she_asked(paid):
    scope = settler()
    refund = ask(paid, scope=scope)
    with pytest.raises(UnableToCheckOut) as refused:
        decide(refund, scope)
    assert refused.value.reason == errors.OWN
    assert Refund.objects.get(id=refund.id).state == "asked"


def test_parts_go_back_up_to_what_came(paid):
    ask(paid, 700)
    with pytest.raises(UnableToCheckOut) as refused:
        ask(paid, 501)
    assert refused.value.reason == errors.TOO_MUCH
    assert ask(paid, 500).amount_fen == 500
    assert Attempt.objects.get(id=paid.id).back_fen == 1_200


@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_and_less_than_nothing_is_no_refund(paid, amount):
    with pytest.raises(UnableToCheckOut):
        ask(paid, amount)
    assert not Refund.objects.exists()


def test_what_is_refused_or_fails_may_be_asked_for_again(paid, spoken):
    decide(ask(paid), settler(), approve=False)
    assert Attempt.objects.get(id=paid.id).back_fen == 0
    refund = ask(paid)
    decide(refund, settler())
    spoken.outcome = vendors.BACK_FAILED
    operations.send_refund({"refund": str(refund.id)}, now=now())
    assert Refund.objects.get(id=refund.id).state == "failed"
    assert ask(paid).state == "asked"


def test_a_vendor_that_is_away_is_asked_again_by_the_worker(paid, spoken):
    refund = ask(paid)
    decide(refund, settler())
    spoken.away = True
    with pytest.raises(UnableToDeliver):
        operations.send_refund({"refund": str(refund.id)}, now=now())
    assert Refund.objects.get(id=refund.id).state == "approved"
    spoken.away = False
    for _ in range(2):
        operations.send_refund({"refund": str(refund.id)}, now=now())
    assert Refund.objects.get(id=refund.id).state == "done"
    assert "checkout.refunds" in outbox._deliverers


def test_a_neighbour_county_and_another_provider_find_no_payment(paid):
    with pytest.raises(queries.NotFound):
        ask(paid, scope=settler("410102"))
    with pytest.raises(queries.NotFound):
        ask(paid, scope=of_provider(bill().organisation))
    assert ask(paid, scope=of_provider(paid.organisation)).state == "asked"
