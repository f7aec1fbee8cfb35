"""From an application to the order of payment, with a different person in every stage."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import StageHolder
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import system_scope
from chongyang.funding import operations, queries
from chongyang.funding.models import Application, ClaimedObject, Decision, Notice
from chongyang.funding.operations.errors import UnableToHandle
from chongyang.treasury.models import OrderPart, PaymentOrder
from chongyang.treasury.operations import UnableToPay
from tests import factories
from tests.funding import people
from tests.funding.people import do


def to_notice(row, county=None, finance=None, site_county=None, city=None, found=None):
    do(operations.pass_on, county or people.county(), application=row.id)
    check = do(
        operations.record_site,
        site_county or people.county(),
        application=row.id,
        found=found or people.BEDS,
        visited_on=timezone.localdate(now()),
    )
    do(operations.sign_site, finance or people.county_finance(), application=row.id, check=check.id)
    do(operations.propose, city or people.city(), application=row.id)
    return Application.objects.get(id=row.id)


def after_notice(row):
    later = now() + timedelta(days=40)
    assert operations.close_due_notices(now=later) == 1
    return later


def test_an_institution_goes_the_whole_way(db):
    people.budgets("bed_construction")
    clerk, finance = people.clerk(), people.city_finance()
    row = to_notice(people.submitted(clerk))
    assert row.state == "notice"
    shown = Notice.objects.get(application=row)
    assert shown.shown["amount_fen"] == 10_200_000
    after_notice(row)
    do(operations.propose, people.city(), application=row.id)
    row = do(operations.approve, finance, application=row.id)
    assert (row.state, row.amount_fen, row.paid_state) == ("approved", 10_200_000, "ordered")
    order = PaymentOrder.objects.get(id=row.order)
    parts = dict(OrderPart.objects.filter(order=order).values_list("level", "amount_fen"))
    assert parts == {"city": 5_100_000, "county": 5_100_000}
    holders = set(StageHolder.objects.filter(case=row.id).values_list("holder", flat=True))
    assert set(order.held_by) == holders
    assert len(holders) == 7
    assert order.reference == row.id
    assert order.clause == "2018-34/3.2.2"


def test_a_helper_applies_for_an_elder_and_five_others_decide(db):
    people.budgets("home_care_purchase", fund="lottery")
    elder = factories.make_elder()
    helper = people.helper_of(elder)
    told = {"is_of_group": True, "is_at_home": True, "is_assessed": True, "document_amount_fen": 30_000}
    row = people.submitted(helper, "home_care_purchase", inputs=told, person=elder.id)
    assert row.channel == "mandate"
    do(operations.pass_on, people.officer(), application=row.id)
    do(operations.pass_on, people.street(), application=row.id)
    do(operations.pass_on, people.assessor(), application=row.id)
    do(operations.propose, people.county(), application=row.id)
    notice = Notice.objects.get(application=row.id)
    assert elder.name not in str(notice.shown)
    assert notice.area == 410105001000
    after_notice(row)
    row = do(operations.approve, people.county(), application=row.id)
    order = PaymentOrder.objects.get(id=row.order)
    assert order.person == elder.id
    assert (order.period_from.isoformat(), order.period_to.isoformat()) == ("2019-06-01", "2019-07-01")
    assert OrderPart.objects.get(order=order).fund == "lottery"


def test_a_carer_applies_for_herself(db):
    people.budgets("carer_post_allowance")
    scope, _ = people.carer()
    told = {"is_registered": True, "is_at_post": True, "months_in_city": 60}
    row = people.submitted(scope, "carer_post_allowance", inputs=told)
    assert row.carer
    assert row.person is None
    assert do(queries_mine, scope)[0].id == row.id


def queries_mine(*, scope, by, now):
    return queries.list_mine(scope)


def test_without_a_budget_nothing_is_approved(db):
    row = to_notice(people.submitted(people.clerk()))
    after_notice(row)
    do(operations.propose, people.city(), application=row.id)
    with pytest.raises(UnableToPay):
        do(operations.approve, people.city_finance(), application=row.id)
    assert Application.objects.get(id=row.id).state == "decision"
    assert not Decision.objects.filter(outcome="approved").exists()


def test_over_the_budget_nothing_is_approved(db):
    people.budgets("bed_construction", fen=100)
    row = to_notice(people.submitted(people.clerk()))
    after_notice(row)
    do(operations.propose, people.city(), application=row.id)
    with pytest.raises(UnableToPay):
        do(operations.approve, people.city_finance(), application=row.id)
    assert not PaymentOrder.objects.exists()


def test_nobody_holds_two_stages(db):
    reviewer = people.county()
    row = people.submitted(people.clerk())
    do(operations.pass_on, reviewer, application=row.id)
    with pytest.raises(UnableToStep):
        do(
            operations.record_site,
            reviewer,
            application=row.id,
            found=people.BEDS,
            visited_on=timezone.localdate(now()),
        )


def test_two_of_one_office_do_not_check_together(db):
    row = people.submitted(people.clerk())
    do(operations.pass_on, people.county(), application=row.id)
    told = {"found": people.BEDS, "visited_on": timezone.localdate(now())}
    check = do(operations.record_site, people.county(), application=row.id, **told)
    with pytest.raises(UnableToHandle):
        do(operations.sign_site, people.county(), application=row.id, check=check.id)


def test_what_two_offices_found_counts_and_a_signature_is_for_what_was_seen(db):
    people.budgets("bed_construction")
    row = people.submitted(people.clerk())
    do(operations.pass_on, people.county(), application=row.id)
    today, one = timezone.localdate(now()), people.county()
    first = do(operations.record_site, one, application=row.id, found=people.BEDS, visited_on=today)
    fewer = {**people.BEDS, "new_beds_filed": 8}
    again = do(operations.record_site, one, application=row.id, found=fewer, visited_on=today)
    finance = people.county_finance()
    with pytest.raises(UnableToHandle):
        do(operations.sign_site, finance, application=row.id, check=first.id)
    do(operations.sign_site, finance, application=row.id, check=again.id)
    row = do(operations.propose, people.city(), application=row.id)
    assert queries.last_decision(row).amount_fen == 8 * 900_000 + 2 * 600_000


def test_a_no_needs_a_reason_and_no_public_notice(db):
    found = {**people.BEDS, "is_public": True}
    row = people.submitted(people.clerk())
    do(operations.pass_on, people.county(), application=row.id)
    today = timezone.localdate(now())
    check = do(operations.record_site, people.county(), application=row.id, found=found, visited_on=today)
    do(operations.sign_site, people.county_finance(), application=row.id, check=check.id)
    with pytest.raises(UnableToStep):
        do(operations.propose, people.city(), application=row.id)
    do(operations.propose, people.city(), application=row.id, reason="公办机构，不在范围内")
    row = do(operations.propose, people.city(), application=row.id, reason="公办机构，不在范围内")
    assert row.state == "decision"
    assert not Notice.objects.exists()
    with pytest.raises(UnableToHandle):
        do(operations.approve, people.city_finance(), application=row.id)
    row = do(operations.refuse, people.city_finance(), application=row.id, reason="公办机构")
    assert row.state == "refused"
    assert not ClaimedObject.objects.exists()


def test_what_came_back_begins_at_the_first_stage(db):
    clerk, reviewer = people.clerk(), people.county()
    row = people.submitted(clerk)
    row = do(operations.return_for_completion, reviewer, application=row.id, reason="缺测绘报告")
    assert (row.state, row.answer.plain) == ("returned", "缺测绘报告")
    form = operations.ApplicationForm(inputs={"new_beds_filed": 9}, objects="A101-A111")
    do(operations.save, clerk, application=row.id, form=form)
    row = do(operations.submit, clerk, application=row.id)
    assert row.state == "acceptance"
    assert ClaimedObject.objects.filter(application=row, kind="own").count() == 11
    row = do(operations.pass_on, reviewer, application=row.id)
    assert row.state == "site"


def test_an_objection_stops_the_notice_until_another_answers(db):
    people.budgets("bed_construction")
    row = to_notice(people.submitted(people.clerk()))
    notice = Notice.objects.get(application=row)
    neighbour = people.scope(people.Role.FAMILY)
    said = do(operations.raise_objection, neighbour, notice=notice.id, text="床位没有建成")
    later = now() + timedelta(days=40)
    assert operations.close_due_notices(now=later) == 0
    reply = {"objection": said.id, "upheld": False, "reply": "现场核查已建成"}
    do(operations.answer_objection, people.county(), **reply)
    with pytest.raises(operations.UnableToObject):
        do(operations.answer_objection, people.county(), **reply)
    assert operations.close_due_notices(now=later) == 1
    assert Application.objects.get(id=row.id).state == "proposal"


def test_an_objection_that_holds_sends_the_case_back(db):
    row = to_notice(people.submitted(people.clerk()))
    notice = Notice.objects.get(application=row)
    said = do(operations.raise_objection, people.scope(people.Role.FAMILY), notice=notice.id, text="重复计算")
    told = {"objection": said.id, "upheld": True, "reply": "属实"}
    do(operations.answer_objection, people.city(), **told)
    row.refresh_from_db()
    assert row.state == "acceptance"
    assert Notice.objects.get().closed_at


def test_the_objector_does_not_answer_herself(db):
    row = to_notice(people.submitted(people.clerk()))
    notice, reviewer = Notice.objects.get(application=row), people.county()
    said = do(operations.raise_objection, reviewer, notice=notice.id, text="电话反映：床位是旧的")
    with pytest.raises(operations.UnableToObject):
        do(operations.answer_objection, reviewer, objection=said.id, upheld=False, reply="不成立")


def test_late_stages_come_to_the_level_above_once(db):
    row = people.submitted(people.clerk())
    late = row.due_at + timedelta(minutes=1)
    reviewer = people.city()
    with enter(system_scope("t")):
        assert operations.fire_deadlines(now=late) == 1
        assert operations.fire_deadlines(now=late) == 0
    with enter(reviewer):
        assert [one.id for one in queries.list_work(reviewer, show="late")] == [row.id]
        assert queries.count_work(reviewer, late)["late"] == 1


def test_what_is_approved_is_what_was_proposed(db):
    people.budgets("bed_construction")
    row = to_notice(people.submitted(people.clerk()))
    after_notice(row)
    do(operations.propose, people.city(), application=row.id)
    one, two = (
        factories.make_account(people.Role.CITY_FINANCE).id,
        factories.make_account(people.Role.CITY_FINANCE).id,
    )
    people.Choice.objects.create(
        parameter="bed.split",
        alternative="each_pays_all",
        valid_from=people.DAY,
        document="测试文件2号",
        proposed_by=one,
        proposed_at=now(),
        confirmed_by=two,
        confirmed_at=now(),
    )
    finance = people.city_finance()
    with pytest.raises(UnableToHandle):
        do(operations.approve, finance, application=row.id)
    row = do(operations.send_back, finance, application=row.id, reason="口径有变")
    assert row.state == "proposal"


def test_the_applicant_takes_it_back_and_its_beds_are_free(db):
    clerk = people.clerk()
    row = people.submitted(clerk)
    row = do(operations.withdraw, clerk, application=row.id)
    assert row.state == "withdrawn"
    assert not ClaimedObject.objects.exists()
    with pytest.raises(operations.UnableToApply):
        do(operations.withdraw, clerk, application=row.id)


def test_the_payment_comes_back_to_the_case(db):
    from types import SimpleNamespace

    people.budgets("bed_construction")
    row = to_notice(people.submitted(people.clerk()))
    after_notice(row)
    do(operations.propose, people.city(), application=row.id)
    row = do(operations.approve, people.city_finance(), application=row.id)
    event = SimpleNamespace(payload={}, subject=row.order, at=now())
    operations.follow_paid(event)
    operations.follow_paid(event)
    row.refresh_from_db()
    assert (row.paid_state, row.paid_on) == ("paid", timezone.localdate(now()))
    operations.follow_returned(event)
    row.refresh_from_db()
    assert (row.paid_state, row.paid_on) == ("returned", None)
