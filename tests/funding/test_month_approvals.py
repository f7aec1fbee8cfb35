"""A month too large for a click: asked for once, ordered by the worker, all of it or nothing."""

from dataclasses import replace
from threading import Barrier, Thread

import psycopg
import pytest
from django.db import connection, connections

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import system_scope
from chongyang.funding import operations
from chongyang.funding.models import MonthApproval, MonthRun
from chongyang.funding.operations import month_approvals, month_paying
from chongyang.territory.models import Post
from chongyang.treasury.models import Budget, PaymentOrder
from tests.conftest import owner_dsn
from tests.funding import awards, people
from tests.funding.awards import JUNE, Three
from tests.funding.people import do


@pytest.fixture(autouse=True)
def _large(monkeypatch):
    settings = replace(month_approvals.load(), at_once=0)
    monkeypatch.setattr(month_approvals, "load", lambda: settings)


@pytest.fixture
def money(db):
    people.budgets("carer_post_allowance")


def checked(awards_of=1):
    for _ in range(awards_of):
        awards.award()
    three = Three()
    return three, three.check(three.compute(JUNE))


def ask(three, run):
    return do(operations.ask_approval, three.three, run=run.id)


def state():
    return MonthApproval.objects.values_list("state", "done", "payments").get()


def test_the_click_orders_nothing_and_the_worker_everything(money):
    three, run = checked(2)
    asked = ask(three, run)
    assert ask(three, run).id == asked.id
    assert MonthRun.objects.get().state == "checked"
    assert not PaymentOrder.objects.exists()
    assert operations.order_approved(now=now())
    assert MonthRun.objects.get().state == "approved"
    assert (PaymentOrder.objects.count(), state()) == (2, ("done", 2, 2))
    assert three.three.actor.account in PaymentOrder.objects.first().held_by
    assert not operations.order_approved(now=now())
    with pytest.raises(UnableToStep):
        ask(three, run)


def test_who_may_not_hears_it_in_the_click(money):
    three, run = checked()
    three.three = three.two
    with pytest.raises(UnableToStep):
        ask(three, run)
    assert not MonthApproval.objects.exists()


def test_without_a_budget_nothing_is_ordered_and_it_may_be_asked_again(money):
    three, run = checked(2)
    Budget.objects.update(ceiling_fen=10_000)
    ask(three, run)
    operations.order_approved(now=now())
    refused = MonthApproval.objects.get()
    assert (refused.state, refused.done, MonthRun.objects.get().state) == ("refused", 0, "checked")
    assert "预算" in "".join(refused.why)
    assert not PaymentOrder.objects.exists()
    Budget.objects.update(ceiling_fen=10**12)
    assert ask(three, run).id != refused.id
    operations.order_approved(now=now())
    assert PaymentOrder.objects.count() == 2


def test_what_breaks_orders_nothing_and_says_so(money, monkeypatch):
    three, run = checked()
    ask(three, run)
    monkeypatch.setattr(month_approvals, "approve_month", lambda **_: 1 / 0)
    operations.order_approved(now=now())
    assert MonthApproval.objects.get().why == [month_approvals.BROKEN]
    assert MonthRun.objects.get().state == "checked"


def test_who_left_the_post_meanwhile_approves_nothing(money):
    three, run = checked()
    ask(three, run)
    Post.objects.filter(account=three.three.actor.account).update(valid_to=now())
    operations.order_approved(now=now())
    assert MonthApproval.objects.get().why == [month_approvals.GONE]
    assert not PaymentOrder.objects.exists()


@pytest.fixture
def standing(committed, monkeypatch):
    """A checked month of three, for others to see."""
    monkeypatch.setattr(month_paying, "PORTION", 1)
    with enter(system_scope("test")):
        people.budgets("carer_post_allowance")
        return checked(3)


def test_many_clicks_at_once_are_one_approval(standing):
    three, run = standing
    start, failed = Barrier(5), []

    def click():
        try:
            start.wait(timeout=60)
            ask(three, run)
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=click) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    with enter(system_scope("test")):
        assert MonthApproval.objects.count() == 1


def test_two_of_finance_at_once_order_a_month_once(standing):
    three, run = standing
    start, said = Barrier(2), []

    def click(who):
        try:
            start.wait(timeout=60)
            said.append(do(operations.approve_month, who, run=run.id).state)
        except UnableToStep:
            said.append("refused")
        finally:
            connections.close_all()

    with enter(system_scope("test")):
        both = (three.three, people.county_finance())
    threads = [Thread(target=click, args=(who,)) for who in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["approved", "refused"]
    with enter(system_scope("test")):
        assert PaymentOrder.objects.count() == 3
        assert sum(Budget.objects.values_list("committed_fen", flat=True)) == 3 * 10_000


def test_others_see_how_far_it_is_before_it_is_done(standing, monkeypatch):
    three, run = standing
    ask(three, run)
    seen, real = [], month_paying.treasury.order_payments

    def watched(**told):
        with psycopg.connect(**owner_dsn()) as other:
            rows = other.execute(
                "SELECT done, (SELECT count(*) FROM treasury_paymentorder) FROM funding_monthapproval"
            )
            seen.append(rows.fetchone())
        return real(**told)

    monkeypatch.setattr(month_paying.treasury, "order_payments", watched)
    operations.order_approved(now=now())
    assert seen == [(0, 0), (1, 0), (2, 0)]
    with enter(system_scope("test")):
        assert state() == ("done", 3, 3)
    connection.close()
