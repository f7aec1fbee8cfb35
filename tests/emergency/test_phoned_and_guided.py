"""Steps phoned in, the list of a silent call, the next contact, later case numbers, outcomes at the door."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Step
from chongyang.emergency import operations as emergency
from chongyang.emergency import queries
from chongyang.emergency.models import Attempt, Link
from chongyang.emergency.operations import UnableToClose, UnableToComplete, UnableToTriage
from chongyang.emergency.rules import protocols
from chongyang.emergency.rules.guide import Try, next_contact, progress, rings_until
from tests import factories
from tests.emergency.test_way_of_an_alarm import press, responder_scope, sent

GUIDE = protocols.get("silent_call").guide
AT = now()


@pytest.fixture
def elder(db):
    return factories.make_elder()


@pytest.fixture
def seat(db):
    return factories.scope_of(factories.make_operator())


@pytest.fixture
def responder(db):
    return factories.make_responder()


def tries(*said):
    return [Try(target, result, AT) for target, result in said]


def next_of(found):
    return next((one.step.code for one in found if one.is_next), "")


def test_a_silent_call_is_listened_to_called_back_three_times_then_contacts_then_120_and_110():
    said = []
    order = []
    while code := next_of(progress(GUIDE, tries(*said), contacts=2)):
        order.append(code)
        step = next(one for one in GUIDE if one.code == code)
        said.append((step.target, step.counts[0]))
    assert order == ["listen", *["call_back"] * 3, *["contacts"] * 2, "medical", "police"]


def test_an_elder_who_answers_ends_the_list():
    assert next_of(progress(GUIDE, tries(("elder", "silent"), ("elder", "answered")), contacts=2)) == ""


def test_the_times_are_those_of_the_defaults():
    seconds = {one.code: one.seconds for one in GUIDE}
    assert (seconds["listen"], seconds["contacts"]) == (20, 30)
    assert rings_until(AT, 30) == AT + timedelta(seconds=30)


def test_the_next_contact_is_proposed_in_their_order():
    assert next_contact(["a", "b"], {}) == "a"
    assert next_contact(["a", "b"], {"a": "no_answer"}) == "b"
    assert next_contact(["a", "b"], {"a": "answered"}) is None
    assert next_contact(["a", "b"], {"a": "busy", "b": "no_answer"}) == "a"
    assert next_contact([], {}) is None


def test_accepting_and_arriving_by_telephone_open_the_file_and_say_how(elder, seat, responder):
    _, dispatch = sent(elder, seat, responder)
    with enter(seat):
        emergency.accept_by_phone(dispatch=dispatch.id, scope=seat, now=now())
    goes = responder_scope(responder)
    with enter(goes):
        assert queries.access_incident(goes, dispatch.incident_id)
    with enter(seat):
        emergency.arrive_by_phone(dispatch=dispatch.id, scope=seat, now=now())
        assert queries.access_incident(seat, dispatch.incident_id).state == "arrived"
    links = Link.objects.filter(incident=dispatch.incident_id, link__in=("accepted", "arrived"))
    assert {link.how for link in links} == {"phoned"}
    assert {link.actor for link in links} == {seat.actor.key}


def test_refusing_by_telephone_needs_a_reason_and_gives_the_offer_back(elder, seat, responder):
    incident, dispatch = sent(elder, seat, responder)
    with enter(seat):
        emergency.accept_by_phone(dispatch=dispatch.id, scope=seat, now=now())
        gone = emergency.refuse_by_phone(dispatch=dispatch.id, reason="路上受阻", scope=seat, now=now())
        assert (gone.state, gone.refusal) == ("withdrawn", "路上受阻")
        assert queries.access_incident(seat, incident.id).state == "dispatching"


@pytest.mark.parametrize("outcome", ["duplicate", "moved", "false_alarm"])
def test_a_responder_cannot_say_what_her_form_hides(elder, seat, responder, outcome):
    _, dispatch = sent(elder, seat, responder)
    scope = responder_scope(responder)
    with enter(scope):
        emergency.accept(dispatch=dispatch.id, scope=scope, now=now())
        emergency.arrive(dispatch=dispatch.id, scope=scope, now=now())
    scope = responder_scope(responder)
    with enter(scope), pytest.raises(UnableToClose) as told:
        emergency.finish(dispatch=dispatch.id, outcome=outcome, note="", scope=scope, now=now())
    assert set(told.value.faults) == {"outcome"}
    dispatch.refresh_from_db()
    assert dispatch.state == "arrived"


def test_a_case_number_told_later_is_a_new_line_and_no_second_hand_over(elder, seat):
    incident = press(elder)
    with enter(seat):
        emergency.acknowledge(incident=incident.id, scope=seat, now=now())
        first = emergency.record_attempt(
            incident=incident.id, target="120", result="handed_over", scope=seat, now=now()
        )
        for number in ("郑120-1", "郑120-2"):
            emergency.give_case_number(
                incident=incident.id, attempt=first.id, case_number=number, scope=seat, now=now()
            )
        with pytest.raises(UnableToComplete):
            emergency.give_case_number(
                incident=incident.id, attempt=first.id, case_number=" ", scope=seat, now=now()
            )
    first.refresh_from_db()
    assert first.case_number == ""
    lines = Attempt.objects.filter(completes=first).order_by("at")
    assert [line.case_number for line in lines] == ["郑120-1", "郑120-2"]
    assert Step.objects.filter(case=incident.id, action="hand_over_120").count() == 1


def test_a_second_click_that_waited_for_the_first_is_the_same_try(elder, seat):
    """Its time was taken before it had the row, so it may be the earlier one."""
    incident, at = press(elder), now()
    words = {"incident": incident.id, "target": "elder", "result": "no_answer", "scope": seat}
    with enter(seat):
        emergency.acknowledge(incident=incident.id, scope=seat, now=at)
        first = emergency.record_attempt(**words, now=at + timedelta(milliseconds=30))
        assert emergency.record_attempt(**words, now=at).id == first.id
        assert emergency.record_attempt(**words, now=at + timedelta(seconds=5)).id != first.id


def test_an_incident_keeps_the_version_with_which_it_was_judged(elder, seat, monkeypatch):
    incident = press(elder, kind="fall")
    with enter(seat):
        emergency.acknowledge(incident=incident.id, scope=seat, now=now())
        row = emergency.triage(
            incident=incident.id, answers={"hip_pain": True}, protocol="fall", scope=seat, now=now()
        )
    assert (row.protocol, row.protocol_version, row.level) == ("fall", 1, "P1")
    newer = replace(protocols.get("fall"), version=2)
    versions = {**protocols.all_versions(), ("fall", 2): newer}
    monkeypatch.setattr(protocols, "all_versions", lambda: versions)
    monkeypatch.setattr(protocols, "newest", lambda: {"fall": newer})
    other = press(factories.make_elder(), kind="fall")
    with enter(seat):
        again = emergency.triage(incident=incident.id, answers={"alone": True}, scope=seat, now=now())
        assert again.protocol_version == 1
        emergency.acknowledge(incident=other.id, scope=seat, now=now())
        fresh = emergency.triage(incident=other.id, answers={}, protocol="fall", scope=seat, now=now())
        assert fresh.protocol_version == 2
    with enter(seat), pytest.raises(UnableToTriage):
        emergency.triage(incident=incident.id, answers={}, protocol="astrology", scope=seat, now=now())


def test_an_elder_who_answers_the_call_back_is_not_unreachable_any_more(elder, seat):
    incident = press(elder)
    with enter(seat):
        emergency.acknowledge(incident=incident.id, scope=seat, now=now())
        for result, unreachable in (("silent", None), ("no_answer", True), ("answered", False)):
            emergency.record_attempt(
                incident=incident.id, target="elder", result=result, scope=seat, now=now()
            )
            row = queries.access_incident(seat, incident.id)
            assert row.answers.get("unreachable") is unreachable
