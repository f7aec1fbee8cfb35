"""A day from orders to assignments: windows, certificates, absences, doubles, wishes, pins, ten o'clock."""

from datetime import timedelta

import pytest

from chongyang.core.scopes import interval_of
from chongyang.orders import queries as read_orders
from chongyang.orders.models import Order
from chongyang.scheduling import operations, queries
from chongyang.scheduling.models import DayPlan, LeftOut, Pin, PlannedVisit
from chongyang.scheduling.operations import UnableToPlan
from chongyang.services.models import ServiceProvider
from chongyang.territory.models import Organisation
from chongyang.territory.permissions import NotAllowed
from chongyang.workforce.models import Absence, Carer
from tests import factories
from tests.orders.people import contractor, make_contract, make_offer, step
from tests.scheduling.days import (
    DAY,
    EVENING,
    accepted,
    at,
    dispatcher,
    elder_at,
    make_carer,
    offered_by,
    plan,
    told,
)
from tests.workforce.made import certify


@pytest.fixture
def home(db):
    return offered_by().organisation


@pytest.fixture
def own(home):
    return contractor(Organisation.objects.get(id=home))


def rows_of(plan: DayPlan) -> list[PlannedVisit]:
    return list(PlannedVisit.objects.filter(plan=plan).order_by("from_at", "position"))


def reason(plan: DayPlan, order: Order) -> str:
    return LeftOut.objects.get(plan=plan, order=order.id).reason


def away(carer, begin, end) -> None:
    Absence.objects.create(
        carer=carer, from_at=begin, to_at=end, kind="sick", area=carer.area, organisation=carer.organisation
    )


def test_everybody_is_visited_in_her_window_by_somebody_who_may(home, own):
    carers = {make_carer(home).id, make_carer(home).id}
    wanted = [accepted(8, 11, east=1), accepted(8, 11, east=-1), accepted(14, 17, east=1)]
    made = plan(wanted[0], own)
    assert (made.visits, made.left, made.state, made.version) == (3, 0, "draft", 1)
    for row in rows_of(made):
        order = next(one for one in wanted if one.id == row.order)
        assert row.carer in carers
        assert order.from_at <= row.from_at
        assert row.to_at <= order.to_at
        assert row.why["needs"] == ["bathing", "care_worker", "health"]


def test_the_same_seed_and_rounds_make_the_same_plan(home, own):
    make_carer(home)
    make_carer(home)
    first, *_ = [accepted(8, 12, east=east) for east in (-3, -1, 1, 3, 5)]
    assert plan(first, own).digest == plan(first, own).digest
    assert [one.state for one in DayPlan.objects.order_by("version")] == ["replaced", "draft"]


def test_an_expired_certificate_and_who_is_away_do_not_count(home, own):
    late = make_carer(home, skills=("care_worker", "health"))
    certify(late, "bathing", valid_to=DAY.date())
    order = accepted(8, 11)
    made = plan(order, own)
    assert reason(made, order) == "no_skill"
    assert LeftOut.objects.get(plan=made).skills == ["bathing"]
    away(make_carer(home), at(0), at(24))
    assert reason(plan(order, own), order) == "no_shift"


def test_who_is_away_in_the_morning_comes_in_the_afternoon(home, own):
    away(make_carer(home), at(0), at(12))
    morning, later = accepted(8, 11), accepted(14, 17)
    made = plan(later, own)
    assert reason(made, morning) == "no_shift"
    assert [row.order for row in rows_of(made)] == [later.id]


def test_two_come_together_where_two_are_needed(home, own):
    make_offer(ServiceProvider.objects.get(organisation=home), "bath_two", price_fen=20_000)
    make_contract(home, "bath_two")
    make_carer(home)
    order = accepted(8, 12, item="bath_two")
    assert reason(plan(order, own), order) == "one_carer_only"
    make_carer(home)
    made = plan(order, own)
    first, second = rows_of(made)
    assert first.from_at == second.from_at
    assert first.carer != second.carer
    operations.publish(plan=made.id, **told(own))
    assert [one.carer for one in read_orders.assignments_of([order.id])[order.id]] == [
        first.carer,
        second.carer,
    ]


def test_a_wish_for_a_woman_is_kept_if_it_can_be(home, own):
    make_carer(home, sex="male")
    woman = make_carer(home, longitude=113.69)
    order = accepted(8, 11, prefers_sex="female")
    assert rows_of(plan(order, own))[0].carer == woman.id


def test_the_same_bath_again_next_day_is_too_soon_and_a_pin_overrules_it(home, own):
    carer = make_carer(home)
    elder = elder_at()
    order = accepted(8, 11, elder=elder)
    Order.objects.filter(id=order.id).update(
        from_at=at(8) - timedelta(days=1), to_at=at(11) - timedelta(days=1)
    )
    again = accepted(8, 11, elder=elder)
    assert reason(plan(again, own), again) == "too_soon"
    operations.pin(order=again.id, carers=[carer.id], reason="elder", **told(own))
    assert rows_of(plan(again, own))[0].pinned


def test_a_home_without_a_place_is_said_to_be(home, own):
    make_carer(home)
    order = accepted(8, 11)
    Order.objects.filter(id=order.id).update(longitude=None, latitude=None)
    assert reason(plan(order, own), order) == "no_place"


