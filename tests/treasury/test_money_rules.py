"""Budgets, allotments, freezes and year ends: each by as many persons as it needs, to the fen."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import Error, transaction
from hypothesis import given
from hypothesis import strategies as st

from chongyang.core.clock import now
from chongyang.core.keys import new_key
from chongyang.treasury import operations, queries
from chongyang.treasury.models import (
    AllottedFund,
    Budget,
    BudgetLine,
    Freeze,
    OrderPart,
    Posting,
)
from chongyang.treasury.operations import LineTold, UnableToBudget, UnableToPay
from chongyang.treasury.rules import ledger
from tests.treasury.people import (
    CITY,
    CLAUSE,
    COUNTY,
    OTHER_COUNTY,
    PROGRAMME,
    TODAY,
    YEAR,
    Four,
    answer,
    city_finance,
    county_finance,
    fund_budget,
    order,
    part,
    payee_told,
    ready_orders,
)


def line(kind="raise", amount=1_000, **words):
    told = {"level": "county", "area": COUNTY, "fund": "general_budget", "programme": PROGRAMME, "year": YEAR}
    return LineTold(**{**told, "kind": kind, "amount_fen": amount, "document": "文件", **words})


def propose(told, scope=None):
    scope = scope or county_finance()
    return operations.propose_line(told=told, scope=scope, by=scope.actor, now=now())


def confirm(row, scope=None):
    scope = scope or county_finance()
    return operations.confirm_line(line=row.id, scope=scope, by=scope.actor, now=now())


# Budgets


def test_a_line_counts_when_a_second_person_confirms_it(db):
    budget, scope = fund_budget(amount=1_000), county_finance()
    row = propose(line(), scope)
    with pytest.raises(UnableToBudget):
        confirm(row, scope)
    budget.refresh_from_db()
    assert budget.ceiling_fen == 1_000
    confirm(row)
    budget.refresh_from_db()
    assert budget.ceiling_fen == 2_000
    with pytest.raises(UnableToBudget):
        confirm(row)


def test_a_cut_does_not_go_below_what_is_committed(db):
    budget = fund_budget(amount=50_000)
    order()
    with pytest.raises(UnableToBudget) as refused:
        confirm(propose(line("cut", 20_001)))
    assert "amount" in refused.value.faults
    confirm(propose(line("cut", 20_000)))
    budget.refresh_from_db()
    assert (budget.ceiling_fen, budget.committed_fen) == (30_000, 30_000)


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": 0},
        {"amount": -5},
        {"amount": 10**15},
        {"kind": "carry_over"},
        {"kind": "gift"},
        {"document": " "},
        {"fund": "pocket"},
        {"level": "village"},
        {"year": 1949},
        {"area": 3},
    ],
)
def test_a_line_that_makes_no_sense_is_refused(db, wrong):
    with pytest.raises(UnableToBudget):
        propose(line(**wrong))
    assert not BudgetLine.objects.exists()


def test_only_the_payers_own_finance_keeps_a_budget(db):
    for told in (line(level="city", area=CITY), line(area=OTHER_COUNTY)):
        with pytest.raises(UnableToBudget):
            propose(told)


def test_the_database_keeps_a_confirmed_line(db):
    fund_budget()
    with pytest.raises(Error), transaction.atomic():
        BudgetLine.objects.update(amount_fen=1)
    with pytest.raises(Error), transaction.atomic():
        BudgetLine.objects.all().delete()


def test_the_bars_and_the_trial_balance_tell_the_same(db):
    fund_budget()
    ready_orders()
    four = Four.of()
    batch = four.released()
    order()
    four.take(batch, answer(batch, "成功", "失败"))
    four.reconcile(batch)
    (bar,) = queries.list_bars(four.maker, YEAR)
    assert (bar.spent_fen, bar.committed_fen, bar.free_fen) == (30_000, 60_000, 9_910_000)
    balance = {one.account.code: one.amount_fen for one in queries.trial_balance(four.maker, YEAR)}
    assert (balance["used"], balance["committed"], balance["available"]) == (30_000, 60_000, 9_910_000)
    assert (balance["treasury"], balance["expense"], balance["in_transit"]) == (-30_000, 30_000, 0)
    assert sum(balance.values()) == 0


# Allotments


def allot(amount, to=COUNTY, people=None):
    first, second, county = people or (city_finance(), city_finance(), county_finance())
    budget = Budget.objects.get(area=CITY)
    words = {"budget": budget.id, "to_area": to, "amount_fen": amount, "document": "豫财社〔2026〕1号"}
    row = operations.propose_allotment(scope=first, by=first.actor, now=now(), **words)
    operations.confirm_allotment(allotment=row.id, scope=second, by=second.actor, now=now())
    return operations.receive_allotment(allotment=row.id, scope=county, by=county.actor, now=now())


def test_an_allotment_goes_through_three_persons_of_two_offices(db):
    fund_budget("city", CITY, amount=100_000)
    first, second, county = city_finance(), city_finance(), county_finance()
    for people in ((first, first, county), (first, second, first), (first, second, county_finance("410102"))):
        with transaction.atomic(), pytest.raises((UnableToBudget, queries.NotFound)):
            allot(10_000, people=people)
    assert not AllottedFund.objects.exists()
    assert allot(60_000, people=(first, second, county)).state == "received"
    held = AllottedFund.objects.get()
    assert (held.area, held.allotted_fen, held.used_fen) == (COUNTY, 60_000, 0)
    assert [(fund.allotted_fen, name) for fund, name, _ in queries.allotted_to(county, YEAR)] == [
        (60_000, PROGRAMME)
    ]


def test_no_more_is_allotted_than_the_city_has(db):
    fund_budget("city", CITY, amount=100_000)
    allot(60_000)
    with pytest.raises(UnableToBudget) as refused:
        allot(40_001)
    assert "amount" in refused.value.faults
    allot(40_000)


@pytest.mark.parametrize(("amount", "to"), [(0, COUNTY), (-1, COUNTY), (5, CITY), (5, 110105000000)])
def test_an_allotment_that_makes_no_sense_is_refused(db, amount, to):
    fund_budget("city", CITY)
    with pytest.raises(UnableToBudget):
        allot(amount, to)


# Freezes


def freeze(scope, **words):
    told = {"level": "county", "area": COUNTY, "programme": "", "valid_from": TODAY, "valid_to": None}
    return operations.propose_freeze(
        reason="专项检查", scope=scope, by=scope.actor, now=now(), **{**told, **words}
    )


def test_a_freeze_holds_when_a_second_person_confirms_and_ends_by_another(db):
    fund_budget()
    ready_orders()
    four = Four.of()
    batch = four.approved()
    row = freeze(four.maker)
    with pytest.raises(UnableToBudget):
        operations.confirm_freeze(freeze=row.id, scope=four.maker, by=four.maker.actor, now=now())
    operations.confirm_freeze(freeze=row.id, scope=four.checker, by=four.checker.actor, now=now())
    with pytest.raises(UnableToPay):
        four.release(batch)
    with pytest.raises(UnableToBudget):
        operations.lift_freeze(freeze=row.id, scope=four.maker, by=four.maker.actor, now=now())
    operations.lift_freeze(freeze=row.id, scope=four.checker, by=four.checker.actor, now=now())
    assert four.release(batch).state == "released"


def test_a_freeze_without_reason_or_with_its_end_first_is_refused(db):
    scope = county_finance()
    with pytest.raises(UnableToBudget):
        freeze(scope, valid_to=TODAY)
    with pytest.raises(UnableToBudget):
        freeze(scope, level="city", area=CITY)
    assert not Freeze.objects.exists()


# Year end


def close(year, level="county", area=COUNTY):
    people = [county_finance(), county_finance()] if level == "county" else [city_finance(), city_finance()]
    row = operations.propose_year_end(
        level=level, area=area, year=year, document="年终通知", scope=people[0], by=people[0].actor, now=now()
    )
    return operations.confirm_year_end(year_end=row.id, scope=people[1], by=people[1].actor, now=now())


def test_at_the_end_of_a_year_general_money_lapses_and_orders_go_on(db):
    old = fund_budget(year=YEAR - 1, amount=100_000)
    row = order(due_on=date(YEAR - 1, 12, 20))
    done = close(YEAR - 1)
    old.refresh_from_db()
    new = Budget.objects.get(year=YEAR)
    assert (done.lapsed_fen, done.carried_fen) == (70_000, 30_000)
    assert (old.ceiling_fen, old.committed_fen) == (0, 0)
    assert (new.ceiling_fen, new.committed_fen) == (30_000, 30_000)
    assert OrderPart.objects.get(order=row).budget_id == new.id
    assert (
        sum(Posting.objects.filter(year=YEAR - 1, account="committed").values_list("amount_fen", flat=True))
        == 0
    )
    with pytest.raises(UnableToPay) as refused:
        order(due_on=date(YEAR - 1, 12, 21))
    assert "budget" in refused.value.faults


def test_lottery_money_is_carried_over(db):
    fund_budget(year=YEAR - 1, amount=100_000, fund="lottery")
    assert close(YEAR - 1).carried_fen == 100_000
    assert Budget.objects.get(year=YEAR).ceiling_fen == 100_000


def test_a_year_is_not_closed_early_twice_nor_with_a_batch_on_the_way(db):
    fund_budget(year=YEAR - 1)
    ready_orders(1, due_on=date(YEAR - 1, 12, 20))
    four = Four.of()
    with pytest.raises(UnableToBudget):
        close(YEAR)
    batch = four.released()
    with transaction.atomic(), pytest.raises(UnableToBudget):
        close(YEAR - 1)
    four.take(batch, answer(batch, "成功"))
    four.reconcile(batch)
    with pytest.raises(UnableToBudget):
        close(YEAR - 1)
    end = queries.access_year_end(four.maker, operations.years.YearEnd.objects.get().id)
    operations.confirm_year_end(year_end=end.id, scope=four.maker, by=four.maker.actor, now=now())
    assert Budget.objects.get(year=YEAR - 1).closed_at


@given(st.integers(0, 10**12), st.lists(st.integers(1, 10**9), min_size=1, max_size=8))
def test_a_share_loses_no_fen(amount, weights):
    parts = ledger.share(amount, weights)
    assert sum(parts) == amount
    assert all(abs(p - amount * w / sum(weights)) <= 1.001 for p, w in zip(parts, weights, strict=True))


def test_every_kind_of_entry_balances_and_names_accounts_of_the_chart():
    one = ledger.Sum(COUNTY, "county", "lottery", PROGRAMME, YEAR, 100)
    for kind in ledger.MOVES:
        sides = list(ledger.sides_of(kind, [one]))
        assert sum(side.of.amount_fen for side in sides) == 0
        assert {side.account for side in sides} <= set(ledger.chart())


# Statements


def test_a_statement_is_for_her_for_those_in_scope_and_for_nobody_else(db):
    fund_budget()
    told = payee_told()
    row = order(told)
    mine = queries.get_statement(county_finance(), row.payee_id)
    herself = replace(county_finance("410102"), intervals=(), role="elder", persons=(told.key,))
    assert [one.id for one in mine.orders] == [row.id]
    assert queries.find_statement(herself, person=told.key).payee.id == row.payee_id
    assert [one.payee.id for one in queries.list_own_statements(herself)] == [row.payee_id]
    assert queries.find_order(herself, row.id)[1]
    helper, under_glass = replace(herself, role="care_worker"), replace(herself, role="street_clerk")
    outsiders = (county_finance("410102"), replace(herself, persons=(new_key(),)), helper, under_glass)
    for outsider in outsiders:
        with pytest.raises(queries.NotFound):
            queries.get_statement(outsider, row.payee_id)
        with pytest.raises(queries.NotFound):
            queries.find_order(outsider, row.id)
        assert queries.list_own_statements(outsider) == []
    assert (CLAUSE, part().amount_fen) == (row.clause, row.amount_fen)
