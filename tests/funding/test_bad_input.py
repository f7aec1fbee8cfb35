"""What is refused with a sentence, and nothing is lost by it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.core.clock import now
from chongyang.core.operations.cases import UnableToStep
from chongyang.funding import operations, queries
from chongyang.funding.models import Application, ClaimedObject, Decision, Evidence
from chongyang.funding.operations import UnableToApply, UnableToHandle
from chongyang.policy.rules import programmes
from chongyang.registry.models import Mandate
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from chongyang.territory.models import Account
from chongyang.territory.operations import appoint
from chongyang.treasury.models import Freeze
from tests import factories
from tests.funding import people
from tests.funding.people import do

HOME_CARE = {"is_of_group": True, "is_at_home": True, "is_assessed": True, "document_amount_fen": 30_000}


def faults(who, operation, **told):
    with pytest.raises(UnableToApply) as refused:
        do(operation, who, **told)
    return refused.value.faults


@pytest.mark.parametrize("area", ["-1", -0.5, "1e30", "NaN", "inf", "一百", "1.234", [], {}, True])
def test_a_floor_area_that_is_none_is_refused(db, area):
    clerk = people.clerk()
    form = operations.ApplicationForm(inputs={"floor_area_sqm": area})
    told = faults(clerk, operations.begin, programme="community_facility", form=form)
    assert set(told) == {"floor_area_sqm"}
    assert not Application.objects.exists()


@pytest.mark.parametrize("star", [6, "-1", 2.5, "五"])
def test_a_sixth_star_is_refused(db, star):
    told = faults(
        people.clerk(),
        operations.begin,
        programme="star_award",
        form=operations.ApplicationForm(inputs={"star": star}),
    )
    assert set(told) == {"star"}


def test_what_a_programme_does_not_ask_is_refused(db):
    form = operations.ApplicationForm(inputs={"colour": "red"}, day=people.DAY)
    assert set(faults(people.clerk(), operations.begin, programme="star_award", form=form)) == {"colour"}


def test_an_unknown_programme_is_refused(db):
    assert set(faults(people.clerk(), operations.begin, programme="gift")) == {"programme"}


def test_a_bed_counted_by_two_applicants_is_refused(db):
    home = people.place()
    people.submitted(people.clerk(), at=home.id)
    other = people.clerk()
    told = {"place": home.id, "objects": "A112、B201", "inputs": {**people.BEDS, "new_beds_filed": 0}}
    row = people.with_evidence(people.draft(other, **told), other)
    assert "A112" in faults(other, operations.submit, application=row.id)["objects"]
    row.refresh_from_db()
    assert row.state == "draft"
    assert Evidence.objects.filter(application=row).count() == 5


def test_two_clicks_at_once_count_a_bed_once(db):
    row = people.submitted(people.clerk())
    claim = ClaimedObject.objects.filter(application=row, kind="own").first()
    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimedObject.objects.create(
            application=row, programme=claim.programme, kind="own", slot=claim.slot, area=row.area
        )


def test_the_facility_of_counted_beds_is_excluded_and_the_other_way_round(db):
    home = people.place()
    people.submitted(people.clerk(), at=home.id)
    other = people.clerk()
    told = {"inputs": {"is_up_to_standard": True, "floor_area_sqm": 300}, "place": home.id}
    row = people.with_evidence(people.draft(other, "community_facility", **told), other)
    assert "objects" in faults(other, operations.submit, application=row.id)


def test_more_beds_of_the_same_home_are_no_double(db):
    home, clerk = people.place(), people.clerk()
    people.submitted(clerk, at=home.id)
    more = {"objects": "A113", "inputs": {**people.BEDS, "new_beds_filed": 1, "converted_beds_filed": 0}}
    row = people.with_evidence(people.draft(clerk, place=home.id, **more), clerk)
    assert do(operations.submit, clerk, application=row.id).state == "acceptance"


def test_as_many_beds_are_named_as_are_counted(db):
    clerk = people.clerk()
    row = people.with_evidence(people.draft(clerk, place=people.place().id, objects="A101-A111"), clerk)
    assert "12" in faults(clerk, operations.submit, application=row.id)["objects"]


def test_an_incomplete_application_says_everything_that_lacks(db):
    clerk = people.clerk()
    row = people.draft(clerk, inputs={"is_public": False}, bank="", account="")
    told = faults(clerk, operations.submit, application=row.id)
    assert set(told) == {"new_beds_filed", "converted_beds_filed", "place", "account", "evidence"}


@pytest.mark.parametrize("data", [b"MZ program", b"<html>", b""])
def test_evidence_of_a_wrong_type_is_refused(db, data):
    clerk = people.clerk()
    row = people.draft(clerk)
    told = {"application": row.id, "kind": "登记证书", "chunks": [data], "name": "登记证书.pdf"}
    assert set(faults(clerk, operations.attach, **told)) == {"file"}
    assert not Evidence.objects.exists()


def test_evidence_of_500_mb_is_refused_declared_or_not(db):
    clerk = people.clerk()
    row = people.draft(clerk)
    mib, given = 1024 * 1024, []

    def endless():
        for _ in range(500):
            given.append(1)
            yield bytes(mib)

    told = {"application": row.id, "kind": "登记证书", "name": "a.pdf"}
    assert "20" in faults(clerk, operations.attach, chunks=endless(), declared=500 * mib, **told)["file"]
    assert not given
    assert "20" in faults(clerk, operations.attach, chunks=endless(), **told)["file"]
    assert len(given) == 21


def test_evidence_of_no_item_is_refused(db):
    clerk = people.clerk()
    row = people.draft(clerk)
    told = {"application": row.id, "kind": "情书", "chunks": [people.PDF], "name": "a.pdf"}
    assert set(faults(clerk, operations.attach, **told)) == {"kind"}


def test_a_reviewer_does_not_approve_her_own_application_through_a_helper(db):
    """She is an elder and a reviewer; her daughter applies under a mandate."""
    elder = factories.make_elder()
    herself = people.elder_herself(elder)
    own = Account.objects.get(id=herself.actor.account)
    organisation = territory.get_organisation(factories.CITY_ORGANISATION)
    appoint(
        account=own,
        role=Role.COMMUNITY_OFFICER,
        organisation=organisation,
        intervals=[(people.PLACE, people.PLACE)],
        by=people.SYSTEM,
        now=now(),
    )
    row = people.submitted(people.helper_of(elder), "home_care_purchase", inputs=HOME_CARE, person=elder.id)
    posts = territory.list_posts(own.id, now())
    as_officer = territory.scope_of(
        own, now=now(), post=next(post for post in posts if post.role == Role.COMMUNITY_OFFICER)
    )
    with pytest.raises((UnableToHandle, UnableToStep)):
        do(operations.pass_on, as_officer, application=row.id)
    from chongyang.core.models import StageHolder

    assert StageHolder.objects.get(case=row.id, holder=own.id).stage == "applying"


def test_whoever_ever_helped_the_elder_does_not_judge_her(db):
    elder = factories.make_elder()
    helper = people.helper_of(elder)
    account = Account.objects.get(id=helper.actor.account)
    Mandate.objects.filter(account=account.id).update(revoked_at=now(), revoke_reason="returned")
    officer = people.officer()
    Mandate.objects.filter(account=account.id).update(account=officer.actor.account)
    row = people.submitted(people.helper_of(elder), "home_care_purchase", inputs=HOME_CARE, person=elder.id)
    with pytest.raises(UnableToHandle):
        do(operations.pass_on, officer, application=row.id)


def test_who_works_for_the_applicant_does_not_judge_it(db):
    org = people.organisation()
    reviewer = people.county()
    account = Account.objects.get(id=reviewer.actor.account)
    appoint(
        account=account,
        role=Role.INSTITUTION_CLERK,
        organisation=org,
        intervals=[],
        by=people.SYSTEM,
        now=now(),
    )
    row = people.submitted(people.clerk(org))
    with pytest.raises(UnableToHandle):
        do(operations.pass_on, reviewer, application=row.id)


def test_the_desk_that_wrote_it_down_does_not_check_it(db):
    elder, officer = factories.make_elder(), people.officer()
    row = people.submitted(officer, "home_care_purchase", inputs=HOME_CARE, person=elder.id)
    assert row.channel == "desk"
    with pytest.raises((UnableToHandle, UnableToStep)):
        do(operations.pass_on, officer, application=row.id)
    assert do(operations.pass_on, people.officer(), application=row.id).state == "street"


def test_an_expired_mandate_hands_nothing_in(db):
    elder = factories.make_elder()
    helper = people.helper_of(elder)
    row = people.with_evidence(
        people.draft(helper, "home_care_purchase", inputs=HOME_CARE, person=elder.id), helper
    )
    told = faults(helper, operations.submit, application=row.id, now=now() + timedelta(days=200))
    assert set(told) == {"person"}
    row.refresh_from_db()
    assert row.state == "draft"


def test_a_mandate_for_something_else_does_not_apply(db):
    elder = factories.make_elder()
    helper = people.helper_of(elder, allows=("read_file",))
    assert set(faults(helper, operations.begin, programme="home_care_purchase", person=elder.id)) == {
        "person"
    }


def test_a_stranger_applies_for_nobody(db):
    elder = factories.make_elder()
    stranger = people.scope(Role.FAMILY)
    told = faults(stranger, operations.begin, programme="home_care_purchase", person=elder.id)
    assert set(told) == {"person"}
    assert set(faults(stranger, operations.begin, programme="bed_construction")) == {"programme"}
    assert set(faults(stranger, operations.begin, programme="carer_post_allowance")) == {"programme"}


def test_a_programme_that_its_file_froze_takes_nothing(db, monkeypatch):
    clerk = people.clerk()
    row = people.with_evidence(people.draft(clerk, place=people.place().id, objects="A101-A112"), clerk)
    held = programmes.get_programme("bed_construction")
    freeze = programmes.Frozen(since=date(2026, 1, 1), document="测试暂停文件")
    from dataclasses import replace

    monkeypatch.setattr(
        "chongyang.funding.operations.submitting.programme_of",
        lambda code: replace(held, freezes=(freeze,)),
    )
    assert "测试暂停文件" in faults(clerk, operations.submit, application=row.id)["programme"]


def test_what_the_treasury_froze_is_neither_taken_nor_approved(db):
    clerk = people.clerk()
    row = people.submitted(clerk)
    one, two = factories.make_account(Role.CITY_FINANCE).id, factories.make_account(Role.CITY_FINANCE).id
    Freeze.objects.create(
        area=410105000000,
        level="county",
        programme="bed_construction",
        valid_from=timezone.localdate(now()),
        reason="审计期间暂停",
        proposed_by=one,
        confirmed_by=two,
        confirmed_at=now(),
    )
    do(operations.withdraw, clerk, application=row.id)
    again = people.with_evidence(people.draft(clerk, place=people.place().id, objects="A101-A112"), clerk)
    assert "审计期间暂停" in faults(clerk, operations.submit, application=again.id)["programme"]


def test_a_day_on_which_the_plan_is_not_in_force_is_refused(db):
    clerk = people.clerk()
    row = people.draft(clerk, place=people.place().id, objects="A101-A112")
    people.with_evidence(row, clerk)
    form = operations.ApplicationForm(day=timezone.localdate(now()))
    do(operations.save, clerk, application=row.id, form=form)
    assert "day" in faults(clerk, operations.submit, application=row.id)


@pytest.mark.parametrize("day", [date(1990, 1, 1), date(2999, 1, 1)])
def test_a_day_far_away_is_refused(db, day):
    form = operations.ApplicationForm(day=day)
    assert set(faults(people.clerk(), operations.begin, programme="star_award", form=form)) == {"day"}


def test_nobody_else_sees_a_draft(db):
    row = people.draft(people.clerk())
    for other in (people.clerk(), people.county(), people.outsider(), people.officer()):
        with pytest.raises(queries.NotFound):
            queries.access_application(other, row.id)


def test_an_outsider_and_an_applicant_handle_nothing(db):
    clerk = people.clerk()
    row = people.submitted(clerk)
    with pytest.raises(queries.NotFound):
        do(operations.pass_on, people.outsider(), application=row.id)
    from chongyang.territory.permissions import NotAllowed

    with pytest.raises(NotAllowed):
        do(operations.pass_on, clerk, application=row.id)
    with pytest.raises(UnableToStep):
        do(operations.pass_on, people.officer(), application=row.id)


def test_a_decision_is_written_once(db):
    row = people.submitted(people.clerk())
    do(operations.pass_on, people.county(), application=row.id)
    today = timezone.localdate(now())
    told = {"found": people.BEDS, "visited_on": today}
    check = do(operations.record_site, people.county(), application=row.id, **told)
    do(operations.sign_site, people.county_finance(), application=row.id, check=check.id)
    do(operations.propose, people.city(), application=row.id)
    for change in (
        lambda rows: rows.update(amount_fen=1),
        lambda rows: rows.delete(),
    ):
        with pytest.raises(Exception, match=r"append|permission"), transaction.atomic():
            change(Decision.objects.filter(application=row))


def test_a_form_that_was_changed_elsewhere_is_not_written_over(db):
    clerk = people.clerk()
    row = people.draft(clerk)
    form = operations.ApplicationForm(inputs={"is_public": True}, version=1)
    do(operations.save, clerk, application=row.id, form=form)
    assert set(faults(clerk, operations.save, application=row.id, form=form)) == {"version"}


def test_a_draft_is_thrown_away_with_its_files_and_what_was_submitted_is_not(db):
    clerk = people.clerk()
    row = people.with_evidence(people.draft(clerk), clerk, ["登记证书"])
    do(operations.drop_draft, clerk, application=row.id)
    assert not Application.objects.exists()
    sent = people.submitted(clerk)
    assert "state" in faults(clerk, operations.drop_draft, application=sent.id)


def test_the_account_lies_sealed_and_shows_four_digits(db):
    row = people.draft(people.clerk())
    row.refresh_from_db()
    assert str(row.account) == "**** 1234"
    assert b"6200" not in bytes(row.__dict__["account"])
