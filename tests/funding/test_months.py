"""Standing awards: a month is computed, checked and approved by three, and to the same bytes later."""

from datetime import date

import pytest

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import system_scope
from chongyang.funding import operations
from chongyang.funding.models import Award, MonthLine, MonthRun
from chongyang.funding.operations.awarding import open_award
from chongyang.funding.operations.errors import UnableToHandle
from chongyang.funding.operations.monthly import recomputed
from chongyang.funding.queries import NotFound
from chongyang.funding.queries import awards as reads
from chongyang.treasury.models import Budget, OrderPart, PaymentOrder
from chongyang.treasury.operations import UnableToPay
from tests.funding import awards, people
from tests.funding.awards import JUNE, Three
from tests.funding.people import do
from tests.funding.test_whole_way import after_notice

JULY = date(2019, 7, 1)


@pytest.fixture(autouse=True)
def _money(db):
    people.budgets("carer_post_allowance")
    people.budgets("home_care_purchase", fund="lottery")


def test_three_persons_bring_a_month_to_the_treasury():
    made, three = awards.award(), Three()
    run = three.run(JUNE)
    assert (run.state, run.awards, run.due_fen) == ("approved", 1, 10_000)
    assert awards.sums(made) == {"2019-06": [10_000]}
    order = PaymentOrder.objects.get(person=made.payee)
    holders = {scope.actor.account for scope in (three.one, three.two, three.three)}
    assert holders <= set(order.held_by)
    assert sum(OrderPart.objects.filter(order=order).values_list("amount_fen", flat=True)) == 10_000
    committed = Budget.objects.filter(programme="carer_post_allowance")
    assert sum(committed.values_list("committed_fen", flat=True)) == 10_000


def test_nobody_takes_two_stages_of_a_month():
    awards.award()
    three = Three()
    run = three.compute(JUNE)
    three.two = three.one
    with pytest.raises(UnableToStep):
        three.check(run)
    assert not PaymentOrder.objects.exists()


def test_a_month_is_approved_once_and_paid_once():
    made, three = awards.award(), Three()
    three.run(JUNE)
    with pytest.raises(UnableToHandle):
        three.compute(JUNE)
    three.run(JULY)
    assert awards.sums(made) == {"2019-06": [10_000], "2019-07": [10_000]}


def test_a_missed_month_is_made_up_for():
    made = awards.award()
    Three().run(JULY)
    assert awards.sums(made) == {"2019-06": [10_000], "2019-07": [10_000]}


def test_a_past_month_recomputes_to_the_same_bytes_whatever_is_told_later():
    made, three = awards.award(), Three()
    run = three.run(JUNE)
    before = run.digest
    awards.fact(made, "months_in_city", 60, JUNE)
    assert recomputed(run, run.computed_at) == before
    assert recomputed(run, now()) != before


def test_what_is_told_between_check_and_approval_stops_the_approval():
    made, three = awards.award(), Three()
    run = three.check(three.compute(JUNE))
    awards.fact(made, "months_in_city", 60, JUNE)
    with pytest.raises(UnableToHandle):
        three.approve(run)
    assert not PaymentOrder.objects.exists()
    assert MonthRun.objects.get(id=run.id).state == "checked"


def test_a_line_explains_itself_step_by_step():
    made = awards.award()
    run = Three().compute(JUNE)
    steps = reads.steps_of(awards.line(run, made, JUNE))
    told = {step["name"]: step["value"] for step in steps}
    assert (told["months_of_service"], told["amount_fen"]) == (20, 10_000)
    assert any(step["parameters"] for step in steps)


def test_an_unknown_input_pays_nothing_and_says_what_is_missing():
    made = awards.award(inputs={"is_registered": True, "months_in_city": 20})
    run = Three().compute(JUNE)
    line = awards.line(run, made, JUNE)
    assert (line.answer, line.missing, line.amount_fen) == ("probably", ["is_at_post"], 0)


def test_without_a_budget_no_month_is_approved():
    Budget.objects.update(ceiling_fen=9_999)
    awards.award()
    three = Three()
    run = three.check(three.compute(JUNE))
    with pytest.raises(UnableToPay):
        three.approve(run)
    assert MonthRun.objects.get(id=run.id).state == "checked"
    assert not PaymentOrder.objects.exists()


def test_one_award_of_a_programme_at_a_time_for_a_payee():
    made = awards.award()
    with pytest.raises(UnableToHandle, match="不能重复享受"):
        open_award(awards.application(carer=made.carer, first=date(2019, 9, 1)), people.county().actor, now())


def test_an_approval_opens_the_award_and_its_month_is_not_ordered_again():
    from tests import factories

    elder = factories.make_elder()
    row = people.submitted(people.helper_of(elder), "home_care_purchase", inputs=awards.HOME, person=elder.id)
    for who in (people.officer(), people.street(), people.assessor()):
        do(operations.pass_on, who, application=row.id)
    do(operations.propose, people.county(), application=row.id)
    after_notice(row)
    do(operations.approve, people.county(), application=row.id)
    made = Award.objects.get(application=row)
    assert set(made.facts.values_list("name", flat=True)) == set(awards.HOME)
    Three("home_care_purchase").run(JULY)
    assert awards.sums(made) == {"2019-06": [30_000], "2019-07": [30_000]}


@pytest.mark.parametrize("month", [date(2017, 1, 1), date(2199, 1, 1)])
def test_months_without_a_plan_or_of_the_future_are_refused(month):
    awards.award(first=date(2017, 1, 1))
    with pytest.raises(UnableToHandle):
        Three().compute(month)


def test_a_county_elsewhere_and_a_programme_paid_once_are_refused():
    awards.award()
    three = Three()
    for told in ({"county": 410102000000}, {"county": 7}, {"programme": "star_award"}):
        with pytest.raises(UnableToHandle):
            three.compute(JUNE, **told)


def test_owner_colleague_and_outsider():
    made = awards.award()
    run = Three().compute(JUNE)
    for who in (people.county(), people.city()):
        with enter(who):
            assert [row.id for row in reads.list_awards(who)] == [made.id]
            assert reads.access_run(who, run.id).id == run.id
    stranger = people.outsider()
    with enter(stranger):
        assert reads.list_awards(stranger) == []
        assert reads.list_runs(stranger) == []
        for access, key in ((reads.access_award, made.id), (reads.access_run, run.id)):
            with pytest.raises(NotFound):
                access(stranger, key)
    with enter(system_scope("test")):
        assert MonthLine.objects.count() == 1
