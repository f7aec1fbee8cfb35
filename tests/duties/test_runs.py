"""交办, 反馈, 核查, 销号: in order, by four persons, never twice."""

from datetime import timedelta

import pytest

from chongyang.core.access import enter
from chongyang.core.models import Event, Step
from chongyang.duties import operations, queries
from chongyang.duties.enums import Part, RunState
from chongyang.duties.models import Run
from chongyang.duties.operations import UnableToAssign, UnableToStep
from chongyang.territory.permissions import NotAllowed
from tests.duties import people
from tests.duties.people import AUTUMN, CIVIL, EACH, FINANCE, GIVEN_AT, JINSHUI, UNOWNED, acting, give

pytestmark = pytest.mark.usefixtures("db")


def answered(run):
    scope = people.liaison(run.organisation_key)
    people.report(run, scope, percent=100, with_file=True)
    return operations.answer_run(run=run.id, **acting(scope))


def judge(run, action, scope=None, reason=""):
    return operations.judge_run(run=run.id, action=action, reason=reason, **acting(scope or people.office()))


def test_an_item_is_given_to_its_lead_unit_with_its_day():
    (run,) = give()
    assert (run.organisation_key, run.state, run.part) == (CIVIL, "assigned", "owner")
    assert str(run.due_on) == "2018-12-31"
    assert Event.objects.filter(kind="duties.run.given", subject=run.id).count() == 1


def test_what_each_county_does_is_given_to_twelve_counties():
    runs = give(EACH)
    assert len(runs) == 12
    assert JINSHUI in {run.organisation_key for run in runs}
    assert len({run.area for run in runs}) == 12


def test_a_unit_of_the_plan_is_answered_for_by_who_took_over():
    assert (
        operations.answering("city.health-family-planning", GIVEN_AT.date()) == "city.health-family-planning"
    )
    assert (
        operations.answering("city.health-family-planning", people.day(2020, 1, 1))
        == "city.health-commission"
    )


def test_nobody_gets_an_item_twice_nor_without_a_basis():
    give()
    with pytest.raises(UnableToAssign) as refused:
        give()
    assert "organisations" in refused.value.faults
    with pytest.raises(UnableToAssign) as refused:
        give(UNOWNED, FINANCE)
    assert "basis" in refused.value.faults
    (run,) = give(UNOWNED, FINANCE, basis="领导小组会议纪要〔2018〕1号")
    assert run.basis


def test_what_is_given_must_exist():
    for item, keys in (
        ("2018-34:nothing", [CIVIL]),
        (people.NEW_2018, []),
        (people.NEW_2018, ["city.nobody"]),
    ):
        with pytest.raises(UnableToAssign):
            operations.assign_item(item=item, organisations=keys, **acting(people.office(), GIVEN_AT))
    with pytest.raises(UnableToAssign):
        give(people.NEW_2018, "city.market-regulation", basis="甲")


def test_a_co_owner_of_the_clause_needs_no_basis():
    (run,) = give(people.NEW_2018, FINANCE, part=Part.CO_OWNER)
    assert run.part == "co_owner"


def test_the_whole_way_by_four_persons():
    (run,) = give()
    assert answered(run).state == RunState.ANSWERED
    assert judge(run, "confirm").state == RunState.CHECKED
    closed = judge(run, "close", people.government_office())
    assert closed.state == RunState.CLOSED
    assert closed.closed_at == AUTUMN
    holders = Step.objects.filter(case=run.id).order_by("number").values_list("actor_account", flat=True)
    assert len(set(holders)) == 4


def test_nobody_holds_two_stages():
    giver = people.office()
    (run,) = give(scope=giver)
    answered(run)
    with pytest.raises(UnableToStep):
        judge(run, "confirm", giver)
    checker = people.office()
    judge(run, "confirm", checker)
    for scope in (giver, checker):
        with pytest.raises(UnableToStep):
            judge(run, "close", scope)


