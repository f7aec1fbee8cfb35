"""Follow-ups: opened by the close of an incident, once; three tries, then a visit."""

from datetime import timedelta
from uuid import uuid4

import pytest

from chongyang.core import outbox
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Event, Step
from chongyang.core.operations.cases import UnableToStep, fire_due_timers
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.emergency import operations as emergency
from chongyang.emergency.models import Incident
from chongyang.hotline import operations as hotline
from chongyang.hotline import queries
from chongyang.hotline.handlers import after_incident
from chongyang.hotline.models import FollowUp
from chongyang.hotline.operations import UnableToHandle
from chongyang.territory.enums import Role
from tests.factories import make_account, make_elder, scope_of


def closed(seat, elder, outcome="solved", **words):
    """An incident of hers, received and closed."""
    moment = now()
    incident = emergency.receive(
        kind="sos", source="device", subject_key=f"person:{elder.id}", area=elder.area, person=elder.id,
        reference=uuid4(), said_at=moment, received_at=moment, by=SYSTEM,
    )  # fmt: skip
    with enter(seat):
        emergency.acknowledge(incident=incident.id, scope=seat, now=moment)
        emergency.close(incident=incident.id, outcome=outcome, scope=seat, now=moment, **words)
    return incident


def deliver():
    outbox.deliver_due(now=now() + timedelta(seconds=2))


def opened(seat, elder):
    closed(seat, elder)
    deliver()
    return FollowUp.objects.get()


def test_the_close_of_an_incident_opens_one_call(db):
    seat, elder = scope_of(make_account(Role.OPERATOR)), make_elder()
    row = opened(seat, elder)
    assert (row.person, row.state, row.due_at - row.opened_at) == (elder.id, "due", timedelta(hours=24))
    after_incident(Event.objects.get(kind="emergency.incident.close"))
    assert FollowUp.objects.count() == 1


def test_a_false_alarm_is_not_followed_up(db):
    seat = scope_of(make_account(Role.OPERATOR))
    closed(seat, make_elder(), "false_alarm", false_reason="mistake")
    deliver()
    assert not FollowUp.objects.exists()


def test_three_tries_ask_for_a_visit_and_clicks_count_once(db):
    seat = scope_of(make_account(Role.OPERATOR))
    row = opened(seat, make_elder())
    with enter(seat):
        for number in (1, 1, 2, 2, 3):
            row = hotline.record_try(
                follow_up=row.id, number=number, result="no_answer", scope=seat, now=now()
            )
        assert (row.tries, row.state) == (3, "visit_asked")
        row = hotline.complete_follow_up(
            follow_up=row.id, is_safe=True, scope=seat, now=now(), satisfaction="4"
        )
        assert (row.state, row.satisfaction) == ("done", "4")
        with pytest.raises(UnableToStep):
            hotline.complete_follow_up(follow_up=row.id, is_safe=True, scope=seat, now=now())


def test_an_answer_must_say_whether_she_is_safe(db):
    seat = scope_of(make_account(Role.OPERATOR))
    row = opened(seat, make_elder())
    with enter(seat), pytest.raises(UnableToHandle):
        hotline.complete_follow_up(follow_up=row.id, is_safe=None, scope=seat, now=now())


def test_not_safe_is_an_incident_at_once(db):
    seat, elder = scope_of(make_account(Role.OPERATOR)), make_elder()
    row = opened(seat, elder)
    with enter(seat):
        hotline.complete_follow_up(follow_up=row.id, is_safe=False, scope=seat, now=now())
    assert Incident.objects.filter(source="follow_up", person=elder.id, closed_at=None).count() == 1


def test_the_timers_remind_and_say_that_it_is_late(db):
    seat = scope_of(make_account(Role.OPERATOR))
    row = opened(seat, make_elder())
    fire_due_timers(now=row.due_at + timedelta(minutes=1))
    steps = set(Step.objects.filter(case=row.id).values_list("action", flat=True))
    assert {"remind", "overdue"} <= steps
    with enter(seat):
        assert queries.count_follow_ups(seat, row.due_at + timedelta(minutes=1)) == {"open": 1, "late": 1}


def test_an_outsider_finds_nothing(db):
    row = opened(scope_of(make_account(Role.OPERATOR)), make_elder())
    outsider = scope_of(make_account(Role.STREET_CLERK, None, "410102"))
    with enter(outsider), pytest.raises(queries.NotFound):
        queries.access_follow_up(outsider, row.id)
    with enter(system_scope("test")):
        assert FollowUp.objects.count() == 1