def test_publishing_assigns_and_an_order_that_changed_stays_out_with_its_reason(home, own):
    make_carer(home)
    stays, goes = accepted(8, 11), accepted(14, 17)
    made = plan(stays, own)
    step(goes, "refuse", own, EVENING, reason="没有人")
    published = operations.publish(plan=made.id, **told(own))
    assert published.state == "published"
    assert read_orders.assignments_of([stays.id])[stays.id][0].from_at == rows_of(made)[0].from_at
    assert read_orders.assignments_of([goes.id])[goes.id] == []
    assert [bool(row.outcome) for row in rows_of(made)] == [False, True]
    with pytest.raises(UnableToPlan):
        operations.publish(plan=made.id, **told(own))


def test_at_ten_what_is_done_or_under_way_stays_and_the_sick_are_replaced(home, own):
    make_carer(home, name="甲")
    make_carer(home, name="乙")
    wanted = [
        accepted(8, 10, east=1),
        accepted(8, 10, east=-1),
        accepted(14, 17, east=1),
        accepted(14, 17, east=-1),
    ]
    made = plan(wanted[0], own)
    operations.publish(plan=made.id, **told(own))
    standing = read_orders.assignments_of([one.id for one in wanted])
    for one in wanted[:2]:
        step(one, "arrive", now=at(8, 40))
    step(wanted[0], "start", now=at(8, 41))
    sick = standing[wanted[2].id][0].carer
    away(Carer.objects.get(id=sick), at(10), at(24))
    again = plan(wanted[0], own, now=at(10))
    rows = {row.order: row for row in rows_of(again)}
    for one in wanted[:2]:
        assert rows[one.id].fixed
        assert (rows[one.id].carer, rows[one.id].from_at) == (
            standing[one.id][0].carer,
            standing[one.id][0].from_at,
        )
    assert rows[wanted[2].id].carer != sick
    operations.publish(plan=again.id, **told(own, at(10)))
    assert read_orders.assignments_of([wanted[2].id])[wanted[2].id][0].carer != sick


def test_a_pin_holds_and_is_refused_where_a_rule_forbids_it(home, own):
    near, far = make_carer(home), make_carer(home, longitude=113.70)
    order = accepted(8, 11)
    operations.pin(order=order.id, carers=[far.id], starts_at=at(9, 30), reason="elder", **told(own))
    row = rows_of(plan(order, own))[0]
    assert (row.carer, row.from_at, row.pinned) == (far.id, at(9, 30), True)
    operations.unpin(order=order.id, **told(own))
    assert Pin.objects.filter(ended_at=None).count() == 0
    uncertified = make_carer(home, skills=("care_worker", "health"))
    certify(uncertified, "bathing", valid_to=DAY.date())
    stranger = make_carer(offered_by().organisation)
    for carers, starts, words in (
        ([uncertified.id], None, "已过期"),
        ([stranger.id], None, "不是接单服务商"),
        ([near.id, far.id], None, "1 人"),
        ([], at(10, 30), "约定的时间段"),
        ([], None, "至少一项"),
    ):
        with pytest.raises(UnableToPlan, match=words):
            operations.pin(order=order.id, carers=carers, starts_at=starts, reason="elder", **told(own))


def test_a_move_by_hand_is_asked_every_hard_rule(home, own):
    one, two = make_carer(home, name="甲"), make_carer(home, name="乙")
    first, second = accepted(8, 11, east=1), accepted(8, 11, east=6)
    operations.pin(order=first.id, carers=[one.id], starts_at=at(9), reason="elder", **told(own))
    operations.pin(order=second.id, carers=[two.id], starts_at=at(9), reason="elder", **told(own))
    plan(first, own)
    moving = {"order": second.id, "carers": [one.id]}
    with pytest.raises(UnableToPlan, match="两处"):
        operations.move(starts_at=at(9, 30), **moving, **told(own))
    with pytest.raises(UnableToPlan, match="来不及"):
        operations.move(starts_at=at(10), **moving, **told(own))
    assert Pin.objects.get(order=second.id, ended_at=None).carers == [two.id]
    made = operations.move(order=second.id, carers=[two.id], starts_at=at(10), **told(own))
    assert made.version == 2
    assert {(row.order, row.carer, row.from_at) for row in rows_of(made)} == {
        (first.id, one.id, at(9)),
        (second.id, two.id, at(10)),
    }


def test_who_reads_and_plans_what(home, own):
    make_carer(home)
    order = accepted(8, 11)
    made = plan(order, own)
    seats = dispatcher()
    assert queries.access_plan(own, made.id) == made
    assert queries.newest_plans(seats, DAY.date()) == [made]
    assert (
        operations.plan_day(day=DAY.date(), area=interval_of("410105"), rounds=50, **told(seats))[0].version
        == 2
    )
    stranger = contractor(Organisation.objects.get(id=offered_by().organisation))
    with pytest.raises(queries.NotFound):
        queries.access_plan(stranger, made.id)
    with pytest.raises(read_orders.NotFound):
        operations.pin(order=order.id, starts_at=at(9), reason="elder", **told(stranger))
    with pytest.raises(UnableToPlan):
        operations.plan_day(day=DAY.date(), organisation=order.organisation, rounds=50, **told(stranger))
    with pytest.raises(NotAllowed):
        queries.list_plans(factories.scope_of(factories.make_operator()))


def test_a_day_that_is_over_and_a_search_without_end_are_refused(home, own):
    order = accepted(8, 11)
    with pytest.raises(UnableToPlan, match="已经过去"):
        plan(order, own, now=at(24))
    with pytest.raises(UnableToPlan, match="60"):
        plan(order, own, seconds=3600)