def test_without_a_full_report_and_its_evidence_nothing_is_answered():
    (run,) = give()
    scope = people.liaison()
    first = people.report(run, scope, percent=100)
    refuses_to_answer(run, scope)
    second = people.report(run, scope, percent=90, with_file=True, follows=first.id)
    refuses_to_answer(run, scope)
    people.report(run, scope, percent=100, follows=second.id)
    operations.answer_run(run=run.id, **acting(scope))
    run.refresh_from_db()
    assert run.state == RunState.ANSWERED


def refuses_to_answer(run, scope):
    with pytest.raises(UnableToStep) as refused:
        operations.answer_run(run=run.id, **acting(scope))
    assert refused.value.lacking == ("reported",)


def test_a_remark_sends_it_back_and_it_comes_again():
    (run,) = give()
    answered(run)
    checker = people.office()
    with pytest.raises(UnableToStep):
        judge(run, "return", checker)
    assert judge(run, "return", checker, "缺验收单").state == RunState.ASSIGNED
    operations.answer_run(run=run.id, **acting(people.liaison()))
    assert judge(run, "confirm", checker).state == RunState.CHECKED
    closer = people.government_office()
    assert judge(run, "send_back", closer, "照片不清").state == RunState.ASSIGNED


def test_a_second_click_of_closing_hears_who_was_first():
    (run,) = give()
    answered(run)
    judge(run, "confirm")
    closer = people.government_office()
    judge(run, "close", closer)
    for scope in (closer, people.government_office()):
        with pytest.raises(UnableToStep) as refused:
            judge(run, "close", scope)
        assert refused.value.done_at == AUTUMN


def test_a_closed_duty_takes_no_feedback():
    (run,) = give()
    answered(run)
    judge(run, "confirm")
    judge(run, "close", people.government_office())
    with pytest.raises(UnableToStep):
        operations.answer_run(run=run.id, **acting(people.liaison()))


def test_a_withdrawn_duty_is_given_to_another():
    giver = people.office()
    (run,) = give(scope=giver)
    judge(run, "withdraw", giver, "机构改革")
    (again,) = give()
    assert again.id != run.id
    assert queries.list_runs_lit(people.office(), people.Q3)[0].run.id == again.id


def test_only_the_own_organisation_reports_and_only_an_office_judges():
    (run,) = give()
    with pytest.raises(NotAllowed):
        people.report(run, people.liaison(FINANCE))
    with pytest.raises(NotAllowed):
        operations.judge_run(run=run.id, action="confirm", **acting(people.liaison()))
    with pytest.raises(NotAllowed):
        operations.judge_run(run=run.id, action="answer", **acting(people.office()))
    with pytest.raises(NotAllowed):
        operations.assign_item(item=people.EACH, organisations=[JINSHUI], **acting(people.liaison()))


def test_a_county_sees_its_own_runs_and_no_other():
    give(EACH)
    give()
    scope = people.liaison(JINSHUI)
    with enter(scope):
        seen = {lit.run.organisation_key for lit in queries.list_runs_lit(scope, people.Q3)}
        assert seen == {JINSHUI}
        assert Run.objects.count() == 1
        other = people.ERQI
        with pytest.raises(queries.NotFound):
            queries.access_run(scope, _run_of(other))


def _run_of(key):
    from chongyang.core.scopes import system_scope

    with enter(system_scope("test")):
        return Run.objects.get(organisation_key=key).id


def test_who_works_for_a_county_in_a_city_organisation_does_not_report_for_the_city():
    (run,) = give()
    from chongyang.territory.enums import Role
    from tests import factories

    reviewer = factories.scope_of(factories.make_account(Role.COUNTY_REVIEWER, None, "410105"))
    assert reviewer.organisation == run.organisation
    with pytest.raises(NotAllowed):
        people.report(run, reviewer)


def test_before_it_was_given_there_is_nothing_to_judge():
    give(now=AUTUMN + timedelta(days=60))
    assert queries.list_runs_lit(people.office(), people.Q3) == []
    assert len(queries.list_runs_lit(people.office(), people.Q4)) == 1
