"""At the same moment: one key is one order, a quota is never spent twice, a carer never in two places."""

from functools import partial

from chongyang.core.access import enter
from chongyang.core.scopes import Scope, system_scope
from chongyang.orders import operations
from chongyang.orders.models import Assignment, Order
from chongyang.orders.operations import UnableToOrder
from chongyang.purchase.models import VoucherAccount, VoucherEntry
from tests import factories
from tests.emergency.races import as_system, together
from tests.orders.people import FROM, HOUR, NOW, make_carer, offered_by, order_for, org_scope, seat, walk
from tests.purchase.people import account

TOGETHER = 6


def many(work, count=TOGETHER):
    """The same work in as many threads, begun at once."""
    return together(*(partial(work, place) for place in range(count)))


def placed(person, scope: Scope, **told):
    with enter(scope):
        return order_for(person, scope, **told)


def test_one_key_in_many_threads_is_one_order_with_one_hold(committed):
    def made():
        elder = factories.make_elder()
        account(person=elder.id)
        offered_by()
        return elder, seat()

    elder, scope = as_system(made)
    found = many(lambda _: placed(elder.id, scope, key="same"))
    assert len({row.id for row in found}) == 1, found
    with enter(system_scope("test")):
        assert Order.objects.count() == 1
        assert VoucherEntry.objects.filter(kind="held").count() == 1
        assert VoucherAccount.objects.get().held == 8_000


def test_orders_of_several_providers_at_once_never_overspend_a_quota(committed):
    def made():
        elder = factories.make_elder()
        account(20_000, person=elder.id)
        offered_by()
        offered_by()
        return elder, [seat() for _ in range(TOGETHER)]

    elder, scopes = as_system(made)
    found = many(lambda place: placed(elder.id, scopes[place]))
    assert not [one for one in found if isinstance(one, Exception)], found
    with enter(system_scope("test")):
        quota = VoucherAccount.objects.get()
        assert quota.held + quota.spent <= quota.granted
        assert quota.held == sum(row.covered_fen for row in Order.objects.all())
        assert all(row.covered_fen + row.own_fen == row.price_fen for row in Order.objects.all())


def test_one_carer_for_many_orders_at_once_comes_to_one(committed):
    def made():
        offered_by()
        orders = [walk(order_for(factories.make_elder().id), "accept") for _ in range(3)]
        return orders, make_carer(orders[0].organisation), org_scope(orders[0])

    orders, carer, scope = as_system(made)

    def assign(place):
        with enter(scope):
            return operations.assign(
                order=orders[place].id,
                carers=[carer.id],
                from_at=FROM,
                to_at=FROM + HOUR,
                scope=scope,
                by=scope.actor,
                now=NOW,
            )

    found = many(assign, 3)
    assert [isinstance(one, UnableToOrder) for one in found].count(True) == 2, found
    with enter(system_scope("test")):
        assert Assignment.objects.filter(carer=carer.id, ended_at=None).count() == 1
