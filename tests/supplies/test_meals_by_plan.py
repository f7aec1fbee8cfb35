"""Meals by a standing order: they are portions as menus appear, rest, end and avoid."""

from datetime import date

import pytest

from chongyang.orders.models import Order
from chongyang.supplies import operations
from chongyang.supplies.models import Portion, Standing
from chongyang.supplies.operations import StandingForm
from tests import factories
from tests.supplies.people import DAY, NOW, dish, first_dish, kitchen, make_menu, order, seat, told


def standing(point, **how) -> StandingForm:
    values = {"meal": "lunch", "way": "brought", "weekdays": (1, 2, 3, 4, 5), "valid_from": DAY, **how}
    return StandingForm(point=point.id, **values)


def begin(elder, point, scope=None, **how) -> Standing:
    scope = scope or seat()
    form = standing(point, **how)
    return operations.begin_standing(person=elder.id, form=form, channel="call", **told(scope))


def test_meals_by_plan_are_accepted_and_served_as_menus_appear(db):
    scope, menu = kitchen()
    elder = factories.make_elder()
    row = begin(elder, menu.point)
    orders = list(Order.objects.filter(plan=row.plan).order_by("from_at"))
    assert len(orders) >= 8
    assert {one.state for one in orders} == {"accepted"}
    assert list(Portion.objects.values_list("order", flat=True)) == [orders[0].id]
    make_menu(scope, menu.point, day=date(2019, 6, 13))
    assert set(Portion.objects.values_list("order", flat=True)) == {one.id for one in orders[:2]}
    assert operations.follow_standing(now=NOW) == 0, "the menus that stand were followed when published"
    assert Portion.objects.count() == 2


def test_a_plan_gets_its_meal_however_many_other_orders_there_are(db, monkeypatch):
    from chongyang.supplies.operations import standing as room

    monkeypatch.setattr(room, "MOST", 1)
    _, menu = kitchen()
    passer, elder = factories.make_elder(), factories.make_elder()
    order(passer.id, menu, way="there")
    row = begin(elder, menu.point)
    first = Order.objects.filter(plan=row.plan).earliest("from_at")
    assert Portion.objects.get(person=elder.id).order == first.id


def test_a_portion_that_was_given_back_goes_to_a_plan_that_waits(db):
    _, menu = kitchen(dish(portions=1))
    scope, elder = seat(), factories.make_elder()
    taken = order(factories.make_elder().id, menu, scope)
    begin(elder, menu.point)
    assert not Portion.objects.filter(person=elder.id).exists()
    operations.cancel_meal(order=taken.order, **told(scope))
    assert operations.follow_standing(now=NOW) == 1
    assert Portion.objects.filter(person=elder.id, given_back_at=None).count() == 1


def test_what_a_broken_order_interrupts_keeps_what_was_served_before(db, monkeypatch):
    from chongyang.supplies.operations import standing as room

    _, menu = kitchen(dish(portions=2))
    scope = seat()
    taken = [order(factories.make_elder().id, menu, scope) for _ in "ab"]
    for _ in "ab":
        begin(factories.make_elder(), menu.point)
    for one in taken:
        operations.cancel_meal(order=one.order, **told(scope))
    real, tries = room.portions.take, []

    def take(*args, **how):
        tries.append(1)
        if len(tries) == 2:
            raise RuntimeError
        return real(*args, **how)

    monkeypatch.setattr(room.portions, "take", take)
    with pytest.raises(RuntimeError):
        operations.follow_standing(now=NOW)
    assert Portion.objects.filter(given_back_at=None).count() == 1
    assert operations.follow_standing(now=NOW) == 1


def test_a_plan_avoids_what_she_must_not_eat(db):
    _, menu = kitchen(
        dish("鸡蛋羹", allergens=("egg",)), dish("红烧肉"), dish("清蒸鱼少盐", low_salt=True, price_fen=1_400)
    )
    begin(factories.make_elder(), menu.point, avoids=("egg",), low_salt=True)
    assert Portion.objects.get().dish.name == "清蒸鱼少盐"


def test_a_plan_that_ends_gives_back_and_its_standing_ends(db):
    from chongyang.core import outbox
    from chongyang.orders import operations as orders

    _, menu = kitchen()
    scope = seat()
    row = begin(factories.make_elder(), menu.point, scope)
    orders.end_plan(plan=row.plan, reason="desk", **told(scope))
    assert first_dish(menu).taken == 0
    outbox.deliver_due(now=NOW)
    row.refresh_from_db()
    assert row.ended_at is not None


def test_a_plan_rests_and_goes_on(db):
    _, menu = kitchen()
    scope = seat()
    row = begin(factories.make_elder(), menu.point, scope)
    operations.change_standing(standing=row.id, do="pause", until=None, **told(scope))
    assert first_dish(menu).taken == 0
    operations.change_standing(standing=row.id, do="resume", until=None, **told(scope))
    assert first_dish(menu).taken == 1
    operations.change_standing(standing=row.id, do="end", until=None, **told(scope))
    assert first_dish(menu).taken == 0
    assert Standing.objects.get().ended_at == NOW
