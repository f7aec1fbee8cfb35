"""Orders to pay: committed on budgets, once a key, once a payee and period, never over the ceiling."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction
from hypothesis import given
from hypothesis import strategies as st

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.keys import new_key
from chongyang.core.models import Event
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.treasury import operations
from chongyang.treasury.models import Budget, Entry, OrderPart, PaymentOrder, Posting
from chongyang.treasury.operations import UnableToPay
from chongyang.treasury.rules import told as words
from tests.treasury.people import (
    CITY,
    COUNTY,
    PROGRAMME,
    TODAY,
    YEAR,
    fund_budget,
    order,
    part,
    payee_told,
)


def check_now() -> None:
    """The deferred constraints, as the commit would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def checked(write: Callable[[], object]) -> None:
    with transaction.atomic():
        write()
        check_now()


def test_an_order_commits_each_part_on_its_payers_budget(db):
    county, city = fund_budget(), fund_budget("city", CITY)
    row = order(parts=[part(20_000), part(10_000, "city", CITY)])
    check_now()
    county.refresh_from_db()
    city.refresh_from_db()
    assert (row.amount_fen, row.area, row.state) == (30_000, COUNTY, "planned")
    assert (county.committed_fen, city.committed_fen) == (20_000, 10_000)
    assert Event.objects.filter(kind="treasury.payment.ordered", subject=row.id).count() == 1


def test_the_order_stands_in_the_ledger_in_two_sides(db):
    fund_budget()
    row = order()
    found = dict(Posting.objects.filter(entry__reference=row.id).values_list("account", "amount_fen"))
    assert found == {"committed": 30_000, "available": -30_000}


def test_the_same_key_is_one_order(db):
    budget = fund_budget()
    payee = payee_told()
    told = {"key": "k1", "reference": ("test", new_key())}
    assert order(payee, **told).id == order(payee, **told).id
    budget.refresh_from_db()
    assert budget.committed_fen == 30_000


def test_the_same_key_with_another_amount_is_refused(db):
    fund_budget()
    payee = payee_told()
    told = {"key": "k1", "reference": ("test", new_key())}
    order(payee, **told)
    with pytest.raises(UnableToPay) as refused:
        order(payee, [part(31_000)], **told)
    assert "key" in refused.value.faults


def test_nobody_is_paid_twice_for_one_object_in_one_period(db):
    fund_budget()
    payee = payee_told()
    order(payee)
    with pytest.raises(UnableToPay) as refused:
        order(payee, period=(date(YEAR, 1, 15), date(YEAR, 3, 1)))
    assert "object" in refused.value.faults
    assert order(payee, period=(date(YEAR, 2, 1), date(YEAR, 3, 1))).state == "planned"


def test_over_the_ceiling_nothing_is_committed(db):
    budget = fund_budget(amount=50_000)
    order()
    with pytest.raises(UnableToPay) as refused:
        order()
    assert "budget" in refused.value.faults
    budget.refresh_from_db()
    assert budget.committed_fen == 30_000
    assert PaymentOrder.objects.count() == 1


@pytest.mark.parametrize("amount", [0, -1, -30_000, 10**14, 1.5])
def test_an_amount_is_a_positive_number_of_whole_fen(db, amount):
    fund_budget()
    with pytest.raises(UnableToPay) as refused:
        order(parts=[part(amount)])
    assert "amount" in refused.value.faults


def test_without_a_budget_of_that_payer_fund_and_year_nothing_is_ordered(db):
    fund_budget()
    for other in (part(fund="lottery"), part(level="city", area=CITY)):
        with pytest.raises(UnableToPay) as refused:
            order(parts=[other])
        assert "budget" in refused.value.faults
    with pytest.raises(UnableToPay):
        order(due_on=TODAY.replace(year=YEAR + 1))


