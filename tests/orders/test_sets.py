"""Orders placed as one set: each with its own answer, in the order of what was asked, no quota overspent."""

import os
import signal
from datetime import date, timedelta
from functools import partial

from django.db import connections

from chongyang.core.access import enter
from chongyang.core.models import Case, Event, Step
from chongyang.core.scopes import system_scope
from chongyang.orders import operations
from chongyang.orders.models import Order
from chongyang.orders.operations import OtherOrder, UnableToOrder
from chongyang.orders.operations.drafting import Wanted, key_of
from chongyang.orders.operations.gathering import _Call, _place
from chongyang.purchase.models import VoucherAccount, VoucherEntry
from chongyang.registry import queries as registry
from chongyang.registry.rules.mandates import Allow
from chongyang.services.models import Offer
from chongyang.territory.permissions import NotAllowed
from tests import factories
from tests.emergency.races import as_system, together
from tests.orders.people import FROM, ITEM, NOW, TO, daughter, make_offer, offered_by, seat
from tests.purchase.people import account, sums


def wanted(person, **told):
    return Wanted(**{"person": person, "item": ITEM, "from_at": FROM, "to_at": TO, "channel": "api", **told})


def asked(scope, person, key="", **told):
    return operations.Asked(wanted(person, **told), scope.actor, key_of(scope.actor.account, key))


def placed(scope, *ones):
    with enter(scope):
        return operations.place_many(ones, scope=scope, now=NOW)


def offer_of(provider):
    return Offer.objects.get(provider=provider).id


def test_the_answers_stand_in_order_and_a_bad_order_spoils_none(db):
    offered_by()
    other = offer_of(make_other_item())
    scope = factories.scope_of(factories.make_account(factories.Role.STREET_CLERK, None, "410105001"))
    good, last = factories.make_elder(), factories.make_elder()
    dead = factories.make_elder(life_status="dead", status_on=date(2019, 6, 1))
    far = factories.make_elder(area=factories.ZHONGYUAN)
    told = placed(
        scope,
        asked(scope, good.id),
        asked(scope, dead.id),
        asked(scope, far.id),
        asked(scope, good.id, item="moonwalk"),
        asked(scope, good.id, to_at=FROM),
        asked(scope, good.id, from_at=TO.replace(year=9999), to_at=TO.replace(year=9999)),
        asked(scope, good.id, offer=other),
        asked(scope, last.id),
    )
    assert [getattr(one, "field", type(one).__name__) for one in told] == [
        *("Order", "person", "NotFound", "item", "to_at", "to_at", "offer", "Order"),
    ]
    assert [told[0].person, told[-1].person] == [good.id, last.id]
    assert Order.objects.count() == 2


def make_other_item():
    provider = offered_by()
    make_offer(provider, "clean_home", price_fen=5_000)
    Offer.objects.filter(provider=provider, item=ITEM).delete()
    return provider


def test_two_orders_of_one_person_share_her_quota_in_their_order(db):
    elder, scope = factories.make_elder(), seat()
    quota = account(12_000, person=elder.id)
    offered_by()
    told = placed(scope, asked(scope, elder.id), asked(scope, elder.id), asked(scope, elder.id))
    assert [(row.covered_fen, row.own_fen) for row in told] == [(8_000, 2_000), (4_000, 6_000), (0, 10_000)]
    assert sums(quota) == (12_000, 12_000, 0)
    held = VoucherEntry.objects.filter(kind="held")
    assert {row.order: row.amount_fen for row in held} == {told[0].id: 8_000, told[1].id: 4_000}


def test_one_key_twice_in_a_set_is_one_order(db):
    elder, scope = factories.make_elder(), seat()
    quota = account(person=elder.id)
    offered_by()
    first, again, other = placed(
        scope,
        asked(scope, elder.id, "k"),
        asked(scope, elder.id, "k"),
        asked(scope, elder.id, "k", quantity=2),
    )
    assert first.id == again.id
    assert isinstance(other, OtherOrder)
    assert sums(quota) == (20_000, 8_000, 0)
    later = placed(scope, asked(scope, elder.id, "k"), asked(scope, elder.id, "n"))
    assert later[0].id == first.id != later[1].id
    assert Order.objects.count() == 2


def test_what_was_done_stands_in_the_name_of_who_ordered(db):
    offered_by()
    seats = [seat(), seat()]
    family = daughter(factories.make_elder().id)
    stranger = daughter(factories.make_elder().id, Allow.READ_FILE)
    calls = [
        *(_Call(asked(one, factories.make_elder().id), one, NOW) for one in seats),
        _Call(asked(family, family.persons[0]), family, NOW + timedelta(seconds=1)),
        _Call(asked(stranger, stranger.persons[0]), stranger, NOW),
        _Call(asked(family, stranger.persons[0]), family, NOW),
    ]
    *made, refused, beyond = _place(calls)
    assert isinstance(refused, NotAllowed)
    assert isinstance(beyond, registry.NotFound)
    for row, scope in zip(made, [*seats, family], strict=True):
        account_of = scope.actor.account
        assert row.asked_by == account_of
        assert Case.objects.get(id=row.id).state == "offered"
        assert (
            list(Step.objects.filter(case=row.id).values_list("actor_account", flat=True)) == [account_of] * 2
        )
        events = Event.objects.filter(subject=row.id)
        assert set(events.values_list("actor_account", "actor_role")) == {(account_of, scope.role)}


