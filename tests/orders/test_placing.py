"""An order is placed once, its price stands, and who may not have one gets none."""

from datetime import date, timedelta

import pytest

from chongyang.core.models import Event, Step
from chongyang.core.scopes import SYSTEM
from chongyang.orders import operations, queries
from chongyang.orders.models import Order
from chongyang.orders.operations import OtherOrder, UnableToOrder
from chongyang.purchase.models import VoucherEntry
from chongyang.registry import queries as registry
from chongyang.registry.rules.mandates import Allow
from chongyang.services.models import Offer
from chongyang.territory.permissions import NotAllowed
from tests import factories
from tests.orders.people import (
    FROM,
    ITEM,
    NOW,
    TO,
    daughter,
    make_offer,
    offered_by,
    order_for,
    seat,
    step,
)
from tests.purchase.people import account, sums


def test_an_order_is_offered_at_once_and_the_quota_pays_its_part(db):
    elder = factories.make_elder()
    quota, provider = account(person=elder.id), offered_by()
    row = order_for(elder.id)
    row.refresh_from_db()
    assert (row.state, row.organisation, row.provider_name) == (
        "offered",
        provider.organisation,
        provider.name,
    )
    assert (row.price_fen, row.covered_fen, row.own_fen) == (10_000, 8_000, 2_000)
    assert row.number.startswith("F")
    assert row.account == quota.id
    assert sums(quota) == (20_000, 8_000, 0)
    assert [one.action for one in Step.objects.filter(case=row.id).order_by("number")] == ["open", "offer"]
    kinds = list(Event.objects.filter(subject=row.id).order_by("seq").values_list("kind", flat=True))
    assert kinds == ["orders.order.open", "orders.order.offer"]


def test_what_the_provider_must_know_is_a_sealed_copy(db):
    elder = factories.make_elder()
    offered_by()
    row = Order.objects.get(id=order_for(elder.id, note="敲门要大声").id)
    assert row.name.plain == elder.name
    assert row.phone.plain == elder.phone.plain
    assert elder.address.plain in row.place.plain
    assert elder.access_note in row.place.plain
    assert str(row.name) != elder.name
    assert row.note.plain == "敲门要大声"


def test_without_a_contract_government_pays_nothing(db):
    elder = factories.make_elder()
    quota = account(person=elder.id)
    offered_by(contract=False)
    row = order_for(elder.id)
    assert (row.covered_fen, row.own_fen) == (0, 10_000)
    assert sums(quota) == (20_000, 0, 0)


def test_who_has_a_contract_comes_before_who_has_none(db):
    elder = factories.make_elder()
    offered_by(8_000, contract=False)
    paid = offered_by(9_000)
    assert order_for(elder.id).organisation == paid.organisation


def test_the_same_word_is_the_same_order_and_another_thing_under_it_is_refused(db):
    elder, scope = factories.make_elder(), seat()
    quota = account(person=elder.id)
    offered_by()
    first = order_for(elder.id, scope, key="a-1")
    assert order_for(elder.id, scope, key="a-1").id == first.id
    assert Order.objects.count() == 1
    assert VoucherEntry.objects.filter(order=first.id).count() == 1
    assert sums(quota) == (20_000, 8_000, 0)
    with pytest.raises(OtherOrder):
        order_for(elder.id, scope, key="a-1", quantity=2)
    assert order_for(elder.id, seat(), key="a-1").id != first.id


def test_nobody_orders_for_who_died_nor_outside_her_area(db):
    offered_by()
    dead = factories.make_elder(life_status="dead", status_on=date(2019, 6, 1))
    with pytest.raises(UnableToOrder, match="去世"):
        order_for(dead.id)
    clerk = factories.scope_of(factories.make_account(factories.Role.STREET_CLERK, None, "410105001"))
    far = factories.make_elder(area=factories.ZHONGYUAN)
    with pytest.raises(registry.NotFound):
        order_for(far.id, clerk)
    assert not Order.objects.exists()


def test_family_orders_by_a_mandate_that_says_so(db):
    elder = factories.make_elder()
    offered_by()
    assert order_for(elder.id, daughter(elder.id), channel="family").asked_by
    with pytest.raises(NotAllowed):
        order_for(elder.id, daughter(elder.id, Allow.READ_FILE), channel="family")
    other = daughter(factories.make_elder().id)
    with pytest.raises(registry.NotFound):
        order_for(elder.id, other, channel="family")


