"""A project walks through all four stages, with a completion, parallel items, joint reviews and reuse."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chongyang.approvals import operations, queries
from chongyang.approvals.models import Application, Item, Notice, Paper, StageRun
from chongyang.core.models import Event, StageHolder
from tests.approvals import people
from tests.approvals.people import NOW, do
from tests.projects.people import centre

pytestmark = pytest.mark.django_db


def days(count: int):
    return NOW + timedelta(days=count)


def test_a_project_walks_through_all_four_stages(db):
    cast, project = people.Cast(), centre().id
    row = people.begun(cast, project=project)
    for place in range(4):
        assert Application.objects.get(id=row.id).state == "open"
        people.permitted(cast, row, days(place * 30))
    row.refresh_from_db()
    assert row.state == "done"
    assert row.ended_at
    runs = StageRun.objects.filter(application=row).order_by("begun_at", "id")
    assert [(run.stage, run.state) for run in runs] == [
        ("land", "permitted"),
        ("engineering", "permitted"),
        ("construction", "permitted"),
        ("completion", "permitted"),
    ]
    told = Event.objects.filter(kind="approvals.stage.permitted").order_by("at", "id")
    documents = [people.item_of(run, name).number for run, name in zip(runs, MAIN, strict=True)]
    assert [event.payload for event in told] == [
        {"project": str(project), "stage": run.stage, "document": number}
        for run, number in zip(runs, documents, strict=True)
    ]


MAIN = ("land_permit", "engineering_permit", "construction_permit", "completion_filing")


def test_each_department_has_its_item_at_the_same_moment(db):
    cast = people.Cast()
    run = people.accepted(cast, people.begun(cast, facts={"in_regulatory_plan": True}))
    items = {item.name: item for item in Item.objects.filter(run=run)}
    waiting = {name for name, item in items.items() if item.state == "waiting"}
    assert waiting == {"project_filing", "site_opinion", "land_review", "land_permit"}
    assert items["project_filing"].department == "city.development-reform"
    assert items["land_permit"].department == items["land_review"].department == "city.natural-resources"
    fallen = [item for item in items.values() if item.state == "fallen_away"]
    assert {item.condition for item in fallen} == {"regulatory_plan"}
    assert len(fallen) == 3
    assert all(item.due_at is None for item in fallen)
    last, *others = [people.item_of(run, name) for name in sorted(waiting)]
    for item in others:
        people.permit(cast, item)
        assert StageRun.objects.get(id=run.id).state == "processing"
    people.permit(cast, last)
    done = StageRun.objects.get(id=run.id)
    assert (done.state, done.is_in_time, done.used_workdays) == ("permitted", True, 0)
    assert people.run_of(run.application).stage == "engineering"


def test_the_window_asks_once_and_the_clock_stands_still(db):
    cast = people.Cast()
    row = people.begun(cast)
    run = people.accepted(cast, row)
    due = {item.name: item.due_at for item in people.items_of(run)}
    stopped, resumed = days(3), days(16)  # 12 and 25 February: 13, 14, 24 and 25 are working days
    line = operations.Line("site_map", "坐标没有盖章。")
    run = do(operations.ask_completion, cast.window, stopped, run=run.id, lines=[line])
    assert run.state == "suspended"
    first = people.items_of(run)[0]
    with pytest.raises(operations.UnableToHandle):
        people.permit(cast, first, days(4))
    people.paper(cast, run, "site_map", days(10))
    run = do(operations.submit, cast.applicant, resumed, run=run.id)
    assert (run.state, run.stopped_workdays) == ("processing", 4)
    for item in people.items_of(run):
        assert item.due_at > due[item.name]
    for item in people.items_of(run):
        people.permit(cast, item, days(17))
    run.refresh_from_db()
    assert run.used_workdays == 4  # 10, 11 and 12 before the stop, 26 after it
    assert Notice.objects.get(run=run, kind="correction").lines == [
        {"material": "site_map", "words": "坐标没有盖章。"}
    ]
    assert [one.kind for one in queries.list_notices(run)] == ["accepted", "correction", "closed"]


def test_before_acceptance_the_windows_own_days_stand_still(db):
    cast = people.Cast()
    run = people.submitted(cast, people.begun(cast))
    assert timezone.localdate(run.due_at).isoformat() == "2026-02-14"  # a Saturday that is worked
    lines = [operations.Line("land_proof", "缺附图。")]
    run = do(operations.ask_completion, cast.window, run=run.id, lines=lines)
    assert run.state == "completing"
    assert not Item.objects.filter(run=run).exists()
    people.paper(cast, run, "land_proof", days(1))
    run = do(operations.submit, cast.applicant, days(1), run=run.id)
    assert run.state == "submitted"
    assert timezone.localdate(run.due_at).isoformat() == "2026-02-24"  # the first day after the festival


def test_what_was_handed_in_before_is_offered_with_its_day(db):
    cast = people.Cast()
    row = people.begun(cast)
    people.permitted(cast, row)
    run = people.run_of(row)
    offered = {one.paper.material: one for one in queries.list_reusable(run, days(30))}
    assert set(offered) == {"applicant_certificate", "land_proof", "site_map"}
    assert offered["site_map"].until == timezone.localdate(NOW).replace(year=2028)
    assert offered["land_proof"].until is None
    one = offered["land_proof"].paper
    made = do(operations.reuse, cast.applicant, days(30), run=run.id, paper=one.id)
    assert (made.file_id, made.handed_at, made.first_id) == (one.file_id, one.handed_at, one.id)
    again = {one.paper.material for one in queries.list_reusable(run, days(30))}
    assert "land_proof" not in again
    later = {one.paper.material for one in queries.list_reusable(run, days(800))}
    assert later == set()  # the certificate and the map are over, the proof is here
    with pytest.raises(operations.UnableToApply):
        do(operations.reuse, cast.applicant, days(800), run=run.id, paper=offered["site_map"].paper.id)


def test_taking_a_used_paper_back_leaves_the_first_one_its_file(db):
    cast = people.Cast()
    row = people.begun(cast)
    people.permitted(cast, row)
    run = people.run_of(row)
    one = queries.list_reusable(run, NOW)[0]
    made = do(operations.reuse, cast.applicant, run=run.id, paper=one.paper.id)
    do(operations.detach, cast.applicant, paper=made.id)
    assert Paper.objects.get(id=one.paper.id).file
    fresh = people.paper(cast, run, "design_scheme")
    do(operations.detach, cast.applicant, paper=fresh.id)
    assert not type(fresh.file).objects.filter(id=fresh.file_id).exists()


def test_a_refusal_ends_the_stage_and_what_others_permitted_is_carried(db):
    cast = people.Cast()
    row = people.begun(cast)
    run = people.accepted(cast, row)
    kept = people.permit(cast, people.item_of(run, "project_filing"))
    item = people.item_of(run, "land_review")
    do(operations.refuse, cast.officer_of(item), item=item.id, reason="用地不符合土地利用总体规划。")
    run.refresh_from_db()
    assert run.state == "refused"
    assert people.item_of(run, "site_opinion").state == "stopped"
    closed = Notice.objects.get(run=run, kind="closed")
    assert (closed.outcome, closed.reason) == ("refused", "用地不符合土地利用总体规划。")
    again = do(operations.begin_stage, cast.applicant, application=row.id, stage="land")
    assert again.turn == 2
    again = people.accepted(cast, row)
    carried = people.item_of(again, "project_filing")
    assert (carried.state, carried.former_id) == ("carried", kept.id)
    for item in people.items_of(again):
        people.permit(cast, item)
    again.refresh_from_db()
    assert again.state == "permitted"


def test_a_joint_review_is_one_list_of_opinions_and_one_outcome(db):
    cast = people.Cast()
    row = people.begun(cast)
    for _ in range(3):
        people.permitted(cast, row)
    run = people.accepted(cast, row)
    assert queries.joint_items(run) == {"plan_check", "land_check", "fire_acceptance"}
    check = people.item_of(run, "plan_check")
    with pytest.raises(operations.UnableToHandle):
        people.permit(cast, check)
    people.meet(cast, run, passes=False)
    assert queries.get_joint(run).state == "failed"
    with pytest.raises(operations.UnableToHandle):
        people.permit(cast, check)
    people.meet(cast, run)
    review = queries.get_joint(run)
    assert (review.turn, review.state, len(queries.list_opinions(review))) == (2, "passed", 3)
    for item in people.items_of(run):
        people.permit(cast, item)
    row.refresh_from_db()
    assert row.state == "done"
    holders = dict(StageHolder.objects.filter(case=run.id).values_list("holder", "stage"))
    assert set(holders.values()) == {
        *("applying", "window", "convening"),
        *("planning", "land_resources", "fire", "construction"),
    }


def test_where_one_department_has_all_nothing_meets(db):
    """Since the reform fire design is construction's: the joint review of drawings is among themselves."""
    cast = people.Cast()
    row = people.begun(cast)
    for _ in range(2):
        people.permitted(cast, row)
    run = people.accepted(cast, row)
    assert queries.joint_items(run) == set()
    day = timezone.localdate(NOW)
    with pytest.raises(operations.UnableToHandle):
        do(operations.call_joint, cast.convener(run), run=run.id, meets_on=day, place="会议室")


def test_a_project_that_is_given_up_ends_with_what_runs(db):
    cast = people.Cast()
    row = people.begun(cast)
    run = people.accepted(cast, row)
    row = do(operations.withdraw_all, cast.applicant, application=row.id)
    run.refresh_from_db()
    assert (row.state, run.state) == ("withdrawn", "withdrawn")
    assert {item.state for item in Item.objects.filter(run=run)} == {"stopped"}
    with pytest.raises(operations.UnableToApply):
        do(operations.begin_stage, cast.applicant, application=row.id, stage="land")


def test_a_stage_that_was_taken_back_may_begin_anew(db):
    cast = people.Cast()
    row = people.begun(cast)
    run = people.submitted(cast, row)
    do(operations.withdraw, cast.applicant, run=run.id)
    again = do(operations.begin_stage, cast.applicant, application=row.id, stage="land")
    assert again.state == "draft"
    assert {one.paper.material for one in queries.list_reusable(again, NOW)} == set(
        queries.plan_of(again).required
    )
    assert do(operations.withdraw, cast.applicant, run=again.id) is None
    assert not StageRun.objects.filter(id=again.id).exists()
