"""A batch goes through four persons; after release nothing of it changes, and money moves once."""

import threading
from datetime import timedelta

import pytest
from django.db import Error, connections, transaction

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from chongyang.treasury import operations, queries
from chongyang.treasury.models import (
    AllottedFund,
    Batch,
    BatchLine,
    Budget,
    Freeze,
    PayeeAccount,
    PaymentOrder,
    Posting,
)
from chongyang.treasury.operations import UnableToPay
from tests import factories
from tests.treasury.people import (
    CITY,
    COUNTY,
    TODAY,
    Four,
    answer,
    city_finance,
    confirm_account_of,
    county_finance,
    doing,
    fund_budget,
    order,
    part,
    payee_told,
    ready_orders,
)


def states(batch):
    rows = PaymentOrder.objects.filter(batch_lines__batch=batch).order_by("batch_lines__place")
    return list(rows.values_list("state", flat=True))


def test_the_whole_way_of_two_payments(db):
    budget, four = fund_budget(), Four.of()
    ready_orders()
    batch = four.released()
    budget.refresh_from_db()
    assert (budget.committed_fen, budget.spent_fen) == (0, 60_000)
    file = four.take(batch, answer(batch, "成功", "失败"))
    assert (file.paid, file.failed, file.odd, states(batch)) == (1, 1, 0, ["released", "released"])
    done = four.reconcile(batch)
    budget.refresh_from_db()
    assert (done.state, states(batch)) == ("settled", ["paid", "returned"])
    assert (budget.committed_fen, budget.spent_fen) == (30_000, 30_000)
    kinds = set(Event.objects.filter(subject=batch.id).values_list("kind", flat=True))
    assert {"treasury.payment.paid", "treasury.payment.returned", "treasury.batch.paid_out"} <= kinds


def test_the_ledger_of_a_settled_batch_balances_by_payer_and_fund(db):
    fund_budget()
    fund_budget("city", CITY)
    four = Four.of()
    ready_orders(parts=[part(20_000), part(10_000, "city", CITY)])
    allot(40_000)
    batch = four.released()
    four.take(batch, answer(batch, "成功", "成功"))
    four.reconcile(batch)
    for level in ("county", "city"):
        rows = Posting.objects.filter(level=level)
        assert sum(rows.values_list("amount_fen", flat=True)) == 0
    treasury = dict(Posting.objects.filter(account="treasury").values_list("level", "amount_fen"))
    assert treasury == {"county": -40_000, "city": -20_000}


def allot(amount: int) -> AllottedFund:
    budget = Budget.objects.get(area=CITY)
    return AllottedFund.objects.create(budget=budget, area=COUNTY, allotted_fen=amount)


def test_what_became_of_each_payment_is_told_to_who_ordered_it(db):
    fund_budget()
    rows, four = ready_orders(), Four.of()
    batch = four.released()
    file = four.take(batch, answer(batch, "成功", "失败"))
    four.reconcile(batch)
    paid = queries.list_settled([file.id], "paid", "funding.application")
    failed = queries.list_settled([file.id], "failed")
    assert [(one.reference, one.paid_on) for one in paid] == [(rows[0].reference, TODAY)]
    assert [(one.reference, one.reason) for one in failed] == [(rows[1].reference, "账号有误")]


def test_fifty_clicks_on_pay_release_once(committed):
    with enter(system_scope("test")):
        fund_budget()
        four = Four.of()
        ready_orders(3)
        batch = four.approved()
    done, refused = [], []

    def click() -> None:
        try:
            with enter(four.releaser):
                done.append(operations.release_batch(**doing(batch, four.releaser)))
        except UnableToPay as error:
            refused.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(done), len(refused)) == (1, 49)
    with enter(system_scope("test")):
        assert Budget.objects.get().spent_fen == 90_000
        assert Event.objects.filter(kind="treasury.batch.paid_out").count() == 1