def test_a_price_changed_later_does_not_change_the_order(db):
    elder = factories.make_elder()
    provider = offered_by()
    row = order_for(elder.id)
    Offer.objects.filter(provider=provider).update(price_fen=99_900)
    assert queries.access_order(seat(), row.id).price_fen == 10_000
    accepted = step(row, "accept", seat())
    assert (accepted.price_fen, accepted.own_fen) == (10_000, 10_000)


def test_nobody_offers_it_the_order_waits_for_the_desk(db):
    elder = factories.make_elder()
    row = order_for(elder.id)
    assert (row.state, row.organisation, row.price_fen) == ("created", None, 0)
    late = queries.late_ones(seat(), NOW)
    assert [(one.id, why.value) for one, why in late] == [(row.id, "nobody")]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"to_at": FROM}, "to_at"),
        ({"from_at": NOW - timedelta(days=2), "to_at": NOW - timedelta(days=1)}, "from_at"),
        ({"from_at": FROM + timedelta(days=400), "to_at": TO + timedelta(days=400)}, "from_at"),
        ({"to_at": FROM + timedelta(minutes=5)}, "to_at"),
        ({"to_at": FROM + timedelta(days=2)}, "to_at"),
        ({"quantity": 0}, "quantity"),
        ({"quantity": 51}, "quantity"),
        ({"minutes": 9999}, "quantity"),
        ({"item": "moonwalk"}, "item"),
        ({"note": "长" * 201}, "note"),
        ({"prefers_sex": "x"}, "prefers_sex"),
    ],
)
def test_bad_input_is_refused_by_its_field(db, told, field):
    elder = factories.make_elder()
    offered_by()
    with pytest.raises(UnableToOrder) as refused:
        order_for(elder.id, **told)
    assert refused.value.field == field
    assert not Order.objects.exists()


def test_an_offer_of_another_item_or_an_ended_one_is_refused(db):
    elder = factories.make_elder()
    provider = offered_by()
    other = make_offer(provider, "cleaning", price_fen=5_000)
    ended = make_offer(provider, "chatting", price_fen=5_000, valid_to=date(2019, 1, 1))
    for offer, item in ((other.id, ITEM), (ended.id, "chatting")):
        with pytest.raises(UnableToOrder) as refused:
            order_for(elder.id, offer=offer, item=item)
        assert refused.value.field == "offer"


def test_help_by_the_hour_costs_its_minutes_and_by_the_piece_its_pieces(db):
    elder = factories.make_elder()
    offered_by(3_000, item="walk_along")
    offered_by(1_200, item="meal_delivery")
    assert order_for(elder.id, item="walk_along", minutes=90).price_fen == 4_500
    assert order_for(elder.id, item="meal_delivery", quantity=3).price_fen == 3_600


def test_a_package_is_placed_whole_or_not_at_all(db):
    elder, scope = factories.make_elder(), seat()
    offered_by()
    offered_by(5_000, item="cleaning")
    lines = [
        operations.Line(item=ITEM, from_at=FROM, to_at=TO),
        operations.Line(item="cleaning", from_at=FROM + timedelta(days=1), to_at=TO + timedelta(days=1)),
    ]
    told = {"person": elder.id, "channel": "call", "scope": scope, "by": scope.actor, "now": NOW, "key": "p"}
    rows = operations.create_package(lines=lines, **told)
    assert len({row.package for row in rows}) == 1
    assert rows[0].package
    assert [row.id for row in operations.create_package(lines=lines, **told)] == [row.id for row in rows]
    assert [row.id for row in queries.list_package(scope, rows[0].package)] == [row.id for row in rows]
    bad = [lines[0], operations.Line(item="moonwalk", from_at=FROM, to_at=TO)]
    with pytest.raises(UnableToOrder):
        operations.create_package(lines=bad, **(told | {"key": "q"}))
    tight = [operations.Line(item=ITEM, from_at=FROM, to_at=FROM + timedelta(minutes=80))] * 2
    with pytest.raises(UnableToOrder):
        operations.create_package(lines=tight, **(told | {"key": "r"}))
    assert Order.objects.count() == 2


def test_a_double_is_ordered_for_under_the_survivor(db):
    survivor = factories.make_elder()
    double = factories.make_elder(same_as=survivor)
    offered_by()
    assert order_for(double.id).person == survivor.id
    assert SYSTEM.kind == "system"
