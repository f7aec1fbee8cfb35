"""Who acts by mandate reaches rows through persons alone, whatever organisation stands in the post."""

import pytest

from chongyang.core.access import enter, visible
from chongyang.core.clock import now
from chongyang.orders import queries as orders
from chongyang.orders.models import Order
from chongyang.territory import queries
from chongyang.territory.enums import Role
from chongyang.territory.models import Organisation
from chongyang.territory.rules.capabilities import BY_MANDATE, CAPABILITIES, Can
from tests import factories
from tests.orders.people import offered_by, order_for

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def order():
    """An elder's order at a provider."""
    offered_by()
    return order_for(factories.make_elder().id)


def in_post(role, order):
    """The scope of somebody whose post names the provider's organisation."""
    home = Organisation.objects.get(id=order.organisation)
    return factories.scope_of(factories.make_account(role, home))


@pytest.mark.parametrize("role", sorted(BY_MANDATE))
def test_the_organisation_of_a_post_opens_no_row_to_who_acts_by_mandate(role, order):
    scope = in_post(role, order)
    assert (scope.organisation, scope.intervals, scope.persons) == (None, (), ())
    assert not scope.reaches(order.area, order.organisation, order.person)
    with enter(scope):
        assert not visible(Order.objects.all(), scope).exists()
        assert not Order.objects.exists()  # nor by the policy of the database alone
    with pytest.raises(orders.NotFound):
        orders.access_order(scope, order.id)


def test_the_same_post_opens_the_row_to_the_provider(order):
    scope = in_post(Role.CONTRACTOR, order)
    with enter(scope):
        assert [one.id for one in visible(Order.objects.all(), scope)] == [order.id]


def test_a_mandate_opens_its_person_from_such_a_post(order):
    home = Organisation.objects.get(id=order.organisation)
    account = factories.make_account(Role.FAMILY, home)
    other = order_for(factories.make_elder(name="王桂芝").id)
    grants = [(other.person, "mandate")]
    scope = queries.scope_of(account, now=now(), grants=grants)
    with enter(scope):
        assert [one.id for one in Order.objects.all()] == [other.id]


def test_what_acts_for_an_organisation_is_no_capability_of_theirs():
    acts = {Can.PROVIDE_SERVICES, Can.SETTLE_SERVICES, Can.APPLY_APPROVALS, Can.APPLY_DESIGNATIONS}
    assert [role for role in BY_MANDATE if CAPABILITIES[role] & acts] == []