@pytest.mark.parametrize("stage", ["approve", "release", "reconcile"])
def test_the_maker_takes_no_other_step(db, stage):
    fund_budget()
    ready_orders()
    four = Four.of()
    if stage == "approve":
        batch = four.submit(four.make())
        four.checker = four.maker
    elif stage == "release":
        batch = four.approved()
        four.releaser = four.maker
    else:
        batch = four.released()
        four.take(batch, answer(batch, "成功", "成功"))
        four.reconciler = four.maker
    with pytest.raises(UnableToPay) as refused:
        getattr(four, stage)(batch)
    assert "step" in refused.value.faults


def test_nobody_approves_her_own_batch_through_a_delegate(db):
    fund_budget()
    ready_orders()
    four = Four.of()
    batch = four.submit(four.make())
    told = doing(batch, four.checker) | {"on_behalf_of": four.maker.actor.account}
    with pytest.raises(UnableToPay):
        operations.approve_batch(**told)
    assert Batch.objects.get().state == "submitted"


def test_who_held_a_stage_of_a_case_takes_no_step_of_its_payment(db):
    fund_budget()
    four, reviewer = Four.of(), county_finance()
    ready_orders(held_by=(reviewer.actor.account,))
    with pytest.raises(UnableToPay) as refused:
        operations.make_batch(area=COUNTY, until=TODAY, scope=reviewer, by=reviewer.actor, now=now())
    assert "person" in refused.value.faults
    batch = four.submit(four.make())
    for doer, behalf in ((reviewer, None), (four.checker, reviewer.actor.account)):
        with pytest.raises(UnableToPay) as refused:
            operations.approve_batch(**doing(batch, doer), on_behalf_of=behalf)
        assert "person" in refused.value.faults
    four.approve(batch)
    with pytest.raises(UnableToPay):
        operations.release_batch(**doing(batch, reviewer))
    four.release(batch)
    four.take(batch, answer(batch, "成功", "成功"))
    with pytest.raises(UnableToPay):
        operations.reconcile_batch(**doing(batch, reviewer))


def test_who_took_the_return_file_in_does_not_reconcile(db):
    fund_budget()
    ready_orders()
    four = Four.of()
    batch = four.released()
    operations.take_return(
        content=answer(batch, "成功", "成功"), format="plain_csv", **doing(batch, four.reconciler)
    )
    with pytest.raises(UnableToPay) as refused:
        four.reconcile(batch)
    assert "person" in refused.value.faults


def test_a_release_over_what_the_city_allotted_is_refused_and_nothing_moves(db):
    fund_budget()
    city = fund_budget("city", CITY)
    ready_orders(parts=[part(20_000), part(10_000, "city", CITY)])
    held = allot(19_999)
    four = Four.of()
    batch = four.approved()
    with pytest.raises(UnableToPay) as refused:
        four.release(batch)
    assert "allotted" in refused.value.faults
    held.refresh_from_db()
    city.refresh_from_db()
    assert (held.used_fen, city.spent_fen, Batch.objects.get().state) == (0, 0, "approved")
    AllottedFund.objects.update(allotted_fen=20_000)
    four.release(batch)
    held.refresh_from_db()
    assert held.used_fen == 20_000


def test_a_release_over_the_budget_is_refused(db):
    budget = fund_budget()
    ready_orders()
    four = Four.of()
    batch = four.approved()
    Budget.objects.filter(id=budget.id).update(committed_fen=59_999)
    with pytest.raises(UnableToPay) as refused:
        four.release(batch)
    assert "budget" in refused.value.faults
    assert Batch.objects.get().state == "approved"


def test_a_release_of_a_closed_year_is_refused(db):
    fund_budget()
    ready_orders()
    four = Four.of()
    batch = four.approved()
    Budget.objects.update(closed_at=now())
    with pytest.raises(UnableToPay):
        four.release(batch)


