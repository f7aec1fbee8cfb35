"""Real threads, real commits: double clicks, crossings, a press while it is being closed. Nothing is lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.operations.cases import UnableToStep, fire_due_timers
from chongyang.core.scopes import system_scope
from chongyang.emergency import operations as emergency
from chongyang.emergency import queries
from chongyang.emergency.models import Dispatch, Incident, Origin
from tests import factories
from tests.emergency.races import Held, as_system, together
from tests.emergency.test_way_of_an_alarm import press, responder_scope

pytestmark = pytest.mark.usefixtures("committed")
YES = {"cannot_rise": True}


def made(make, *args, **words):
    return as_system(lambda: make(*args, **words))


def seat_scope():
    return as_system(lambda: factories.scope_of(factories.make_operator()))


def does(operation, scope, **words):
    def step():
        with enter(scope):
            return operation(scope=scope, now=now(), **words)

    return step


def sent(seat, elder, responders):
    incident = as_system(lambda: press(elder))
    does(emergency.acknowledge, seat, incident=incident.id)()
    does(emergency.triage, seat, incident=incident.id, answers=YES)()
    offered = does(emergency.offer, seat, incident=incident.id, responders=[one.id for one in responders])()
    return incident, offered


def fresh(model, key):
    return as_system(lambda: model.objects.get(id=key))


def faults(answers):
    """What went wrong in a way that nobody designed."""
    return [one for one in answers if isinstance(one, Exception) and not isinstance(one, UnableToStep)]


def fire_later():
    return fire_due_timers(now=now() + timedelta(minutes=4))


def test_fifty_presses_at_once_are_one_incident():
    elder = made(factories.make_elder)
    answers = together(*[lambda: as_system(lambda: press(elder)) for _ in range(50)])
    assert not faults(answers)
    assert as_system(Incident.objects.count) == 1
    assert as_system(Origin.objects.count) == 50


def test_two_seats_acknowledge_at_once_and_one_has_it():
    elder, one, other = made(factories.make_elder), seat_scope(), seat_scope()
    incident = as_system(lambda: press(elder))
    answers = together(*[does(emergency.acknowledge, who, incident=incident.id) for who in (one, other)])
    assert [type(answer) for answer in answers].count(UnableToStep) == 1
    assert not faults(answers)


def test_two_responders_accept_at_once_and_one_goes():
    seat, elder = seat_scope(), made(factories.make_elder)
    crew = [made(factories.make_responder) for _ in range(2)]
    _, offered = sent(seat, elder, crew)
    scopes = [as_system(lambda one=one: responder_scope(one)) for one in crew]
    pairs = zip(scopes, offered, strict=True)
    answers = together(*[does(emergency.accept, scope, dispatch=row.id) for scope, row in pairs])
    assert not faults(answers)
    states = sorted(fresh(Dispatch, row.id).state for row in offered)
    assert states == ["accepted", "withdrawn"]


def test_a_press_while_it_is_being_closed_is_a_new_incident():
    seat, elder = seat_scope(), made(factories.make_elder)
    incident = as_system(lambda: press(elder))
    does(emergency.acknowledge, seat, incident=incident.id)()
    close = lambda: emergency.close(incident=incident.id, outcome="solved", scope=seat, now=now())  # noqa: E731
    with Held(seat, close) as held:
        held.let_go()
        again = as_system(lambda: press(elder))
    assert held.error is None
    assert again.id != incident.id
    assert fresh(Incident, again.id).state == "open"


def test_a_press_while_a_resolved_one_is_being_closed_is_a_new_incident():
    seat, elder = seat_scope(), made(factories.make_elder)
    incident = as_system(lambda: press(elder))
    does(emergency.acknowledge, seat, incident=incident.id)()
    does(emergency.resolve, seat, incident=incident.id, outcome="solved")()
    with Held(seat, lambda: emergency.close(incident=incident.id, scope=seat, now=now())) as held:
        held.let_go()
        again = as_system(lambda: press(elder))
    assert held.error is None
    assert again.id != incident.id


def test_nobody_answered_is_not_overwritten_by_a_triage_of_the_same_moment():
    seat, colleague, elder = seat_scope(), seat_scope(), made(factories.make_elder)
    incident = as_system(lambda: press(elder))
    does(emergency.acknowledge, seat, incident=incident.id)()
    words = {"incident": incident.id, "scope": seat, "now": now()}
    call = lambda: emergency.record_attempt(target="elder", result="no_answer", **words)  # noqa: E731
    with Held(seat, call) as held:
        held.let_go()
        row = does(emergency.triage, colleague, incident=incident.id, answers={"fell": False})()
    assert held.error is None
    assert fresh(Incident, incident.id).answers == {"unreachable": True, "fell": False}
    assert row.level == "P0"


def test_arriving_while_the_seat_resolves_ends_in_no_deadlock():
    seat, elder, responder = seat_scope(), made(factories.make_elder), made(factories.make_responder)
    for _ in range(4):
        incident, [offered] = sent(seat, elder, [responder])
        scope = as_system(lambda: responder_scope(responder))
        does(emergency.accept, scope, dispatch=offered.id)()
        scope = as_system(lambda: responder_scope(responder))
        answers = together(
            does(emergency.arrive, scope, dispatch=offered.id),
            does(emergency.close, seat, incident=incident.id, outcome="solved"),
        )
        assert not faults(answers)
        if fresh(Incident, incident.id).closed_at is None:
            does(emergency.close, seat, incident=incident.id, outcome="solved")()
        assert fresh(Dispatch, offered.id).ended_at


def test_accepting_while_the_timer_offers_to_the_next_ends_in_no_deadlock():
    seat, elder = seat_scope(), made(factories.make_elder)
    for _ in range(4):
        responder = made(factories.make_responder)
        incident, [offered] = sent(seat, elder, [responder])
        scope = as_system(lambda one=responder: responder_scope(one))
        answers = together(does(emergency.accept, scope, dispatch=offered.id), fire_later)
        assert not faults(answers)
        does(emergency.close, seat, incident=incident.id, outcome="solved")()


def test_offering_the_same_person_twice_at_once_is_one_offer():
    seat, elder, responder = seat_scope(), made(factories.make_elder), made(factories.make_responder)
    incident = as_system(lambda: press(elder))
    does(emergency.acknowledge, seat, incident=incident.id)()
    does(emergency.triage, seat, incident=incident.id, answers=YES)()
    step = does(emergency.offer, seat, incident=incident.id, responders=[responder.id])
    answers = together(step, step)
    assert [type(one) for one in faults(answers)] == [emergency.UnableToOffer]
    assert as_system(Dispatch.objects.count) == 1


def test_offering_while_it_is_closed_leaves_nobody_on_the_way():
    seat, elder, responder = seat_scope(), made(factories.make_elder), made(factories.make_responder)
    incident = as_system(lambda: press(elder))
    does(emergency.acknowledge, seat, incident=incident.id)()
    does(emergency.triage, seat, incident=incident.id, answers=YES)()
    answers = together(
        does(emergency.offer, seat, incident=incident.id, responders=[responder.id]),
        does(emergency.close, seat, incident=incident.id, outcome="solved"),
    )
    assert not faults(answers)
    assert not as_system(lambda: list(Dispatch.objects.filter(ended_at=None)))


def test_two_who_give_back_at_once_free_the_incident():
    seat, elder = seat_scope(), made(factories.make_elder)
    one, other = (made(factories.make_responder) for _ in range(2))
    incident, [first] = sent(seat, elder, [one])
    scope = as_system(lambda: responder_scope(one))
    does(emergency.accept, scope, dispatch=first.id)()
    [second] = does(emergency.offer, seat, incident=incident.id, responders=[other.id])()
    other_scope = as_system(lambda: responder_scope(other))
    does(emergency.accept, other_scope, dispatch=second.id)()
    with Held(
        scope, lambda: emergency.give_back(dispatch=first.id, reason="堵车", scope=scope, now=now())
    ) as held:
        held.let_go()
        does(emergency.give_back, other_scope, dispatch=second.id, reason="车坏了")()
    assert held.error is None
    assert fresh(Incident, incident.id).state == "dispatching"


def test_two_incidents_merged_into_each_other_at_once_leave_one_open():
    seat, colleague, elder = seat_scope(), seat_scope(), made(factories.make_elder)
    pressed, fell = as_system(lambda: (press(elder), press(elder, kind="fall")))
    answers = together(
        does(emergency.merge, seat, incident=pressed.id, into=fell.id, reason="同一件"),
        does(emergency.merge, colleague, incident=fell.id, into=pressed.id, reason="同一件"),
    )
    assert not [one for one in answers if isinstance(one, OperationalError)]
    assert as_system(Incident.objects.filter(closed_at=None).count) == 1


def test_reopening_while_a_new_press_comes_is_refused_or_joined():
    seat, elder = seat_scope(), made(factories.make_elder)
    incident = as_system(lambda: press(elder))
    does(emergency.acknowledge, seat, incident=incident.id)()
    does(emergency.close, seat, incident=incident.id, outcome="solved")()
    with Held(
        seat, lambda: emergency.reopen(incident=incident.id, reason="又来", scope=seat, now=now())
    ) as held:
        held.let_go()
        again = as_system(lambda: press(elder, reference=uuid4()))
    assert held.error is None
    assert again.id == incident.id
    with enter(system_scope("test")):
        assert queries.count_open(system_scope("test"))
