"""Recoveries: what comes back fills its instalments when two persons agree, none of whom decided it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from chongyang.core.clock import now
from chongyang.core.keys import new_key
from chongyang.core.models import StageHolder
from chongyang.core.scopes import SYSTEM
from chongyang.treasury import operations, queries
from chongyang.treasury.models import (
    Collection,
    Instalment,
    PaymentOrder,
    Posting,
    Receivable,
    Repayment,
)
from chongyang.treasury.operations import UnableToPay
from tests.treasury.people import (
    TODAY,
    YEAR,
    Four,
    answer,
    confirm_account_of,
    county_finance,
    fund_budget,
    order,
    payee_told,
    ready_orders,
)


def through_the_bank(row, four):
    batch = four.released()
    four.take(batch, answer(batch, "成功"))
    four.reconcile(batch)
    return PaymentOrder.objects.get(id=row.id)


def paid_order(**words):
    return through_the_bank(ready_orders(1, **words)[0], Four.of())


def paid_to(told, four):
    row = order(told)
    confirm_account_of(row)
    return through_the_bank(row, four)


def recover(row, amount=30_000, instalments=None, **words):
    told = {"reason": "多发", "reference": ("funding.case", new_key()), "key": f"r-{new_key()}", "by": SYSTEM}
    days = instalments or [(TODAY, amount)]
    return operations.order_recovery(
        order=row.id, amount_fen=amount, instalments=days, now=now(), **{**told, **words}
    )


def acting(scope=None):
    scope = scope or county_finance()
    return {"scope": scope, "by": scope.actor, "now": now()}


def tell_transfer(row, amount, key="B1", scope=None, **words):
    told = {"receivable": row.id, "amount_fen": amount, "on": TODAY, "key": key, **words}
    return operations.propose_collection(**told, **acting(scope))


def confirm(told, scope=None, **words):
    return operations.confirm_repayment(repayment=told.id, **words, **acting(scope))


def come(row, amount, key="B1"):
    return confirm(tell_transfer(row, amount, key))


def test_a_recovery_comes_back_in_instalments(db):
    fund_budget()
    row = paid_order()
    days = [(TODAY + timedelta(days=30 * n), 10_000) for n in range(3)]
    owed = recover(row, instalments=days)
    come(owed, 15_000)
    assert tell_transfer(owed, 15_000).state == "confirmed"
    parts = Instalment.objects.filter(receivable=owed).order_by("number")
    assert list(parts.values_list("collected_fen", flat=True)) == [10_000, 5_000, 0]
    assert come(owed, 15_000, "B2").state == "collected"
    with pytest.raises(UnableToPay):
        come(owed, 1, "B3")
    treasury = Posting.objects.filter(account="treasury").values_list("amount_fen", flat=True)
    assert sum(treasury) == 0
    assert sum(Posting.objects.filter(account="receivable").values_list("amount_fen", flat=True)) == 0


def test_no_more_is_recovered_than_was_paid(db):
    fund_budget()
    row = paid_order()
    recover(row, 20_000)
    with pytest.raises(UnableToPay) as refused:
        recover(row, 10_001)
    assert "amount" in refused.value.faults


def test_what_was_not_paid_is_not_recovered(db):
    fund_budget()
    with pytest.raises(UnableToPay):
        recover(order())


@pytest.mark.parametrize(
    ("amount", "instalments"),
    [
        (0, [(TODAY, 0)]),
        (-5, [(TODAY, -5)]),
        (100, [(TODAY, 99)]),
        (100, [(TODAY, 50), (TODAY, 50)]),
        (100, []),
    ],
)
def test_instalments_that_do_not_sum_or_follow_are_refused(db, amount, instalments):
    fund_budget()
    row = paid_order()
    with pytest.raises(UnableToPay):
        recover(row, amount, instalments or [(TODAY, 1)])
    assert not Receivable.objects.exists()


def test_the_same_key_is_one_recovery(db):
    fund_budget()
    row = paid_order()
    assert recover(row, key="k").id == recover(row, key="k").id
    with pytest.raises(UnableToPay):
        recover(row, 20_000, key="k")


def test_what_is_owed_is_set_off_against_her_next_payment(db):
    budget = fund_budget()
    told, four = payee_told(), Four.of()
    row = paid_to(told, four)
    owed = recover(row, 12_000)
    following = order(told, period=(date(YEAR, 2, 1), date(YEAR, 3, 1)))
    done = confirm(operations.propose_set_off(receivable=owed.id, order=following.id, **acting()))
    assert (done.state, Collection.objects.get().way) == ("collected", "set_off")
    batch = four.released()
    assert batch.total_fen == 18_000
    four.take(batch, answer(batch, "成功"))
    four.reconcile(batch)
    budget.refresh_from_db()
    assert (budget.committed_fen, budget.spent_fen) == (0, 60_000)
    balance = {one.account.code: one.amount_fen for one in queries.trial_balance(four.maker, YEAR)}
    assert (balance["treasury"], balance["receivable"], balance["recovered"]) == (-48_000, 0, -12_000)


def test_a_payment_that_is_wholly_set_off_is_done_without_a_batch(db):
    fund_budget()
    told, four = payee_told(), Four.of()
    row = paid_to(told, four)
    owed = recover(row)
    following = order(told, period=(date(YEAR, 2, 1), date(YEAR, 3, 1)))
    words = acting(four.maker)
    confirm(operations.propose_set_off(receivable=owed.id, order=following.id, **words))
    assert PaymentOrder.objects.get(id=following.id).state == "paid"
    with pytest.raises(UnableToPay):
        operations.propose_set_off(receivable=owed.id, order=order().id, **words)


def owing(**words):
    """A recovery, the payment that follows it, and who decided both."""
    fund_budget()
    told, four = payee_told(), Four.of()
    row = paid_to(told, four)
    decider = county_finance()
    owed = recover(row, 12_000, held_by=(decider.actor.account,), **words)
    later = {"period": (date(YEAR, 2, 1), date(YEAR, 3, 1)), "held_by": (decider.actor.account,)}
    return owed, order(told, **later), decider


def test_until_a_second_person_confirms_nothing_has_come_back(db):
    owed, _, _ = owing()
    teller = county_finance()
    told = tell_transfer(owed, 5_000, scope=teller)
    owed.refresh_from_db()
    assert (owed.collected_fen, Collection.objects.count()) == (0, 0)
    assert tell_transfer(owed, 5_000).id == told.id
    with pytest.raises(UnableToPay) as refused:
        confirm(told, teller)
    assert "step" in refused.value.faults
    assert confirm(told).collected_fen == 5_000
    assert StageHolder.objects.filter(case=told.id).values("holder").distinct().count() == 2


def test_nobody_confirms_her_own_word_through_a_delegate(db):
    owed, _, _ = owing()
    teller, delegate = county_finance(), county_finance()
    told = tell_transfer(owed, 5_000, scope=teller)
    with pytest.raises(UnableToPay) as refused:
        confirm(told, delegate, on_behalf_of=teller.actor.account)
    assert "step" in refused.value.faults
    second = tell_transfer(owed, 4_000, "B2", delegate, on_behalf_of=teller.actor.account)
    for one in (teller, delegate):
        with pytest.raises(UnableToPay):
            confirm(second, one)
    assert Collection.objects.count() == 0


def test_the_banks_reference_counts_once(db):
    first, _, _ = owing()
    come(first, 5_000)
    other = recover(first.order, 6_000)
    with pytest.raises(UnableToPay) as refused:
        tell_transfer(other, 5_000)
    assert "key" in refused.value.faults


def test_a_delegate_names_a_colleague_of_this_county(db):
    owed, _, _ = owing()
    for stranger in (new_key(), county_finance("410102").actor.account):
        with pytest.raises(UnableToPay) as refused:
            tell_transfer(owed, 5_000, on_behalf_of=stranger)
        assert "on_behalf_of" in refused.value.faults


def test_who_decided_it_neither_tells_nor_confirms_nor_lends_a_name(db):
    owed, later, decider = owing()
    name = decider.actor.account
    set_off = {"receivable": owed.id, "order": later.id}
    attempts = (
        lambda: tell_transfer(owed, 5_000, scope=decider),
        lambda: tell_transfer(owed, 5_000, on_behalf_of=name),
        lambda: operations.propose_set_off(**set_off, **acting(decider)),
        lambda: confirm(tell_transfer(owed, 5_000), decider),
        lambda: confirm(tell_transfer(owed, 5_000), on_behalf_of=name),
    )
    for attempt in attempts:
        with pytest.raises(UnableToPay) as refused, transaction.atomic():
            attempt()
        assert "person" in refused.value.faults
    assert Repayment.objects.count() == 0


def test_the_database_wants_two_persons(db):
    told = tell_transfer(owing()[0], 5_000)
    with pytest.raises(IntegrityError, match="repayment_by_two"), transaction.atomic():
        Repayment.objects.filter(id=told.id).update(state="confirmed", decided_by=told.proposed_by)


def test_what_was_refused_or_withdrawn_may_be_told_again(db):
    owed, _, _ = owing()
    teller = county_finance()
    told = tell_transfer(owed, 5_000, scope=teller)
    with pytest.raises(UnableToPay):
        operations.refuse_repayment(repayment=told.id, reason=" ", **acting())
    assert operations.refuse_repayment(repayment=told.id, reason="查无此款", **acting()).state == "refused"
    again = tell_transfer(owed, 5_000, scope=teller)
    assert again.id != told.id
    assert operations.withdraw_repayment(repayment=again.id, **acting(teller)).state == "withdrawn"
    with pytest.raises(UnableToPay):
        confirm(again)


def test_a_payment_that_left_meanwhile_is_not_set_off(db):
    owed, later, _ = owing()
    told = operations.propose_set_off(receivable=owed.id, order=later.id, **acting())
    Four.of().make()
    with pytest.raises(UnableToPay) as refused, transaction.atomic():
        confirm(told)
    assert "order" in refused.value.faults
    assert Repayment.objects.get().state == "proposed"


@pytest.mark.parametrize(
    ("amount", "words", "field"),
    [
        (0, {}, "amount"),
        (-1, {}, "amount"),
        (12_001, {}, "amount"),
        (5_000, {"key": " "}, "key"),
        (5_000, {"key": "x" * 300}, "key"),
        (5_000, {"on": TODAY + timedelta(days=2)}, "on"),
    ],
)
def test_a_transfer_that_cannot_be_is_refused(db, amount, words, field):
    owed, _, _ = owing()
    with pytest.raises(UnableToPay) as refused:
        tell_transfer(owed, amount, **words)
    assert field in refused.value.faults


def test_the_neighbouring_county_finds_no_recovery(db):
    owed, _, _ = owing()
    told, other = tell_transfer(owed, 5_000), county_finance("410102")
    assert list(queries.list_repayments(other)) == []
    with pytest.raises(queries.NotFound):
        tell_transfer(owed, 1_000, "B9", other)
    with pytest.raises(queries.NotFound):
        confirm(told, other)


def test_the_desk_knows_the_next_instalment_and_what_it_can_be_taken_from(db):
    owed, later, _ = owing(instalments=[(TODAY - timedelta(days=1), 7_000), (TODAY, 5_000)])
    scope = county_finance()
    (one,) = queries.owing_of(scope, list(queries.list_receivables(scope)))
    assert (one.left_fen, one.next.amount_fen, one.is_late(TODAY)) == (12_000, 7_000, True)
    assert [row.id for row in one.payable] == [later.id]
    come(owed, 7_000)
    (one,) = queries.owing_of(scope, list(queries.list_receivables(scope)))
    assert (one.left_fen, one.next.number, one.is_late(TODAY)) == (5_000, 2, False)
