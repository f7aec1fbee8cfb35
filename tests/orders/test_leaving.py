"""A provider that leaves: its open orders are named, those of others and those that ended are not."""

from chongyang.orders.models import Order
from chongyang.services.rules.leaving import list_open
from tests import factories
from tests.orders.people import offered_by, order_for


def test_open_orders_of_a_provider_that_leaves_are_named(db):
    provider = offered_by()
    first = order_for(factories.make_elder().id)
    second = order_for(factories.make_elder().id)
    other = offered_by()
    assert {first.organisation, second.organisation} == {provider.organisation}
    Order.objects.filter(id=second.id).update(state="settled")
    (held,) = list_open(provider.organisation)
    assert held.numbers == (first.number,)
    assert list_open(other.organisation) == []
