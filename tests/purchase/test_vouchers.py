"""An order holds, releases and spends a quota; whoever asks at once, it is never spent twice."""

import random
import threading
from datetime import date
from fractions import Fraction

import pytest
from django.db import connection, connections
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext

from chongyang.core.access import enter
from chongyang.core.keys import new_key
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.purchase import operations, queries
from chongyang.purchase.enums import Kind
from chongyang.purchase.models import VoucherAccount, VoucherEntry
from chongyang.purchase.rules.shares import PartTold
from chongyang.territory.enums import Role
from tests import factories
from tests.purchase.people import AREA, DAY, NOW, account, hold, sums


def release(order):
    operations.release(order=order, by=SYSTEM, now=NOW)


def spend(order, share=1):
    operations.spend(order=order, by=SYSTEM, now=NOW, share=share)


def test_the_quota_pays_four_fifths_of_a_bath_by_three_payers(db):
    held = account()
    told = hold(held.person, 10_000)
    assert (told.account, told.covered_fen, told.own_fen) == (held.id, 8_000, 2_000)
    assert told.rule == "jinshui.home_help@1"
    assert told.parts == (
        PartTold("city", 410100000000, 2_400),
        PartTold("county", 410105000000, 4_000),
        PartTold("street", 410105001000, 1_600),
    )
    assert sums(held) == (20_000, 8_000, 0)


def test_without_an_account_all_is_her_own(db):
    told = hold(factories.make_elder().id, 10_000)
    assert told == operations.Held(None, 0, 10_000, (), "")


@pytest.mark.parametrize(
    "asked", [{"item": "day_trip"}, {"on": date(2019, 5, 31)}, {"on": date(2019, 7, 1)}, {"price_fen": 0}]
)
def test_what_the_rule_does_not_cover_is_her_own(db, asked):
    held = account()
    told = hold(held.person, asked.pop("price_fen", 10_000), **asked)
    assert (told.covered_fen, told.account) == (0, None)
    assert sums(held) == (20_000, 0, 0)


def test_a_quota_that_is_nearly_used_covers_what_there_is(db):
    held = account(5_000)
    told = hold(held.person, 10_000)
    assert (told.covered_fen, told.own_fen) == (5_000, 5_000)
    assert hold(held.person, 10_000).covered_fen == 0


def test_what_lapses_first_is_used_first_and_an_order_may_use_two_periods(db):
    old = account(3_000, month=date(2019, 5, 1))
    VoucherAccount.objects.filter(id=old.id).update(valid_to=date(2019, 6, 20))
    new = account(20_000, person=old.person)
    order = new_key()
    told = hold(old.person, 10_000, order=order)
    assert (told.account, told.covered_fen) == (old.id, 8_000)
    assert sum(part.amount_fen for part in told.parts) == 8_000
    assert (sums(old), sums(new)) == ((3_000, 3_000, 0), (20_000, 5_000, 0))
    spend(order)
    assert (sums(old), sums(new)) == ((3_000, 0, 3_000), (20_000, 0, 5_000))
    assert queries.parts_of([order])[order] == told.parts


def test_each_step_twice_is_once(db):
    held, order = account(), new_key()
    first, again = (hold(held.person, 10_000, order=order) for _ in range(2))
    assert first == again
    spend(order)
    spend(order)
    release(order)
    assert sums(held) == (20_000, 0, 8_000)
    kinds = VoucherEntry.objects.filter(order=order).order_by("id").values_list("kind", flat=True)
    assert sorted(kinds) == ["held", "spent"]


def test_what_was_released_may_be_held_anew_at_another_price(db):
    held, order = account(), new_key()
    hold(held.person, 10_000, order=order)
    release(order)
    release(order)
    assert sums(held) == (20_000, 0, 0)
    assert queries.parts_of([order]) == {}
    assert hold(held.person, 5_000, order=order).covered_fen == 4_000
    spend(order)
    assert sums(held) == (20_000, 0, 4_000)


def test_half_the_help_spends_half_and_gives_the_rest_back(db):
    held, order = account(), new_key()
    hold(held.person, 10_001, order=order)
    spend(order, share=Fraction(1, 2))
    assert sums(held) == (20_000, 0, 4_000)
    assert sum(part.amount_fen for part in queries.parts_of([order])[order]) == 4_000


