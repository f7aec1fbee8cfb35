"""What is paid for is counted once: a facility and its extension, beds by many at once, stacking."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connections

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.keys import new_key
from chongyang.core.scopes import system_scope
from chongyang.funding import operations
from chongyang.funding.models import Application
from chongyang.funding.operations import UnableToApply
from chongyang.funding.operations.submitting import check_paid_before
from chongyang.policy.models import Choice
from chongyang.policy.rules.programmes import get_programme
from chongyang.territory.enums import Role
from chongyang.treasury.models import PaymentOrder
from tests import factories
from tests.funding import people
from tests.funding.people import do
from tests.funding.test_whole_way import after_notice, to_notice


def faults(who, application):
    with pytest.raises(UnableToApply) as refused:
        do(operations.submit, who, application=application)
    return refused.value.faults


def facility(home, clerk, area, **inputs):
    told = {"inputs": {"is_up_to_standard": True, "floor_area_sqm": area, **inputs}, "place": home.id}
    return people.with_evidence(people.draft(clerk, "community_facility", **told), clerk)


def test_a_facility_is_paid_once_whatever_area_is_told(db):
    home, clerk = people.place(), people.clerk()
    do(operations.submit, clerk, application=facility(home, clerk, 300).id)
    other = people.clerk()
    assert "objects" in faults(other, facility(home, other, 301).id)


def test_an_extension_tells_no_less_than_was_approved_neither_in_the_door_nor_at_the_decision(db):
    home, clerk = people.place(), people.clerk()
    first = do(operations.submit, clerk, application=facility(home, clerk, 300).id)
    lower = do(
        operations.submit, clerk, application=facility(home, clerk, 500, floor_area_paid_before_sqm=1).id
    )
    Application.objects.filter(id=first.id).update(
        state="approved", decided_at=now(), amount_fen=1, order=new_key()
    )
    again = facility(home, clerk, 500, floor_area_paid_before_sqm=299)
    told = faults(clerk, again.id)
    assert "300" in told["floor_area_paid_before_sqm"]
    held = get_programme("community_facility")
    assert set(check_paid_before(lower, held)) == {"floor_area_paid_before_sqm"}
    right = facility(home, clerk, 500, floor_area_paid_before_sqm=300)
    assert do(operations.submit, clerk, application=right.id).state == "acceptance"


def test_where_both_may_be_paid_the_facility_stands_beside_the_beds(db):
    one, two = (factories.make_account(Role.CITY_FINANCE).id for _ in range(2))
    Choice.objects.create(
        parameter="community_facility.stacking",
        alternative="both",
        valid_from=date(2018, 7, 30),
        document="测试文件4号",
        proposed_by=one,
        proposed_at=now(),
        confirmed_by=two,
        confirmed_at=now(),
    )
    home, clerk = people.place(), people.clerk()
    people.submitted(clerk, at=home.id)
    assert do(operations.submit, clerk, application=facility(home, clerk, 300).id).state == "acceptance"


def test_a_bed_is_counted_once_by_two_applicants_at_the_same_moment(committed):
    with enter(system_scope("test")):
        home = people.place()
        clerks = [people.clerk() for _ in range(4)]
        told = {"place": home.id, "objects": "A101-A112"}
        rows = [people.with_evidence(people.draft(clerk, **told), clerk) for clerk in clerks]
    start, said = Barrier(4), []

    def click(clerk, row):
        try:
            start.wait(timeout=60)
            said.append(do(operations.submit, clerk, application=row.id).state)
        except UnableToApply as refused:
            said.append(next(iter(refused.faults)))
        finally:
            connections.close_all()

    threads = [Thread(target=click, args=pair) for pair in zip(clerks, rows, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["acceptance", "objects", "objects", "objects"]


@pytest.mark.parametrize(("reading", "more"), [("difference", 10_000_000), ("whole", 20_000_000)])
def test_a_better_star_is_another_award_of_the_difference_or_the_whole(db, reading, more):
    one, two = (factories.make_account(Role.CITY_FINANCE).id for _ in range(2))
    decided = {"proposed_by": one, "proposed_at": now(), "confirmed_by": two, "confirmed_at": now()}
    days = {"valid_from": date(2018, 7, 30), "document": "测试文件5号"}
    Choice.objects.create(parameter="star.upgrade", alternative=reading, **days, **decided)
    people.budgets("star_award")
    home, clerk, paid = people.place(), people.clerk(), []
    for star, before in ((3, 0), (4, 3)):
        told = {"star": star, "star_awarded_before": before}
        row = to_notice(people.submitted(clerk, "star_award", inputs=told, place=home.id), found=told)
        after_notice(row)
        do(operations.propose, people.city(), application=row.id)
        row = do(operations.approve, people.city_finance(), application=row.id)
        paid.append(PaymentOrder.objects.get(id=row.order).amount_fen)
    assert paid == [10_000_000, more]
    again = people.draft(clerk, "star_award", inputs={"star": 4, "star_awarded_before": 3}, place=home.id)
    assert "objects" in faults(clerk, people.with_evidence(again, clerk).id)