@pytest.mark.parametrize(
    ("area", "level", "programme", "stops"),
    [
        (COUNTY, "county", "", True),
        (CITY, "city", "carer_post_allowance", True),
        (COUNTY, "county", "star_award", False),
        (410102000000, "county", "", False),
    ],
)
def test_nothing_is_released_during_a_freeze(db, area, level, programme, stops):
    fund_budget()
    ready_orders()
    four = Four.of()
    batch = four.approved()
    people = {"proposed_by": four.maker.actor.account, "confirmed_by": four.checker.actor.account}
    Freeze.objects.create(
        area=area,
        level=level,
        programme=programme,
        valid_from=TODAY,
        valid_to=TODAY + timedelta(days=30),
        reason="专项检查",
        **people,
    )
    if not stops:
        assert four.release(batch).state == "released"
        return
    with pytest.raises(UnableToPay) as refused:
        four.release(batch)
    assert "freeze" in refused.value.faults


def test_an_account_changed_between_making_and_release_stops_the_batch(db):
    fund_budget()
    rows = ready_orders()
    four = Four.of()
    batch = four.approved()
    teller, confirmer = county_finance(), county_finance()
    told = operations.propose_account(
        payee=rows[0].payee_id,
        bank="测试银行",
        number="6217000099999999999",
        scope=teller,
        by=teller.actor,
        now=now(),
    )
    operations.confirm_account(account=told.id, scope=confirmer, by=confirmer.actor, now=now())
    with pytest.raises(UnableToPay) as refused:
        four.release(batch)
    assert "account" in refused.value.faults
    back = operations.send_back_batch(reason="账号变更", **doing(batch, four.releaser))
    assert back.state == "draft"


def test_a_line_changed_by_hand_before_release_breaks_the_digest(db):
    fund_budget()
    ready_orders()
    four = Four.of()
    batch = four.approved()
    Batch.objects.filter(id=batch.id).update(state="draft")
    BatchLine.objects.filter(batch=batch, place=1).update(amount_fen=99_999)
    Batch.objects.filter(id=batch.id).update(state="approved")
    with pytest.raises(UnableToPay) as refused:
        four.release(batch)
    assert "batch" in refused.value.faults


@pytest.mark.parametrize("state", ["submitted", "approved", "released", "settled"])
def test_the_database_keeps_the_lines_of_a_batch_that_left_its_desk(db, state):
    fund_budget()
    ready_orders()
    four = Four.of()
    batch = four.submit(four.make())
    if state != "submitted":
        four.approve(batch)
    if state in ("released", "settled"):
        four.release(batch)
    if state == "settled":
        four.take(batch, answer(batch, "成功", "成功"))
        four.reconcile(batch)
    rows = BatchLine.objects.filter(batch=batch, place=1)
    line = rows.get()
    line.id, line.place = operations.batches.new_key(), 9
    for change in (lambda: rows.update(amount_fen=1), rows.delete, lambda: line.save(force_insert=True)):
        with pytest.raises(Error), transaction.atomic():
            change()
    assert rows.get().amount_fen == 30_000


def test_the_database_keeps_a_released_batch_as_it_was_released(db):
    fund_budget()
    ready_orders()
    batch = Four.of().released()
    row = Batch.objects.filter(id=batch.id)
    for change in ({"total_fen": 1}, {"digest": b"x"}, {"state": "draft"}, {"made_by": batch.id}):
        with pytest.raises(Error), transaction.atomic():
            row.update(**change)


def test_what_the_retention_rule_empties_may_go(db):
    fund_budget()
    ready_orders()
    batch = Four.of().released()
    assert BatchLine.objects.filter(batch=batch).update(name=None, number=None) == 2


def test_an_order_in_a_batch_is_not_cancelled_and_a_cancelled_one_stops_it(db):
    fund_budget()
    rows = ready_orders()
    four = Four.of()
    batch = four.approved()
    with pytest.raises(UnableToPay):
        operations.cancel_order(order=rows[0].id, reason="", by=SYSTEM, now=now())
    PaymentOrder.objects.filter(id=rows[0].id).update(state="cancelled")
    with pytest.raises(UnableToPay) as refused:
        four.release(batch)
    assert "order" in refused.value.faults