def test_an_order_after_the_year_was_closed_is_refused(db):
    budget = fund_budget()
    Budget.objects.filter(id=budget.id).update(closed_at=now())
    with pytest.raises(UnableToPay) as refused:
        order()
    assert "budget" in refused.value.faults


@pytest.mark.parametrize(
    "wrong",
    [
        {"period": (date(YEAR, 2, 1), date(YEAR, 2, 1))},
        {"object": ""},
        {"key": "x" * 300},
        {"clause": " "},
    ],
)
def test_words_that_make_no_order_are_refused(db, wrong):
    fund_budget()
    with pytest.raises(UnableToPay):
        order(**wrong)


def test_a_payee_without_a_name_or_of_no_kind_is_refused(db):
    fund_budget()
    for told in (
        replace(payee_told(), name=" "),
        replace(payee_told(), kind="ghost"),
        replace(payee_told(), area=5),
    ):
        with pytest.raises(UnableToPay):
            order(told)


def test_a_cancelled_order_gives_back_what_it_committed_and_may_be_ordered_again(db):
    budget = fund_budget()
    payee = payee_told()
    row = order(payee)
    done = operations.cancel_order(order=row.id, reason="申请撤回", by=SYSTEM, now=now())
    again = operations.cancel_order(order=row.id, reason="", by=SYSTEM, now=now())
    budget.refresh_from_db()
    assert (done.state, again.state, budget.committed_fen) == ("cancelled", "cancelled", 0)
    assert order(payee).state == "planned"
    assert sum(Posting.objects.filter(account="committed").values_list("amount_fen", flat=True)) == 30_000


def test_a_correction_is_the_next_line_of_what_it_corrects(db):
    fund_budget()
    payee = payee_told()
    first = order(payee)
    assert [order(payee, corrects=first.id).line for _ in range(2)] == [1, 2]
    with pytest.raises(UnableToPay) as refused:
        order(payee_told(), corrects=first.id)
    assert "corrects" in refused.value.faults


def test_fifty_clicks_at_once_are_one_order(committed):
    with enter(system_scope("test")):
        budget = fund_budget()
    payee, reference, made, refused = payee_told(), ("test", new_key()), [], []

    def click() -> None:
        try:
            made.append(order(payee, key="once", reference=reference).id)
        except Exception as error:
            refused.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), len(set(made)), refused) == (50, 1, [])
    with enter(system_scope("test")):
        budget.refresh_from_db()
        assert (budget.committed_fen, PaymentOrder.objects.count()) == (30_000, 1)


def test_the_database_refuses_parts_that_do_not_sum(db):
    fund_budget()
    row = order()
    with pytest.raises(IntegrityError):
        checked(lambda: OrderPart.objects.filter(order=row).update(amount_fen=29_999))


def test_the_database_refuses_an_entry_of_one_side(db):
    entry = Entry.objects.create(
        at=now(), on=TODAY, area=COUNTY, kind="correction", reference_kind="x", reference=new_key()
    )
    posting = {"area": COUNTY, "level": "county", "fund": "lottery", "programme": PROGRAMME, "year": YEAR}
    with pytest.raises(IntegrityError):
        checked(lambda: Posting.objects.create(entry=entry, account="treasury", amount_fen=5, **posting))


def test_the_name_follows_what_is_told_last(db):
    fund_budget()
    told = payee_told()
    order(told)
    later = order(replace(told, name="王护理员"), period=(TODAY, TODAY + timedelta(days=1)))
    later.payee.refresh_from_db()
    assert later.payee.name.plain == "王护理员"
    assert str(later.payee.name) == "王**员"


@given(st.integers(min_value=10**11, max_value=10**12 - 1), st.sampled_from([4, 6, 9]))
def test_a_payers_code_is_the_first_of_the_unit_and_its_own(area, digits):
    found = words.first_code(area, digits)
    assert str(found)[:digits] == str(area)[:digits]
    assert set(str(found)[digits:]) == {"0"}
    assert words.first_code(found, digits) == found
