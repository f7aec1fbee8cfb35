"""What is refused: skipped stages, permits without a number or with one twice, second requests, strangers."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.approvals import operations, queries
from chongyang.approvals.models import Item, Notice, StageRun
from chongyang.core.keys import new_key
from chongyang.core.operations.cases import UnableToStep
from chongyang.territory.permissions import NotAllowed
from tests.approvals import people
from tests.approvals.people import NOW, do
from tests.projects.people import centre

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(NOW)


@pytest.fixture
def cast(db):
    return people.Cast()


@pytest.fixture
def run(cast):
    return people.accepted(cast, people.begun(cast))


@pytest.mark.parametrize("stage", ["engineering", "construction", "completion", "nothing", "land"])
def test_no_stage_is_skipped_or_begun_twice(cast, run, stage):
    with pytest.raises(operations.UnableToApply):
        do(operations.begin_stage, cast.applicant, application=run.application_id, stage=stage)
    assert StageRun.objects.count() == 1


def test_the_database_refuses_two_open_stages(cast, run):
    told = {"area": run.area, "organisation": run.organisation, "begun_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        StageRun.objects.create(application=run.application, stage="engineering", **told)


@pytest.mark.parametrize("number", ["", "   ", "长" * 61, "a\nb", "a\x00b"])
def test_no_permit_without_a_number(cast, run, number):
    item = people.item_of(run, "project_filing")
    told = {"item": item.id, "number": number, "document_on": TODAY}
    with pytest.raises(operations.UnableToHandle):
        do(operations.permit, cast.officer_of(item), **told)
    assert people.item_of(run, "project_filing").state == "waiting"


def test_the_database_refuses_a_permit_without_a_number(cast, run):
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(run=run, name="project_filing").update(state="permitted")


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), TODAY - timedelta(days=1), date.max, date.min])
def test_a_document_is_dated_between_acceptance_and_today(cast, run, day):
    item = people.item_of(run, "project_filing")
    with pytest.raises(operations.UnableToHandle):
        do(operations.permit, cast.officer_of(item), item=item.id, number="一号", document_on=day)


def test_a_department_uses_a_number_once(cast, run):
    first, second = (people.item_of(run, name) for name in ("site_opinion", "land_permit"))
    people.permit(cast, first, number="郑规〔2026〕1号")
    with pytest.raises(operations.UnableToHandle) as refused:
        people.permit(cast, second, number=" 郑规〔2026〕1号 ")
    assert list(refused.value.faults) == ["number"]
    people.permit(cast, people.item_of(run, "project_filing"), number="郑规〔2026〕1号")


def test_a_double_click_permits_once(cast, run):
    item = people.item_of(run, "project_filing")
    people.permit(cast, item, number="一号")
    with pytest.raises(operations.UnableToHandle):
        people.permit(cast, item, number="二号")
    assert people.item_of(run, "project_filing").number == "一号"
    with pytest.raises(operations.UnableToHandle):
        do(operations.accept, cast.window, run=run.id)
    assert Notice.objects.filter(run=run, kind="accepted").count() == 1


def test_completion_is_asked_once(cast, run):
    lines = [operations.Line("site_map", "缺图例。")]
    do(operations.ask_completion, cast.window, run=run.id, lines=lines)
    people.paper(cast, run, "site_map", NOW + timedelta(days=1))
    do(operations.submit, cast.applicant, NOW + timedelta(days=1), run=run.id)
    with pytest.raises(operations.UnableToHandle) as refused:
        do(operations.ask_completion, cast.window, NOW + timedelta(days=2), run=run.id, lines=lines)
    assert "一次" in refused.value.faults["lines"]


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [("site_map", " ")],
        [("nothing", "缺。")],
        [("site_map", "长" * 201)],
        [("site_map", "a\nb")],
        [("site_map", "缺一。"), ("site_map", "缺二。")],
    ],
)
def test_the_list_of_a_completion_is_whole(cast, run, lines):
    told = [operations.Line(*line) for line in lines]
    with pytest.raises(operations.UnableToHandle):
        do(operations.ask_completion, cast.window, run=run.id, lines=told)


def test_a_completion_brings_what_was_asked(cast, run):
    do(operations.ask_completion, cast.window, run=run.id, lines=[operations.Line("site_map", "缺图例。")])
    with pytest.raises(operations.UnableToApply):
        do(operations.submit, cast.applicant, NOW + timedelta(days=1), run=run.id)
    kept = next(paper for paper in queries.list_papers(run) if paper.material == "site_map")
    with pytest.raises(operations.UnableToApply):
        do(operations.detach, cast.applicant, paper=kept.id)


@pytest.mark.parametrize("data", [b"", b"MZ program", b"<html>", b"%PDF"[:2], bytes(40)])
def test_a_file_that_is_rubbish_is_put_down(cast, data):
    run = people.run_of(people.begun(cast))
    told = {"run": run.id, "material": "site_map", "chunks": [data], "name": "图.pdf"}
    with pytest.raises(operations.UnableToApply):
        do(operations.attach, cast.applicant, **told)
    assert not queries.list_papers(run)


def test_a_paper_that_nobody_asked_for_is_put_down(cast):
    run = people.run_of(people.begun(cast, facts={"in_regulatory_plan": True}))
    for material in ("traffic_report", "nothing", "drawings"):
        with pytest.raises(operations.UnableToApply):
            people.paper(cast, run, material)


def test_the_item_of_another_department_is_not_there(cast, run):
    item = people.item_of(run, "project_filing")
    strangers = {
        "another department": cast.officer_of(people.item_of(run, "land_permit")),
        "another county": people.officer("city.development-reform", "410102"),
        "the window": cast.window,
    }
    for who, scope in strangers.items():
        told = {"item": item.id, "number": "一号", "document_on": TODAY}
        with pytest.raises(queries.NotFound):
            do(operations.permit, scope, **told)
        with pytest.raises(queries.NotFound):
            do(operations.refuse, scope, item=item.id, reason="不行。")
        assert people.item_of(run, "project_filing").state == "waiting", who


def test_a_department_is_no_window_and_who_applies_decides_nothing(cast, run):
    item = people.item_of(run, "project_filing")
    with pytest.raises(NotAllowed):
        do(operations.turn_away, cast.officer_of(item), run=run.id, reason="不归这里。")
    with pytest.raises(NotAllowed):
        do(operations.permit, cast.applicant, item=item.id, number="一号", document_on=TODAY)
    with pytest.raises(NotAllowed):
        do(operations.accept, cast.applicant, run=run.id)
    with pytest.raises(NotAllowed):
        do(operations.begin, cast.window, form=operations.ApplicationForm(name="项目"))


def test_nobody_stands_in_two_places_of_one_case(cast, run):
    """One person of the department that followed planning and land decides for one of the two."""
    planning, land = people.item_of(run, "land_permit"), people.item_of(run, "land_review")
    assert planning.department == land.department
    who = cast.officer_of(planning)
    people.permit(cast, planning)
    with pytest.raises(UnableToStep):
        people.permit(cast, land, who=who)
    people.permit(cast, people.item_of(run, "site_opinion"), who=who)


def test_another_organisation_touches_nothing(cast, run):
    stranger = people.clerk()
    calls = [
        (operations.submit, {"run": run.id}),
        (operations.withdraw, {"run": run.id}),
        (operations.withdraw_all, {"application": run.application_id}),
        (operations.begin_stage, {"application": run.application_id, "stage": "land"}),
        (operations.detach, {"paper": queries.list_papers(run)[0].id}),
    ]
    for operation, told in calls:
        with pytest.raises(queries.NotFound):
            do(operation, stranger, **told)


@pytest.mark.parametrize(
    "told",
    [
        {"name": ""},
        {"name": " \n "},
        {"name": "长" * 121},
        {"name": "a\x00b"},
        {"area": 1},
        {"area": 10**30},
        {"area": -5},
        {"area": 420106000000},
        {"facts": {"nothing": True}},
        {"library": "2018-34-99"},
        {"project": new_key()},
    ],
)
def test_a_beginning_that_is_wrong_is_told(cast, told):
    with pytest.raises(operations.UnableToApply):
        people.begun(cast, **told)


def test_a_project_is_applied_for_once(cast):
    project = centre().id
    row = people.begun(cast, project=project)
    with pytest.raises(operations.UnableToApply):
        people.begun(cast, project=project)
    do(operations.withdraw_all, cast.applicant, application=row.id)
    people.begun(cast, project=project)


def test_facts_are_fixed_once_the_first_stage_is_accepted(cast):
    row = people.begun(cast)
    told = {"application": row.id, "facts": {"is_converted": True}}
    assert do(operations.tell_facts, cast.applicant, **told).facts == {"is_converted": True}
    people.accepted(cast, row)
    with pytest.raises(operations.UnableToApply):
        do(operations.tell_facts, cast.applicant, application=row.id, facts={})


def test_a_refusal_and_a_no_of_the_window_say_why(cast, run):
    item = people.item_of(run, "project_filing")
    with pytest.raises(UnableToStep):
        do(operations.refuse, cast.officer_of(item), item=item.id, reason="  ")
    other = people.submitted(cast, people.begun(cast, name="另一个项目"))
    with pytest.raises(UnableToStep):
        do(operations.turn_away, cast.window, run=other.id, reason="")
    other = do(operations.turn_away, cast.window, run=other.id, reason="不属于养老项目。")
    assert other.state == "turned_away"
    assert Notice.objects.get(run=other).outcome == "turned_away"


def test_a_finished_stage_is_not_taken_back(cast):
    row = people.begun(cast)
    run = people.permitted(cast, row)
    with pytest.raises(operations.UnableToApply):
        do(operations.withdraw, cast.applicant, run=run.id)
