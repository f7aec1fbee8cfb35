"""Meals: points and menus are kept by their own, a portion is one order's, and never more than there are."""

from dataclasses import replace
from datetime import date, time, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.orders.models import Order
from chongyang.orders.operations import UnableToOrder
from chongyang.registry import queries as registry
from chongyang.supplies import operations, queries
from chongyang.supplies.models import Dish, MealPoint, Menu, Portion
from chongyang.supplies.operations import UnableToSupply, errors
from chongyang.supplies.rules import times
from chongyang.territory.permissions import NotAllowed
from tests import factories
from tests.orders.people import daughter
from tests.purchase.people import account, sums
from tests.supplies.people import (
    AFTER,
    CITY,
    DAY,
    LUNCH,
    NOW,
    POINT,
    cook,
    dish,
    first_dish,
    kitchen,
    make_menu,
    make_point,
    manager_of,
    order,
    seat,
    told,
)


def reason(raised) -> str:
    return raised.value.reason


def test_a_point_is_kept_by_its_provider_alone(db):
    mine, other = manager_of(cook()), manager_of(cook())
    point = make_point(mine)
    operations.keep_point(point=point.id, form=replace(POINT, seats=60), **told(mine))
    assert MealPoint.objects.get(id=point.id).seats == 60
    with pytest.raises(queries.NotFound):
        operations.keep_point(point=point.id, form=POINT, **told(other))
    with pytest.raises(NotAllowed):
        operations.keep_point(form=POINT, **told(seat()))


def test_a_provider_that_is_not_in_force_keeps_no_point(db):
    provider = cook()
    scope = manager_of(provider)
    provider.state, provider.reason = "suspended", "测试"
    provider.save()
    with pytest.raises(UnableToSupply) as raised:
        operations.keep_point(form=POINT, **told(scope))
    assert reason(raised) == errors.NOT_IN_FORCE


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"kind": "x"}, "kind"),
        ({"address": ""}, "address"),
        ({"longitude": 200.0}, "longitude"),
        ({"areas": ()}, "areas"),
        ({"seats": -1}, "seats"),
        ({"valid_to": date(2018, 1, 1)}, "valid_to"),
    ],
)
def test_what_a_point_lacks_is_told_by_field(db, change, field):
    with pytest.raises(UnableToSupply) as raised:
        operations.keep_point(form=replace(POINT, **change), **told(manager_of(cook())))
    assert raised.value.field == field


def test_a_meal_is_ordered_until_before_it_begins(db):
    scope = manager_of(cook())
    point = make_point(scope)
    for change in ({"cut_off": time(12)}, {"ends": time(10)}, {"capacity": 0}, {"meal": "tea"}):
        with pytest.raises(UnableToSupply):
            operations.keep_time(point=point.id, form=replace(LUNCH, **change), **told(scope))
    operations.keep_time(point=point.id, form=replace(LUNCH, cut_off=time(18), days_before=1), **told(scope))


def test_a_draft_is_nobodys_to_order_and_a_price_stays_in_the_range(db):
    scope = manager_of(cook())
    point = make_point(scope)
    menu = make_menu(scope, point, publish=False)
    assert queries.menus_between(point, DAY, DAY + timedelta(days=1)) == []
    with pytest.raises(queries.NotFound):
        order(factories.make_elder().id, menu)
    with pytest.raises(UnableToSupply) as raised:
        make_menu(scope, point, dish(price_fen=99_000), publish=False)
    assert reason(raised) == errors.PRICE


def test_what_was_ordered_keeps_its_price_and_its_portions(db):
    scope, menu = kitchen()
    order(factories.make_elder().id, menu, quantity=2)
    point = menu.point
    for form, said in (
        (dish(portions=1), errors.FEWER),
        (dish(price_fen=1_600), errors.ORDERED),
        (dish("别的菜"), errors.ORDERED),
    ):
        with pytest.raises(UnableToSupply) as raised, transaction.atomic():
            make_menu(scope, point, form)
        assert reason(raised) == said
    make_menu(scope, point, dish(portions=2), dish("清炒时蔬", low_salt=True))
    assert first_dish(menu).left == 0


def test_a_week_is_copied_to_the_next_once(db):
    scope, menu = kitchen(dish(low_salt=True, allergens=("egg",)))
    made = operations.copy_week(point=menu.point_id, monday=DAY, **told(scope))
    assert [one.day for one in made] == [DAY + timedelta(days=7)]
    copied = first_dish(made[0])
    assert (copied.name, copied.low_salt, copied.allergens, copied.taken) == (
        first_dish(menu).name,
        True,
        ["egg"],
        0,
    )
    assert made[0].published_at is None
    assert operations.copy_week(point=menu.point_id, monday=DAY, **told(scope)) == []


def test_an_order_takes_a_portion_is_accepted_and_paid_by_the_quota(db):
    elder = factories.make_elder()
    quota = account(person=elder.id)
    _, menu = kitchen(dish(price_fen=2_000), contract=True)
    portion = order(elder.id, menu)
    row = Order.objects.get(id=portion.order)
    assert (row.state, row.item, row.price_fen, row.covered_fen + row.own_fen) == (
        "accepted",
        "meal_delivery",
        2_000,
        2_000,
    )
    assert row.covered_fen > 0
    assert sums(quota)[1] == row.covered_fen
    menu.refresh_from_db()
    assert (menu.taken, first_dish(menu).taken) == (1, 1)


def test_two_clicks_are_one_portion_even_after_the_cut_off(db):
    _, menu = kitchen()
    elder, scope = factories.make_elder(), seat()
    first = order(elder.id, menu, scope, key="a")
    assert order(elder.id, menu, scope, key="a").id == first.id
    assert order(elder.id, menu, scope, now=AFTER, key="a").id == first.id
    assert order(elder.id, menu, scope, key="b").id != first.id
    other = factories.make_elder()
    assert order(other.id, menu, scope, key="a").person == other.id
    assert first_dish(menu).taken == 3