def test_a_plan_of_sets_costs_no_more_statements_for_many(db, django_assert_max_num_queries):
    offered_by()
    scope, elders = seat(), [factories.make_elder() for _ in range(8)]
    for elder in elders:
        account(person=elder.id)
    ones = [asked(scope, elder.id, offer=offer_of_first()) for elder in elders]
    placed(scope, asked(scope, elders[0].id))
    with enter(scope), django_assert_max_num_queries(11):
        assert all(isinstance(row, Order) for row in operations.place_many(ones, scope=scope, now=NOW))


def offer_of_first():
    return Offer.objects.order_by("id").first().id


def test_two_providers_at_once_never_overspend_a_quota(committed):
    def made():
        elders = [factories.make_elder() for _ in range(2)]
        for elder in elders:
            account(20_000, person=elder.id)
        return elders, [offer_of(offered_by()), offer_of(offered_by())], [seat() for _ in range(3)]

    elders, offers, seats = as_system(made)

    def knock(place):
        scope = seats[place % 3]
        chosen = wanted(elders[place % 2].id, offer=offers[place // 2 % 2])
        return operations.place_gathered(chosen, scope=scope, by=scope.actor, now=NOW, key=f"k{place}")

    found = together(*(partial(knock, place) for place in range(12)))
    assert not [one for one in found if isinstance(one, Exception)], found
    with enter(system_scope("test")):
        assert [row.held for row in VoucherAccount.objects.all()] == [20_000, 20_000]
        for elder, quota in ((one, VoucherAccount.objects.get(person=one.id)) for one in elders):
            rows = Order.objects.filter(person=elder.id)
            assert sum(row.covered_fen for row in rows) == quota.held == 20_000
            assert sorted(row.covered_fen for row in rows) == [0, 0, 0, 4_000, 8_000, 8_000]
        told = dict(Order.objects.values_list("id", "covered_fen"))
        assert {row.id: row.covered_fen for row in found} == told


def test_one_key_from_many_threads_is_one_order(committed):
    def made():
        offered_by()
        return factories.make_elder(), seat()

    elder, scope = as_system(made)

    def knock(_):
        return operations.place_gathered(wanted(elder.id), scope=scope, by=scope.actor, now=NOW, key="same")

    found = together(*(partial(knock, place) for place in range(6)))
    assert len({row.id for row in found}) == 1, found
    with enter(system_scope("test")):
        assert Order.objects.count() == 1


def test_one_key_in_two_sets_of_two_processes_is_one_order(committed):
    """Two sets at once, each as a process of its own would do it, cross in their keys."""

    def made():
        offered_by()
        return [factories.make_elder() for _ in range(3)], seat()

    elders, scope = as_system(made)

    def knock(*numbers):
        calls = [_Call(asked(scope, elders[n].id, f"k{n}"), scope, NOW) for n in numbers]
        return operations.gathering.Gatherer(_place)._answers(calls)

    one, other = together(partial(knock, 0, 1), partial(knock, 1, 2))
    assert [row.person for row in (*one, *other)] == [elders[n].id for n in (0, 1, 1, 2)]
    assert one[1].id == other[0].id
    with enter(system_scope("test")):
        assert Order.objects.count() == 3


def test_a_process_that_is_killed_after_its_answer_has_lost_nothing(committed):
    def made():
        elder = factories.make_elder()
        account(person=elder.id)
        offered_by()
        return elder, seat()

    elder, scope = as_system(made)
    connections.close_all()
    reads, writes = os.pipe()
    child = os.fork()
    if not child:  # it answers, and dies before it does anything else
        try:
            row = operations.place_gathered(wanted(elder.id), scope=scope, by=scope.actor, now=NOW, key="k")
            os.write(writes, row.id.hex.encode())
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    os.close(writes)
    with os.fdopen(reads) as told:
        answered = told.read()
    os.waitpid(child, 0)
    with enter(system_scope("test")):
        row = Order.objects.get()
        assert row.id.hex == answered
        assert (row.state, row.covered_fen) == ("offered", 8_000)
        assert VoucherEntry.objects.get(kind="held").order == row.id
        assert Case.objects.get(id=row.id).state == "offered"
        assert Event.objects.filter(subject=row.id).count() == 2


def test_the_refusal_of_one_is_raised_to_one(committed):
    def made():
        offered_by()
        dead = factories.make_elder(life_status="dead", status_on=date(2019, 6, 1))
        return [factories.make_elder(), dead, factories.make_elder()], seat()

    elders, scope = as_system(made)

    def knock(elder):
        return operations.place_gathered(
            wanted(elder.id), scope=scope, by=scope.actor, now=NOW, key=elder.id.hex
        )

    found = together(*(partial(knock, elder) for elder in elders))
    assert isinstance(found[1], UnableToOrder)
    assert [found[0].person, found[2].person] == [elders[0].id, elders[2].id]
