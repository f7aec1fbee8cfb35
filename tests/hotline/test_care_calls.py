"""Daily care calls: who is on the list, who is not called after all, silence twice, pauses, refusals."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chongyang.core.access import enter
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.emergency.models import Incident
from chongyang.hotline import operations as hotline
from chongyang.hotline import queries
from chongyang.hotline.models import CareCall, CareTry, Complaint, FollowUp, Order
from chongyang.hotline.operations import UnableToHandle
from chongyang.registry import operations as registry
from chongyang.registry.models import Consent, Elder, Profile
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from tests.factories import ZHONGYUAN, make_account, make_elder, scope_of
from tests.hotline.care import LATER, MORNING, NINE, RULE, STREET, adopt, morning, say, seat, take


def test_the_list_holds_who_fits_the_rule_and_once(db):
    adopt()
    alone, young = make_elder(), make_elder(born_on=date(1990, 1, 1))
    with_child = make_elder()
    Profile.objects.filter(id=with_child.id).update(living_form="with_children")
    elsewhere = make_elder(area=ZHONGYUAN)
    assert morning() == 1
    assert morning() == 0, "a second time adds nobody"
    assert CareCall.objects.get().person == alone.id
    assert not CareCall.objects.filter(person__in=[young.id, with_child.id, elsewhere.id]).exists()


def test_merged_doubles_are_called_once(db):
    adopt()
    survivor, double = make_elder(), make_elder()
    Elder.objects.filter(id=double.id).update(same_as=survivor)
    assert morning() == 1
    assert CareCall.objects.get().person == survivor.id


def test_a_weekday_without_calls(db):
    adopt(replace(RULE, weekdays=(2, 5)))
    make_elder()
    assert morning(MORNING) == 0, "a Monday"
    assert morning(MORNING + timedelta(days=1)) == 1


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"life_status": "dead", "status_on": date(2026, 11, 23)}, "dead"),
        ({"life_status": "moved", "status_on": date(2026, 11, 23)}, "moved"),
    ],
)
def test_who_died_or_moved_since_the_morning_is_not_called(db, columns, why):
    adopt()
    elder = make_elder()
    morning()
    Elder.objects.filter(id=elder.id).update(**columns)
    assert take(seat()) is None
    row = CareCall.objects.get()
    assert (row.state, row.skipped) == ("skipped", why)


def test_who_moved_out_of_reach_is_not_called_by_the_street(db):
    clerk = adopt()
    elder = make_elder()
    morning()
    Elder.objects.filter(id=elder.id).update(area=ZHONGYUAN)
    assert take(clerk) is None
    assert CareCall.objects.get().skipped == "moved"


def test_who_was_found_to_be_a_double_is_not_called(db):
    adopt()
    survivor, double = make_elder(), make_elder()
    morning()
    Elder.objects.filter(id=double.id).update(same_as=survivor)
    desk = seat()
    first = take(desk)
    assert first is not None
    assert first.person == survivor.id
    say(desk, first, "well")
    assert take(desk) is None


def test_no_answer_twice_is_one_incident(db):
    adopt()
    elder, desk = make_elder(), seat()
    morning()
    first = take(desk)
    assert say(desk, first, "not_reached").state == "waiting"
    assert take(desk) is None, "not before its time"
    again = take(desk, LATER)
    row = say(desk, again, "not_reached", LATER)
    incident = Incident.objects.get()
    assert (row.state, row.led_to) == ("missed", incident.id)
    assert (incident.kind, incident.source, incident.person) == ("missed_check_in", "care_call", elder.id)


def test_a_second_click_writes_nothing(db):
    adopt()
    make_elder()
    desk = seat()
    morning()
    call = take(desk)
    assert take(desk).id == call.id
    say(desk, call, "well")
    say(desk, call, "not_reached")
    assert CareTry.objects.get().outcome == "well"


def test_another_seat_cannot_answer_for_it_and_a_forgotten_call_comes_back(db):
    adopt()
    make_elder()
    one, two = seat(), seat()
    morning()
    call = take(one)
    with pytest.raises(UnableToHandle):
        say(two, call, "well")
    assert take(two) is None
    late = NINE + timedelta(minutes=25)
    assert take(two, late).id == call.id


def test_away_until_pauses_and_ends_by_itself(db):
    adopt()
    make_elder()
    desk = seat()
    morning()
    with pytest.raises(UnableToHandle):
        say(desk, take(desk), "away")
    say(desk, take(desk), "away", until=date(2026, 11, 26))
    assert morning(MORNING + timedelta(days=1)) == 0
    assert morning(MORNING + timedelta(days=3)) == 1


def test_a_refusal_is_a_withdrawn_consent_and_nobody_calls_again(db):
    adopt()
    elder, desk = make_elder(), seat()
    morning()
    say(desk, take(desk), "refused")
    consent = Consent.objects.get(person=elder.id, purpose="calls")
    assert consent.withdrawn_at == NINE
    assert morning(MORNING + timedelta(days=1)) == 0
    with enter(system_scope("test")):
        registry.record_consent(
            elder=elder.id,
            purpose="calls",
            basis="consent",
            text_version="1",
            channel="phone",
            given_by="elder",
            scope=system_scope("test"),
            by=SYSTEM,
            now=NINE,
        )
    assert morning(MORNING + timedelta(days=2)) == 1


def test_a_rule_that_asks_for_consent(db):
    adopt(replace(RULE, needs_consent=True))
    make_elder()
    assert morning() == 0


@pytest.mark.parametrize(
    ("need", "model"), [("order", Order), ("complaint", Complaint), ("follow_up", FollowUp)]
)
def test_a_need_becomes_a_paper(db, need, model):
    adopt()
    elder, desk = make_elder(), seat()
    morning()
    row = say(desk, take(desk), "needs", need=need, note="想请人帮忙买药")
    paper = model.objects.get()
    assert (row.led_to, paper.person) == (paper.id, elder.id)


def test_seats_do_not_decide_whom_the_city_calls(db):
    desk = seat()
    with enter(desk), pytest.raises(NotAllowed):
        hotline.adopt_rule(form=RULE, within=STREET, scope=desk, now=NINE)


def test_a_clerk_adopts_in_the_own_street_alone(db):
    clerk = scope_of(make_account(Role.STREET_CLERK, None, "410102001"))
    with enter(clerk), pytest.raises(UnableToHandle):
        hotline.adopt_rule(form=RULE, within=STREET, scope=clerk, now=NINE)


def test_the_bar_of_the_day(db):
    clerk = adopt()
    make_elder()
    make_elder()
    morning()
    desk = seat()
    say(desk, take(desk), "well")
    with enter(clerk):
        (street,) = queries.count_by_street(clerk, NINE.date())
    assert (street.area, street.total, street.ended, street.left) == (STREET[0], 2, 1, 1)


def test_roles_without_the_capability_find_nothing(db):
    adopt()
    make_elder()
    morning()
    auditor = scope_of(make_account(Role.COUNTY_REVIEWER, None, "410105"))
    with enter(auditor):
        assert not queries.visible_calls(auditor).exists()
        with pytest.raises(NotAllowed):
            hotline.take_next(scope=auditor, now=NINE)
