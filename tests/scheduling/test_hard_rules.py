"""Hard rules that come from the rows: pause, rest over night, ways on roads, days between visits, skills."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from chongyang.orders.models import Order
from chongyang.roads import queries as roads
from chongyang.scheduling.models import DayPlan, PlannedVisit
from chongyang.scheduling.rules import rostering
from chongyang.territory.models import Organisation
from tests.orders.people import contractor
from tests.scheduling.days import DAY, accepted, at, elder_at, make_carer, offered_by, plan
from tests.scheduling.test_planning import reason, rows_of

ONE = timedelta(days=1)
BRIDGE = "node_id,longitude,latitude\na,113.68,34.77\nb,113.68,34.83\nc,113.70,34.83\nd,113.70,34.77\n"
ROUND_ABOUT = "from,to,metres,highway\na,b,6500,primary\nb,c,1900,primary\nc,d,6500,primary\n"


@pytest.fixture
def home(db):
    return offered_by().organisation


@pytest.fixture
def own(home):
    return contractor(Organisation.objects.get(id=home))


@pytest.fixture
def _no_graph_of_another_test():
    roads.forget()
    yield
    roads.forget()


def test_breaks_a_noon_full_of_visits_leaves_one_out_for_the_pause(home, own):
    carer = make_carer(home)
    noon = [accepted(hour, hour + 1) for hour in (11, 12, 13)]
    Order.objects.filter(id__in=[one.id for one in noon]).update(minutes=60)
    made = plan(noon[0], own)
    assert (made.visits, made.left) == (2, 1)
    assert 11 * 60 <= made.pauses[str(carer.id)] <= 13.5 * 60
    Order.objects.filter(id=noon[1].id).update(state="withdrawn")
    assert plan(noon[0], own).left == 0


def test_rest_who_came_home_late_begins_later_the_next_day(home, own):
    make_carer(home)
    before = accepted(8, 11)
    made = plan(before, own)
    morning = accepted(8, 10, east=0.5)
    rest = timedelta(minutes=rostering.load().limits.rest_minutes)
    late = at(9, 30) - rest
    DayPlan.objects.filter(id=made.id).update(day=DAY.date() - ONE, state="published", published_at=late)
    PlannedVisit.objects.filter(plan=made).update(from_at=late - timedelta(hours=1), to_at=late)
    Order.objects.filter(id=before.id).update(state="withdrawn")
    assert reason(plan(morning, own), morning) == "no_shift"
    early = at(8) - rest
    PlannedVisit.objects.filter(plan=made).update(from_at=early - timedelta(hours=1), to_at=early)
    assert plan(morning, own).left == 0


@pytest.mark.usefixtures("_no_graph_of_another_test")
def test_travel_two_homes_across_a_river_are_as_far_as_the_road_is(home, own, tmp_path):
    """Two kilometres by the straight line, fifteen by the only road."""
    make_carer(home)
    here, there = accepted(8, 9), accepted(9, 10, east=1.83)
    Order.objects.filter(id__in=[here.id, there.id]).update(minutes=50)
    straight = plan(here, own)
    assert (straight.left, straight.by_road) == (0, False)
    (tmp_path / "nodes.csv").write_text(BRIDGE)
    (tmp_path / "edges.csv").write_text(ROUND_ABOUT)
    said = {"name": "test", "source": "invented", "licence": "none needed"}
    call_command("load_roads", str(tmp_path / "edges.csv"), **said)
    roads.forget()
    by_road = plan(here, own)
    assert (by_road.left, by_road.by_road) == (1, True)


def test_minimum_days_between_visits_are_counted_of_the_same_person_and_item_alone(home, own):
    make_carer(home)
    elder = elder_at()
    first, second = accepted(8, 11, elder=elder), accepted(14, 17, elder=elder)
    made = plan(first, own)
    assert [row.order for row in rows_of(made)] == [first.id]
    assert reason(made, second) == "too_soon"
    Order.objects.filter(id=second.id).update(person=elder_at(1).id)
    assert plan(first, own).left == 0
    Order.objects.filter(id=second.id).update(person=elder.id, item="morning_care")
    assert plan(first, own).left == 0


def test_skills_who_loses_her_certificate_before_the_day_is_not_sent(home, own):
    able = make_carer(home, longitude=113.75)
    near = make_carer(home, skills=("care_worker", "health"))
    order = accepted(8, 11)
    assert [row.carer for row in rows_of(plan(order, own))] == [able.id] != [near.id]
    able.credentials.filter(skill="bathing").update(valid_to=DAY.date())
    made = plan(order, own)
    assert reason(made, order) == "no_skill"
