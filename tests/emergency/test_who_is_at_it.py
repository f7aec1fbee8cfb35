"""Who opens an incident again is at it; a press of somebody who was found out joins what is open for her."""

from uuid import uuid4

import pytest

from chongyang.alerting import operations as alerting
from chongyang.alerting.models import Run
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import Actor
from chongyang.emergency import operations as emergency
from chongyang.emergency.models import Incident, Origin
from tests import factories
from tests.emergency.races import as_system, together
from tests.emergency.test_way_of_an_alarm import press, seat

__all__ = ["seat"]
DEVICE = Actor(kind="device", label="unknown")


@pytest.fixture
def elder(db):
    alerting.load_chains(now=now())
    return factories.make_elder()


def does(scope, operation, **words):
    with enter(scope):
        return operation(scope=scope, now=now(), **words)


def press_unknown(area=factories.JINSHUI, key="device:nobody", kind="sos"):
    return emergency.receive(
        kind=kind,
        source="device",
        subject_key=key,
        area=area,
        reference=uuid4(),
        said_at=now(),
        received_at=now(),
        by=DEVICE,
    )


def running(incident):
    return Run.objects.filter(subject=incident.id, state="running").count()


def closed(elder, seat):
    incident = press(elder)
    does(seat, emergency.acknowledge, incident=incident.id)
    does(seat, emergency.close, incident=incident.id, outcome="solved")
    return incident


def test_a_seat_that_opens_it_again_rings_nobody_and_has_it(elder, seat):
    """peers.md row 6 (OnCall 2622): the seat that re-opens is at it."""
    incident = closed(elder, seat)
    other = factories.scope_of(factories.make_operator())
    does(other, emergency.reopen, incident=incident.id, reason="老人再次来电")
    assert running(incident) == 0
    incident.refresh_from_db()
    assert incident.taken_by == other.actor.account


def test_who_takes_a_merge_back_has_the_incident(elder, seat):
    one, two = press(elder), press(elder, kind="fall")
    does(seat, emergency.merge, incident=two.id, into=one.id, reason="同一次")
    does(seat, emergency.unmerge, incident=two.id, reason="是两件事")
    two.refresh_from_db()
    assert (two.taken_by, running(two)) == (seat.actor.account, 0)


def test_a_press_of_somebody_found_out_joins_what_is_open_for_her(elder, seat):
    unknown = press_unknown()
    does(seat, emergency.acknowledge, incident=unknown.id)
    does(seat, emergency.identify, incident=unknown.id, person=elder.id)
    assert press(elder).id == unknown.id
    assert press_unknown().id == unknown.id
    assert Incident.objects.filter(closed_at=None).count() == 1


def test_a_press_of_another_person_joins_nothing_of_hers(elder, seat):
    unknown = press_unknown()
    does(seat, emergency.acknowledge, incident=unknown.id)
    does(seat, emergency.identify, incident=unknown.id, person=elder.id)
    assert press(factories.make_elder(name="王桂芝")).id != unknown.id


def test_identified_and_pressed_in_the_same_moment_is_one_incident(committed):
    elder = as_system(factories.make_elder)
    scope = as_system(lambda: factories.scope_of(factories.make_operator()))
    unknown = press_unknown(key="device:race")
    does(scope, emergency.acknowledge, incident=unknown.id)
    gave = together(
        lambda: does(scope, emergency.identify, incident=unknown.id, person=elder.id),
        *[lambda: press(elder) for _ in range(5)],
    )
    assert not [one for one in gave if isinstance(one, Exception)]
    open_now = as_system(lambda: list(Incident.objects.filter(closed_at=None)))
    assert len(open_now) == 1
    ended = as_system(lambda: [Incident.objects.get(id=one.id).merged_into_id or one.id for one in gave[1:]])
    assert set(ended) == {open_now[0].id}  # a press may have come just before, and was joined
    assert as_system(lambda: Origin.objects.filter(incident__kind=unknown.kind).count()) == 6


def test_two_files_that_turn_out_to_be_one_person_have_one_open_incident(elder, seat):
    """What was open under either file is joined by a press of the other."""
    double = factories.make_elder(name="陈秀蘭")
    first = press(double)
    double.same_as = elder
    double.save(update_fields=["same_as"])
    assert press(double).id == first.id
    assert press(elder).id == first.id


def test_fifty_reports_from_all_sides_in_one_moment_are_one_incident(committed):
    """Device, vital sign, care call, neighbour; her own file and a double's: fifty threads, real commits."""
    elder = as_system(factories.make_elder)
    double = as_system(lambda: factories.make_elder(name="陈秀蘭", same_as=elder))
    sources = ("device", "vital", "care_call", "neighbour", "follow_up")

    def report(turn):
        person = (elder, double)[turn % 2].id
        return emergency.receive(
            kind="sos",
            source=sources[turn % 5],
            subject_key=f"{sources[turn % 5]}:{turn}",
            area=elder.area,
            person=person,
            reference=uuid4(),
            said_at=now(),
            received_at=now(),
            by=DEVICE,
        )

    gave = together(*[lambda turn=turn: report(turn) for turn in range(50)])
    assert not [one for one in gave if isinstance(one, Exception)]
    assert len({one.id for one in gave}) == 1
    assert as_system(lambda: Origin.objects.filter(incident=gave[0].id).count()) == 50