def test_the_cut_off_holds_and_the_last_portion_is_the_last(db):
    _, menu = kitchen(dish(portions=2))
    elder = factories.make_elder()
    with pytest.raises(UnableToSupply) as raised:
        order(elder.id, menu, now=AFTER)
    assert reason(raised) == errors.LATE
    order(elder.id, menu, quantity=2)
    with pytest.raises(UnableToSupply) as raised, transaction.atomic():
        order(elder.id, menu)
    assert reason(raised) == errors.SOLD_OUT
    assert Order.objects.count() == 1


def test_a_meal_holds_no_more_than_the_point_can_serve(db):
    _, menu = kitchen(dish(portions=10), lunch={"capacity": 2})
    order(factories.make_elder().id, menu, quantity=2)
    with pytest.raises(UnableToSupply) as raised, transaction.atomic():
        order(factories.make_elder().id, menu)
    assert reason(raised) == errors.FULL
    with pytest.raises(IntegrityError), transaction.atomic():
        Menu.objects.filter(id=menu.id).update(taken=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        Dish.objects.filter(menu=menu).update(taken=11)


def test_ten_at_once_get_the_three_portions_that_there_are(committed):
    with enter(system_scope("test")):
        _, menu = kitchen(dish(portions=3))
        elders, scope = [factories.make_elder() for _ in range(8)], seat()
    gate = Barrier(8)
    got: list[object] = []

    def ask(elder) -> None:
        try:
            gate.wait()
            with transaction.atomic(), enter(scope):
                got.append(order(elder.id, menu, scope))
        except UnableToSupply as refused:
            got.append(refused.reason)
        finally:
            connection.close()

    threads = [Thread(target=ask, args=(elder,)) for elder in elders]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sum(isinstance(one, Portion) for one in got) == 3
    assert [one for one in got if not isinstance(one, Portion)] == [errors.SOLD_OUT] * 5
    with enter(system_scope("test")):
        assert first_dish(menu).taken == 3
        assert Order.objects.count() == 3


def test_called_off_in_time_it_is_free_and_anothers(db):
    _, menu = kitchen(dish(portions=1))
    elder, scope = factories.make_elder(), seat()
    portion = order(elder.id, menu, scope)
    row = operations.cancel_meal(order=portion.order, **told(scope, NOW + timedelta(hours=20)))
    row.refresh_from_db()
    assert (row.state, row.fee_fen) == ("withdrawn", 0)
    assert first_dish(menu).left == 1
    assert operations.cancel_meal(order=portion.order, **told(scope, AFTER)).state == "withdrawn"
    order(factories.make_elder().id, menu, scope)
    menu.refresh_from_db()
    assert menu.taken == 1


def test_too_late_the_point_must_be_rung_and_what_is_cooked_is_not_sold_again(db):
    from chongyang.orders import operations as orders

    _, menu = kitchen(dish(portions=1))
    scope = seat()
    portion = order(factories.make_elder().id, menu, scope)
    with pytest.raises(UnableToSupply) as raised:
        operations.cancel_meal(order=portion.order, **told(scope, AFTER))
    assert reason(raised) == errors.LATE
    orders.withdraw(order=portion.order, reason="changed_mind", **told(scope, AFTER))
    portion.refresh_from_db()
    assert portion.lost_at is not None
    assert first_dish(menu).left == 0
    assert Order.objects.get(id=portion.order).fee_fen > 0


def test_a_point_brings_nothing_outside_its_streets_but_one_may_come(db):
    _, menu = kitchen(areas=(410105002000,))
    elder = factories.make_elder()
    with pytest.raises(UnableToSupply) as raised:
        order(elder.id, menu)
    assert reason(raised) == errors.NOT_HERE
    portion = order(elder.id, menu, way="there")
    assert Order.objects.get(id=portion.order).item == "meal_at_point"


def test_a_daughter_with_a_mandate_orders_and_a_stranger_does_not(db):
    _, menu = kitchen()
    elder = factories.make_elder()
    scope = daughter(elder.id)
    portion = order(elder.id, menu, scope, channel="family")
    assert [one.id for one in queries.portions_of_person(scope, [elder.id], since=DAY)] == [portion.id]
    other = daughter(factories.make_elder().id)
    with pytest.raises(registry.NotFound):
        order(elder.id, menu, other)
    assert queries.portions_of_person(other, [elder.id], since=DAY) == []
    with pytest.raises(LookupError):
        operations.cancel_meal(order=portion.order, **told(other))


def test_the_manager_reads_her_own_portions_and_no_others(db):
    mine, menu = kitchen()
    order(factories.make_elder().id, menu)
    assert len(queries.list_portions(mine, menu)) == 1
    other = manager_of(cook())
    assert queries.list_portions(other, menu) == []
    with pytest.raises(queries.NotFound):
        queries.access_menu(other, menu.id)


def test_a_price_outside_the_range_is_refused_by_orders_too(db):
    _, menu = kitchen()
    Dish.objects.filter(menu=menu).update(price_fen=90_000)
    with pytest.raises(UnableToOrder):
        order(factories.make_elder().id, menu)


def test_days_of_rent_and_weeks():
    assert times.months_of(date(2019, 1, 31), date(2019, 3, 31)) == [
        date(2019, 1, 31),
        date(2019, 2, 28),
        date(2019, 3, 31),
    ]
    assert times.cut_off(DAY, 1, time(18), CITY).date() == date(2019, 6, 11)
    assert times.monday_of(DAY) == date(2019, 6, 10)
