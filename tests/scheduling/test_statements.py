"""A larger day costs no more statements: gathered, planned and published."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chongyang.orders.models import Order
from chongyang.scheduling import operations
from chongyang.scheduling.models import KeyHolding, Pin
from chongyang.scheduling.operations.gathering import gather
from chongyang.services.models import ServiceProvider
from chongyang.territory.models import Organisation
from tests.orders.people import contractor, make_contract, make_offer
from tests.scheduling.days import DAY, EVENING, accepted, at, make_carer, offered_by, plan, told
from tests.scheduling.test_planning import away

SMALL, LARGE = (2, 2), (10, 8)


@pytest.fixture
def home(db):
    return offered_by().organisation


@pytest.fixture
def own(home):
    return contractor(Organisation.objects.get(id=home))


def made(home, own, visits: int, carers: int) -> list[Order]:
    """A day with wishes, an absence, keys, pins, somebody who came before: all that gathering asks for."""
    people = [make_carer(home, longitude=113.68 + 0.001 * number) for number in range(carers)]
    away(people[-1], at(17), at(20))
    wanted = [accepted(8, 12, east=0.3 * number, prefers_sex="female") for number in range(visits)]
    for number, order in enumerate(wanted):
        one = people[number % len(people)]
        Order.objects.filter(id=order.id).update(carer_before=one.id, dialects=["jin"])
        KeyHolding.objects.create(
            person=order.person,
            carer=one.id,
            given_at=at(0),
            taken_at=at(0),
            area=order.area,
            organisation=home,
        )
        operations.pin(order=order.id, carers=[one.id], reason="elder", **told(own))
    return wanted


def counted(call) -> int:
    with CaptureQueriesContext(connection) as found:
        call()
    return len(found)


def warm(home, own) -> None:
    """What is read once a process is read."""
    make_offer(ServiceProvider.objects.get(organisation=home), "morning_care", price_fen=5_000)
    make_contract(home, "morning_care")
    gather(organisation=home, day=DAY.date(), scope=own, now=EVENING)


def test_gathering_planning_and_publishing_cost_as_many_statements_for_a_larger_day(home, own):
    warm(home, own)
    counts = []
    for visits, carers in (SMALL, LARGE):
        wanted = made(home, own, visits, carers)
        gathering = counted(lambda: gather(organisation=home, day=DAY.date(), scope=own, now=EVENING))
        planning = counted(lambda order=wanted[0]: plan(order, own))
        draft = plan(wanted[0], own)
        publishing = counted(lambda key=draft.id: operations.publish(plan=key, **told(own)))
        standing = counted(lambda: gather(organisation=home, day=DAY.date(), scope=own, now=at(10)))
        counts.append((gathering, planning, publishing, standing))
    assert Pin.objects.filter(ended_at=None).count() == SMALL[0] + LARGE[0]
    small, large = counts
    assert large[0] <= small[0], counts
    assert large[1] <= small[1] + 1, counts
    assert large[2] <= small[2] + 2, counts
    assert large[3] <= small[3], counts


def test_ten_refused_visits_cost_no_more_statements_than_two(home, own):
    counts = []
    for visits in (2, 10):
        make_carer(home)
        make_carer(home)
        wanted = [accepted(8, 12, east=0.2 * number) for number in range(visits)]
        draft = plan(wanted[0], own)
        moved = Order.objects.filter(id__in=[one.id for one in wanted])
        moved.update(from_at=at(20), to_at=at(23))
        counts.append(counted(lambda key=draft.id: operations.publish(plan=key, **told(own))))
        refused = draft.rows.exclude(outcome="")
        assert {one.order for one in refused} == {one.id for one in wanted}
        moved.update(state="withdrawn")
    assert counts[1] <= counts[0] + 1, counts
