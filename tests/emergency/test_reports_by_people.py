"""A worker's own call for help, a neighbour's report: one incident each, whoever sends it how often."""

from uuid import uuid4

import pytest

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.scopes import system_scope
from chongyang.emergency import operations as emergency
from chongyang.emergency import queries
from chongyang.emergency.models import Incident, Origin, Sighting
from chongyang.emergency.operations import Seen, UnableToReport
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from tests import factories
from tests.emergency.races import as_system, together
from tests.emergency.test_way_of_an_alarm import press

SAID = {"kind": "fall", "reporter": "neighbour", "seen": "听到呼救，敲门没人应"}


@pytest.fixture
def elder(db):
    return factories.make_elder()


@pytest.fixture
def seat(db):
    return factories.scope_of(factories.make_operator())


@pytest.fixture
def worker(db):
    return factories.make_responder()


def scope_of(responder):
    return factories.scope_of(factories.account_of(responder))


def sos(scope, **words):
    with enter(scope):
        return emergency.press_own_sos(scope=scope, now=now(), **words)


def report(scope, door="seat", **words):
    with enter(scope):
        return emergency.report_seen(report=Seen(**{**SAID, **words}), scope=scope, now=now(), door=door)


def test_a_worker_in_danger_is_an_incident_of_her_own(worker):
    incident = sos(scope_of(worker), position=(113.7, 34.75))
    assert (incident.kind, incident.source, incident.person) == ("worker_sos", "worker", None)
    assert (incident.longitude, incident.latitude) == (113.7, 34.75)
    assert incident.caller_number.plain == worker.phone.plain
    assert incident.area == worker.area


def test_without_a_position_her_own_place_is_taken(worker):
    incident = sos(scope_of(worker))
    assert (incident.longitude, incident.latitude) == (worker.longitude, worker.latitude)


def test_a_second_press_joins_and_another_worker_is_another_incident(worker):
    key = uuid4()
    one = sos(scope_of(worker), key=key)
    assert sos(scope_of(worker), key=key).id == one.id
    assert Origin.objects.filter(incident=one).count() == 1
    assert sos(scope_of(worker), key=uuid4()).id == one.id
    assert Origin.objects.filter(incident=one).count() == 2
    assert sos(scope_of(factories.make_responder())).id != one.id


def test_who_answers_no_offers_has_no_button(seat):
    with pytest.raises(NotAllowed):
        sos(seat)


def test_what_a_neighbour_saw_is_kept_sealed_and_joins_the_devices_alarm(elder, seat):
    first = press(elder, kind="fall")
    incident = report(seat, person=elder.id, reporter_name="邻居甲", reporter_phone="13800001111")
    assert incident.id == first.id
    kept = Sighting.objects.get()
    assert (kept.incident_id, kept.seen) == (first.id, SAID["seen"])
    assert kept.reporter_phone.plain == "13800001111"
    assert "1380000" not in str(kept.reporter_phone)
    assert "邻居甲" not in str(kept.reporter_name)


def test_the_seat_that_keys_it_in_has_it_and_a_street_clerk_leaves_it_to_a_seat(elder, seat):
    taken = report(seat, person=elder.id)
    assert (taken.state, taken.taken_by) == ("acknowledged", seat.actor.account)
    clerk = factories.scope_of(factories.make_account(Role.STREET_CLERK, None, "410105001"))
    left = report(clerk, person=factories.make_elder().id, door="street")
    assert (left.state, left.taken_by) == ("open", None)


def test_an_unknown_person_is_described_and_the_reporter_is_shown_with_an_event(seat):
    incident = report(seat, whom="3号楼独居的老太太", reporter_phone="13800001112")
    assert incident.person is None
    sighting = Sighting.objects.get()
    with enter(seat):
        shown = emergency.show_report(sighting=sighting.id, scope=seat, now=now())
    assert shown.whom.plain == "3号楼独居的老太太"
    assert Event.objects.filter(kind="emergency.report.revealed", subject=incident.id).count() == 1
    events = Event.objects.filter(kind__startswith="emergency.")
    assert not any("老太太" in str(event.payload) for event in events)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "weather"}, "kind"),
        ({"reporter": "ghost"}, "reporter"),
        ({"seen": " "}, "seen"),
        ({"person": None, "whom": ""}, "whom"),
        ({"reporter_phone": "12"}, "reporter_phone"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(elder, seat, wrong, field):
    with pytest.raises(UnableToReport) as told:
        report(seat, **{"person": elder.id, **wrong})
    assert set(told.value.faults) == {field}
    assert not Incident.objects.exists()


def test_a_person_out_of_reach_is_not_there(elder):
    elsewhere = factories.scope_of(factories.make_account(Role.STREET_CLERK, None, "410102002"))
    with pytest.raises(Exception, match=str(elder.id)):
        report(elsewhere, person=elder.id)


def test_the_same_report_sent_twice_is_one(elder, seat):
    key = uuid4()
    assert report(seat, person=elder.id, key=key).id == report(seat, person=elder.id, key=key).id
    assert (Sighting.objects.count(), Origin.objects.count()) == (1, 1)


def test_a_signal_after_a_milder_judgement_raises_the_level_on_the_board(elder, seat):
    incident = press(elder, kind="fall")
    with enter(seat):
        emergency.acknowledge(incident=incident.id, scope=seat, now=now())
        emergency.triage(incident=incident.id, answers={"mistake": True}, scope=seat, now=now())
        [row] = queries.list_open(seat)
        assert (row.level, row.shown_level, row.is_raised) == ("P4", "P4", False)
    press(elder, kind="fall")
    with enter(seat):
        [row] = queries.list_open(seat)
        assert (row.level, row.shown_level, row.is_raised) == ("P4", "P1", True)


def test_before_anybody_judged_the_board_is_ordered_by_what_the_kind_says(seat):
    sos_first = press(factories.make_elder(), kind="sos")
    gas = press(factories.make_elder(), kind="gas")
    with enter(seat):
        assert [row.id for row in queries.list_open(seat)] == [gas.id, sos_first.id]
        assert queries.list_open(seat)[0].shown_level == "P0"


@pytest.mark.usefixtures("committed")
class TestAtOnce:
    """Each source from twelve connections at once: one incident is open."""

    def test_a_worker_who_presses_many_times(self):
        worker = as_system(factories.make_responder)
        scope = as_system(lambda: scope_of(worker))
        answers = together(*[lambda: sos(scope, key=uuid4()) for _ in range(12)])
        assert not [one for one in answers if isinstance(one, Exception)]
        assert as_system(Incident.objects.count) == 1
        assert as_system(Origin.objects.count) == 12

    def test_neighbours_a_device_and_a_missed_visit_of_one_elder(self):
        elder = as_system(factories.make_elder)
        scope = as_system(lambda: factories.scope_of(factories.make_operator()))
        kinds = ("device", "vital", "check_in", "visit")

        def comes(source):
            with enter(system_scope("test")):
                return emergency.receive(
                    kind="fall",
                    source=source,
                    subject_key="",
                    area=elder.area,
                    person=elder.id,
                    reference=uuid4(),
                    said_at=now(),
                    received_at=now(),
                    by=system_scope("test").actor,
                )

        answers = together(
            *[lambda source=source: comes(source) for source in kinds * 2],
            *[lambda: report(scope, person=elder.id) for _ in range(4)],
        )
        assert not [one for one in answers if isinstance(one, Exception)]
        assert as_system(Incident.objects.count) == 1
        assert as_system(Origin.objects.count) == 12
