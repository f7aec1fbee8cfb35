"""Late items are reminded, told upwards and shown; nobody's silence permits anything."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chongyang.approvals import operations, queries
from chongyang.approvals.models import Application, Item, StageRun
from chongyang.core.measuring import Days
from chongyang.core.models import Step
from chongyang.core.queries.measuring import count_by_street
from chongyang.territory.enums import Role
from tests.approvals import people
from tests.approvals.people import NOW, do

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    return people.Cast()


def test_what_nobody_decides_is_reminded_and_told_upwards_and_never_permitted(cast):
    run = people.accepted(cast, people.begun(cast))
    item = people.item_of(run, "project_filing")  # five working days: 24 February
    before = item.due_at - timedelta(days=1)
    assert operations.fire_deadlines(now=NOW) == 0
    fired = operations.fire_deadlines(now=before)
    item.refresh_from_db()
    assert item.reminded_at == before
    assert item.escalated_at is None
    assert fired >= 1
    assert operations.fire_deadlines(now=before) == 0
    late = NOW + timedelta(days=400)
    operations.fire_deadlines(now=late)
    item.refresh_from_db()
    assert item.escalated_at == late
    assert operations.fire_deadlines(now=late) == 0
    assert {one.state for one in Item.objects.filter(run=run)} == {"waiting"}
    run.refresh_from_db()
    assert run.state == "processing"
    steps = Step.objects.filter(case=run.id, actor_kind="system").values_list("action", flat=True)
    assert set(steps) == {"remind", "escalate"}


def test_a_stopped_clock_makes_no_item_late(cast):
    run = people.accepted(cast, people.begun(cast))
    do(operations.ask_completion, cast.window, run=run.id, lines=[operations.Line("site_map", "缺。")])
    late = NOW + timedelta(days=200)
    operations.fire_deadlines(now=late)
    assert not Item.objects.filter(run=run, escalated_at__isnull=False).exists()
    run.refresh_from_db()
    assert run.escalated_at == late  # the applicant's own days are over: the window sees it


def test_late_ones_are_seen_by_leaders_of_their_area_alone(cast):
    run = people.accepted(cast, people.begun(cast))
    late = NOW + timedelta(days=100)
    city, county = people.scope(Role.LEADING_GROUP_OFFICE), people.scope(Role.COUNTY_SIGN_OFF, "410105")
    elsewhere = people.scope(Role.COUNTY_SIGN_OFF, "410102")
    for scope in (city, county, cast.window):
        found = queries.list_late(scope, late)
        assert {one.item for one in found} == {item.name for item in people.items_of(run)}
    assert queries.list_late(elsewhere, late) == []
    assert queries.list_late(city, NOW) == []


def test_stages_are_counted_by_place_with_their_working_days(cast):
    row = people.begun(cast)
    run = people.permitted(cast, row)
    StageRun.objects.filter(id=run.id).update(used_workdays=7)
    slow = people.permitted(cast, Application.objects.get(id=row.id))
    StageRun.objects.filter(id=slow.id).update(used_workdays=30, is_in_time=False)
    day = timezone.localdate(NOW)
    period = Days(day - timedelta(days=1), day + timedelta(days=1))
    told = queries.tally(people.scope(Role.LEADING_GROUP_OFFICE), period, NOW)
    assert set(told) == {"city", next(key for key in told if key != "city")}
    land, works = told["city"]["land"], told["city"]["engineering"]
    assert (land.permitted, land.average, land.share_in_time) == (1, 7.0, 100.0)
    assert (works.permitted, works.average, works.share_in_time) == (1, 30.0, 0.0)
    assert queries.tally(people.scope(Role.COUNTY_SIGN_OFF, "410102"), period, NOW) == {}
    empty = Days(day - timedelta(days=9), day)
    assert queries.tally(people.scope(Role.LEADING_GROUP_OFFICE), empty, NOW)["city"]["land"].permitted == 0


def test_the_measures_count_the_same_stages(cast):
    from chongyang.approvals.measuring import MEASURES

    people.permitted(cast, people.begun(cast))
    StageRun.objects.filter(state="permitted").update(used_workdays=4)
    day = timezone.localdate(NOW)
    counted = {
        one.key: sum(count_by_street(one, Days(day, day + timedelta(days=1))).values()) for one in MEASURES
    }
    assert counted == {
        "approvals.stages_finished": 1,
        "approvals.stages_in_time": 1,
        "approvals.workdays_used": 4,
    }