def test_no_help_at_all_spends_nothing(db):
    held, order = account(), new_key()
    hold(held.person, 10_000, order=order)
    spend(order, share=0)
    assert sums(held) == (20_000, 0, 0)


def test_a_person_without_an_account_costs_one_statement_and_one_with_it_two(db):
    held, other = account(), factories.make_elder().id
    for person, most in ((other, 1), (held.person, 2)):
        with CaptureQueriesContext(connection) as asked:
            hold(person)
        assert len(asked) == most


def test_who_reaches_no_account_still_orders_against_it(db):
    held, order = account(), new_key()
    provider = Scope(
        (), Actor("person", "承接方", new_key(), Role.CONTRACTOR.value), role=Role.CONTRACTOR.value
    )
    with enter(provider):
        assert VoucherAccount.objects.count() == 0
        assert hold(held.person, order=order).covered_fen == 8_000
        spend(order)
    assert sums(held) == (20_000, 0, 8_000)


def test_an_account_is_read_by_its_area_and_its_person_alone(db):
    held = account()
    clerk = factories.scope_of(factories.make_account(Role.STREET_CLERK, None, "410105001"))
    outsider = factories.scope_of(factories.make_account(Role.STREET_CLERK, None, "410102001"))
    with enter(clerk):
        assert [one.id for one in queries.account_of(clerk, held.person, DAY)] == [held.id]
        assert queries.statement(clerk, held.id).lines[0].left == 20_000
    with enter(outsider):
        assert queries.account_of(outsider, held.person, DAY) == []
        with pytest.raises(queries.NotFound):
            queries.statement(outsider, held.id)


def test_the_running_rest_of_a_statement_ends_at_what_is_left(db):
    held, orders = account(), [new_key() for _ in range(3)]
    for order in orders:
        hold(held.person, 4_000, order=order)
    spend(orders[0], share=Fraction(1, 3))
    release(orders[1])
    told = queries.statement(system_scope("test"), held.id)
    assert told.lines[-1].left == told.account.left == 20_000 - 1_066 - 3_200


def test_the_database_refuses_what_code_might_forget(db):
    held = account(100)
    with pytest.raises(IntegrityError, match="voucher_never_overspent"):
        VoucherAccount.objects.filter(id=held.id).update(held=60, spent=41)


def sums_of_entries(held):
    found = {kind.value: 0 for kind in Kind}
    for kind, units in VoucherEntry.objects.filter(account=held).order_by("id").values_list("kind", "units"):
        found[kind] += units
    return found["granted"], found["held"] - found["released"] - found["spent"], found["spent"]


def test_many_orders_at_once_never_overspend(committed):
    """Twenty orders over a quota for six: real commits, held, then released or spent by chance."""
    with enter(system_scope("test")):
        held = account(6 * 8_000)
    covered, faults = [], []

    def order(seed):
        chance, key = random.Random(seed), new_key()
        try:
            with enter(system_scope("order")):
                covered.append(hold(held.person, 10_000, order=key).covered_fen)
            with enter(system_scope("end")):
                (spend if chance.random() < 0.5 else release)(key)
        except Exception as error:
            faults.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=order, args=(seed,)) for seed in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with enter(system_scope("test")):
        assert faults == []
        assert sums(held) == sums_of_entries(held)
        assert held.held == 0
        assert held.spent <= 48_000


def test_two_providers_at_once_share_the_last_quota_once(committed):
    with enter(system_scope("test")):
        held = account(8_000)
    gate, covered = threading.Barrier(2), []

    def offer():
        try:
            gate.wait()
            with enter(system_scope("order")):
                covered.append(hold(held.person, 10_000).covered_fen)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=offer) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(covered) == [0, 8_000]
    with enter(system_scope("test")):
        assert sums(held) == (8_000, 8_000, 0)


def test_the_same_order_told_twice_at_once_is_held_once(committed):
    with enter(system_scope("test")):
        held = account()
    gate, covered, order = threading.Barrier(4), [], new_key()

    def offer():
        try:
            gate.wait()
            with enter(system_scope("order")):
                covered.append(hold(held.person, 10_000, order=order).covered_fen)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=offer) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert covered == [8_000] * 4
    with enter(system_scope("test")):
        assert sums(held) == (20_000, 8_000, 0)
        assert held.area == AREA