def test_only_payments_that_are_due_with_a_confirmed_account_are_taken(db):
    day = TODAY - timedelta(days=1)
    for year in {day.year, TODAY.year}:
        fund_budget(year=year)
    ready = ready_orders(1, due_on=day)
    order(due_on=day)
    confirm_account_of(order(due_on=TODAY))
    batch = Four.of().make(until=day)
    assert [line.order_id for line in batch.lines.all()] == [ready[0].id]


def test_an_empty_batch_is_refused(db):
    fund_budget()
    with pytest.raises(UnableToPay) as refused:
        Four.of().make()
    assert "orders" in refused.value.faults
    assert not Batch.objects.exists()


def test_a_withdrawn_batch_frees_its_orders(db):
    fund_budget()
    ready_orders()
    four = Four.of()
    batch = four.submit(four.make())
    operations.withdraw_batch(**doing(batch, four.maker))
    assert states(batch) == ["planned", "planned"]
    assert four.make().count == 2


def test_a_line_leaves_a_draft(db):
    fund_budget()
    ready_orders()
    four = Four.of()
    batch = four.make()
    line = BatchLine.objects.filter(batch=batch).order_by("place").first()
    left = operations.drop_line(line=line.id, scope=four.maker, by=four.maker.actor, now=now())
    assert (left.count, left.total_fen) == (1, 30_000)
    assert PaymentOrder.objects.get(id=line.order_id).state == "planned"


def test_a_returned_payment_goes_again_with_a_new_account(db):
    fund_budget()
    ready_orders()
    four = Four.of()
    batch = four.released()
    four.take(batch, answer(batch, "成功", "失败"))
    four.reconcile(batch)
    row = PaymentOrder.objects.get(state="returned")
    told = {"order": row.id, "scope": four.maker, "by": four.maker.actor, "now": now()}
    assert operations.plan_again(**told).state == "planned"
    with pytest.raises(UnableToPay):
        operations.plan_again(**told)
    assert four.make().count == 1


def test_a_neighbouring_county_neither_sees_nor_makes_a_batch(db):
    fund_budget()
    ready_orders()
    batch = Four.of().make()
    other = county_finance("410102")
    with enter(other), pytest.raises(queries.NotFound):
        operations.submit_batch(**doing(batch, other))
    with pytest.raises(UnableToPay):
        operations.make_batch(area=COUNTY, until=TODAY, scope=other, by=other.actor, now=now())
    with enter(other):
        assert not BatchLine.objects.exists()


def test_who_has_no_right_to_pay_takes_no_step(db):
    fund_budget()
    ready_orders()
    batch = Four.of().make()
    clerk = factories.scope_of(factories.make_account(Role.STREET_CLERK, None, "410105001"))
    reviewer = factories.scope_of(factories.make_account(Role.COUNTY_REVIEWER, None, "410105"))
    for scope in (clerk, reviewer):
        for step in (operations.submit_batch, operations.approve_batch, operations.release_batch):
            with pytest.raises(NotAllowed):
                step(**doing(batch, scope))


def test_an_account_is_confirmed_by_another_than_who_told_it(db):
    fund_budget()
    row = order(payee_told(number=""))
    teller = county_finance()
    told = operations.propose_account(
        payee=row.payee_id,
        bank="测试银行",
        number="6217 0000 1111 2222",
        scope=teller,
        by=teller.actor,
        now=now(),
    )
    with pytest.raises(UnableToPay):
        operations.confirm_account(account=told.id, scope=teller, by=teller.actor, now=now())
    other = city_finance()
    operations.confirm_account(account=told.id, scope=other, by=other.actor, now=now())
    assert str(PayeeAccount.objects.get().number) == "************2222"


@pytest.mark.parametrize("number", ["", "12", "6217-abc-1234567", "9" * 40])
def test_what_is_no_account_number_is_refused(db, number):
    fund_budget()
    row, teller = order(), county_finance()
    with pytest.raises(UnableToPay):
        operations.propose_account(
            payee=row.payee_id, bank="测试银行", number=number, scope=teller, by=teller.actor, now=now()
        )
