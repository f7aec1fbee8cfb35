"""Publishing as a set: two carers exchanged, circles, who stands in the way, what is refused and kept."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chongyang.core.models import Event, Step
from chongyang.orders import operations as orders
from chongyang.orders import queries as read_orders
from chongyang.orders.models import Assignment
from chongyang.orders.operations import Coming
from chongyang.scheduling import operations
from chongyang.scheduling.models import PlannedVisit
from chongyang.territory.models import Organisation
from tests.orders.people import contractor, step
from tests.scheduling.days import accepted, at, make_carer, offered_by, plan, told
from tests.scheduling.test_planning import away, rows_of
from tests.workforce.made import certify


@pytest.fixture
def home(db):
    return offered_by().organisation


@pytest.fixture
def own(home):
    return contractor(Organisation.objects.get(id=home))


def put(order, carer, begin, own, minutes=60) -> Coming:
    return Coming(order.id, (carer.id,), begin, begin + timedelta(minutes=minutes))


def who(*wanted) -> list[object]:
    held = read_orders.assignments_of([one.id for one in wanted])
    return [tuple(one.carer for one in held[order.id]) for order in wanted]


def assign_all(wanted, own) -> dict[UUID, str]:
    refused = orders.assign_all(wanted=wanted, **told(own))
    return {key: str(why) for key, why in refused.items()}


def test_a_plan_that_exchanges_two_carers_is_published(home, own):
    one, other = make_carer(home), make_carer(home)
    first, second = accepted(8, 11, east=1), accepted(8, 11, east=-1)
    for order, carer in ((first, one), (second, other)):
        begin = at(9)
        end = begin + timedelta(minutes=order.minutes)
        orders.assign(order=order.id, carers=[carer.id], from_at=begin, to_at=end, **told(own))
    operations.pin(order=first.id, carers=[other.id], starts_at=at(9), reason="elder", **told(own))
    operations.pin(order=second.id, carers=[one.id], starts_at=at(9), reason="elder", **told(own))
    made = plan(first, own)
    operations.publish(plan=made.id, **told(own))
    assert who(first, second) == [(other.id,), (one.id,)]
    assert [row.outcome for row in rows_of(made)] == ["", ""]


def test_a_circle_of_three_turns_and_each_step_is_told(home, own):
    people = [make_carer(home) for _ in range(3)]
    wanted = [accepted(8, 11, east=east) for east in (0, 1, 2)]
    assert assign_all([put(o, c, at(9), own) for o, c in zip(wanted, people, strict=True)], own) == {}
    turned = [*people[1:], people[0]]
    assert assign_all([put(o, c, at(9), own) for o, c in zip(wanted, turned, strict=True)], own) == {}
    assert who(*wanted) == [(one.id,) for one in turned]
    for order in wanted:
        last = Step.objects.filter(case=order.id).order_by("-number").first()
        assert (last.action, last.how, len(last.evidence["carers"])) == ("assign", "assigned", 1)
        assert Event.objects.filter(kind="orders.order.assign", subject=order.id).count() == 2
    step(wanted[0], "set_out", own, at(8, 40))


def test_who_stands_in_the_way_keeps_her_place_and_others_behind_it_too(home, own):
    one, other = make_carer(home), make_carer(home)
    stays, wants, follows = accepted(8, 11), accepted(8, 11, east=1), accepted(8, 11, east=2)
    assign_all([put(stays, one, at(9), own), put(wants, other, at(9), own)], own)
    refused = assign_all([put(wants, one, at(9, 30), own), put(follows, other, at(9), own)], own)
    assert set(refused) == {wants.id, follows.id}
    assert all("不能同时在两处" in why for why in refused.values())
    assert who(stays, wants, follows) == [(one.id,), (other.id,), ()]


def test_each_refusal_has_its_own_reason_and_the_rest_goes_on(home, own):
    good, weak, ill = make_carer(home), make_carer(home, skills=("health",)), make_carer(home)
    late = make_carer(home, skills=("care_worker", "health"))
    certify(late, "bathing", valid_to=at(0).date())
    away(ill, at(0), at(12))
    stranger = make_carer(offered_by().organisation)
    wanted = [accepted(8, 11, east=east) for east in range(7)]
    gone = accepted(14, 17)
    step(gone, "refuse", own, reason="没有人")
    told_ = [
        put(wanted[0], good, at(9), own),
        put(wanted[1], weak, at(9), own),
        put(wanted[2], ill, at(9), own),
        put(wanted[3], late, at(9), own),
        put(wanted[4], stranger, at(9), own),
        put(wanted[5], make_carer(home), at(12), own),
        Coming(wanted[6].id, (good.id, weak.id), at(9), at(10)),
        put(gone, good, at(15), own),
    ]
    refused = assign_all(told_, own)
    words = ["没有", "不在岗", "已过期", "不是接单服务商", "时间段内", "1 人"]
    for order, word in zip(wanted[1:], words, strict=True):
        assert word in refused[order.id]
    assert gone.id in refused
    assert wanted[0].id not in refused
    assert Assignment.objects.filter(ended_at=None).count() == 1
    out = contractor(Organisation.objects.get(id=stranger.organisation))
    assert "范围" in assign_all([put(wanted[0], good, at(9), own)], out)[wanted[0].id]


def test_forty_visits_take_as_many_statements_as_four(home, own):
    people = [make_carer(home) for _ in range(8)]
    counts = []
    for size in (2, 8):
        some = [accepted(8, 11, east=0.1 * number) for number in range(size)]
        wanted = [put(o, c, at(9) + timedelta(seconds=1), own) for o, c in zip(some, people, strict=False)]
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert assign_all(wanted, own) == {}
        counts.append(len(found))
        Assignment.objects.update(ended_at=at(0))
    assert counts[1] <= counts[0] + 2, counts
    assert PlannedVisit.objects.count() == 0


def test_who_was_to_come_is_free_where_the_new_plan_leaves_the_order_out(home, own):
    ill = make_carer(home)
    order, other = accepted(8, 11), accepted(14, 17, east=1)
    assign_all([put(order, ill, at(9), own)], own)
    away(ill, at(0), at(12))
    made = plan(order, own)
    assert [row.order for row in made.left_out.all()] == [order.id]
    operations.publish(plan=made.id, **told(own))
    assert who(order, other) == [(), (ill.id,)]
    last = Step.objects.filter(case=order.id).order_by("-number").first()
    assert (last.action, last.evidence["carers"]) == ("assign", [])


def test_who_is_on_the_way_is_not_called_back_by_a_plan(home, own):
    carer, order = make_carer(home), accepted(8, 11)
    assign_all([put(order, carer, at(9), own)], own)
    step(order, "set_out", own, at(8, 40))
    assert orders.assign_all(wanted=[], freed=[order.id], **told(own)) == {}
    assert who(order) == [(carer.id,)]
