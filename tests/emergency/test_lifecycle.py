"""The tables of the incident and of the dispatch, walked as a night at the line would walk them."""

from datetime import timedelta
from uuid import uuid4

import pytest

from chongyang.core.lifecycles import decide
from chongyang.core.lifecycles.decide import Doer, Outcome, Refusal
from chongyang.emergency.rules.lifecycle import DISPATCH, INCIDENT, RURAL, dispatch, incident, incident_1

SEAT = Doer(uuid4(), frozenset({"operator"}))
CARER = Doer(uuid4(), frozenset({"care_worker"}))
SYSTEM = Doer(system=True)


def walk(table, steps, facts=frozenset()):
    state = table.initial
    for action, doer in steps:
        result = decide.step(table, state, action, doer=doer, facts=facts, reason="说明")
        assert isinstance(result, Outcome), (action, result)
        state = result.target
    return state


ALL = frozenset({"level", "responder", "outcome", "person", "survivor"})


def test_one_operator_may_take_the_whole_way():
    names = ["acknowledge", "call_back", "identify", "hand_over_120", "triage", "offer", "accept", "arrive"]
    steps = [(name, SEAT) for name in [*names, "resolve", "close"]]
    assert walk(incident, steps, ALL) == "closed"
    assert incident.name == INCIDENT
    assert not incident.deciding


def test_the_responder_does_the_part_at_the_door():
    desk = [("acknowledge", SEAT), ("triage", SEAT), ("offer", SEAT)]
    door = [("accept", CARER), ("arrive", CARER), ("resolve_on_site", CARER)]
    assert walk(incident, desk + door, ALL) == "resolved"


@pytest.mark.parametrize("state", ["acknowledged", "understood", "dispatching", "assigned", "arrived"])
def test_nothing_is_resolved_without_an_outcome(state):
    result = decide.step(incident, state, "resolve", doer=SEAT)
    assert result == Refusal(decide.FACTS_LACK, ("outcome",))


def test_nothing_is_closed_without_an_outcome():
    assert decide.step(incident, "resolved", "close", doer=SEAT) == Refusal(decide.FACTS_LACK, ("outcome",))


def test_a_responder_takes_no_seat_step():
    for action in ("acknowledge", "triage", "offer", "resolve", "close", "merge"):
        source = incident.action(action).sources[0]
        assert decide.step(incident, source, action, doer=CARER, facts=ALL) == Refusal(decide.ROLE_LACKS)


def test_help_from_outside_is_asked_for_in_any_state_that_is_worked_on():
    for state in ("acknowledged", "understood", "dispatching", "assigned", "arrived"):
        result = decide.step(incident, state, "hand_over_120", doer=SEAT)
        assert isinstance(result, Outcome)
        assert result.target == state


def test_an_unanswered_press_escalates_and_goes_on_doing_so():
    """Cases of version 1; those of today are escalated by a chain (tests/alerting/test_steps.py)."""
    firings = [(after.total_seconds(), timer.action) for after, timer in incident_1.schedule("open")]
    assert firings[:4] == [
        (15, "overflow"),
        (30, "alert_shift_lead"),
        (60, "alert_shift_lead"),
        (60, "flag_call_back"),
    ]
    assert firings[-1] == (300, "alert_shift_lead")
    assert incident.schedule("open") == ()
    assert incident.version > incident_1.version


def test_the_way_to_a_village_may_take_longer():
    assert incident.schedule("assigned")[0][0] == timedelta(minutes=15)
    assert incident.schedule("assigned", RURAL)[0][0] == timedelta(minutes=30)


def test_a_new_offer_starts_the_clock_again():
    result = decide.step(incident, "dispatching", "offer", doer=SEAT, facts=ALL)
    assert isinstance(result, Outcome)
    assert not result.moved
    assert result.action.restarts


def test_a_closed_incident_is_reopened_with_a_reason_alone():
    assert decide.step(incident, "closed", "reopen", doer=SEAT) == Refusal(decide.REASON_LACKS)
    result = decide.step(incident, "closed", "reopen", doer=SEAT, reason="家属再次来电")
    assert isinstance(result, Outcome)
    assert result.target == "acknowledged"


def test_an_offer_is_taken_refused_withdrawn_or_runs_out():
    assert dispatch.name == DISPATCH
    going = [("accept", CARER), ("depart", CARER)]
    assert walk(dispatch, [*going, ("arrive", CARER), ("finish", CARER)]) == "finished"
    assert walk(dispatch, [("refuse", CARER)]) == "refused"
    assert walk(dispatch, [("expire", SYSTEM)]) == "expired"
    assert walk(dispatch, [("withdraw", SYSTEM)]) == "withdrawn"
    assert walk(dispatch, [*going, ("give_back", CARER)]) == "withdrawn"
    assert dispatch.schedule("offered")[0][0] == timedelta(minutes=3)
