"""One elder has one open incident of a kind, also when it turns out late who she is. Its signals follow."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Q

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Step
from chongyang.emergency import operations as emergency
from chongyang.emergency import queries
from chongyang.emergency.models import Dispatch, Incident
from chongyang.emergency.operations import UnableToReopen
from chongyang.emergency.operations.joining import follow_link
from chongyang.registry import operations as registry
from tests import factories
from tests.emergency.races import Held, as_system, together
from tests.emergency.test_way_of_an_alarm import press
from tests.emergency.test_who_is_at_it import does, press_unknown


@pytest.fixture
def elder(db):
    return factories.make_elder()


@pytest.fixture
def seat(db):
    return factories.scope_of(factories.make_operator())


def open_ones():
    return set(Incident.objects.filter(closed_at=None).values_list("id", flat=True))


def still_open(elder, rows):
    keys = [row.subject_key for row in rows]
    hers = Q(person=elder.id) | Q(subject_key__in=keys)
    return Incident.objects.filter(hers, closed_at=None).count()


def taken(seat, incident, *, level=False):
    does(seat, emergency.acknowledge, incident=incident.id)
    if level:
        does(seat, emergency.triage, incident=incident.id, answers={"cannot_rise": True})
    return incident


def identified(seat, incident, elder):
    return does(seat, emergency.identify, incident=incident.id, person=elder.id)


def test_who_is_found_out_joins_what_is_open_for_her_already(elder, seat):
    hers, unknown = press(elder), taken(seat, press_unknown())
    survivor = identified(seat, unknown, elder)
    unknown.refresh_from_db()
    assert survivor.id == hers.id
    assert open_ones() == {hers.id}
    assert (unknown.state, unknown.merged_into_id, unknown.outcome) == ("merged", hers.id, "duplicate")
    assert unknown.person == elder.id
    assert len(queries.signals_of(survivor)) == 2
    assert (survivor.state, survivor.taken_by) == ("acknowledged", seat.actor.account)


def test_the_older_one_goes_on(elder, seat):
    unknown = taken(seat, press_unknown())
    hers = press(elder)
    survivor = identified(seat, unknown, elder)
    hers.refresh_from_db()
    assert survivor.id == unknown.id
    assert (hers.state, hers.merged_into_id) == ("merged", unknown.id)
    assert open_ones() == {unknown.id}


def test_the_one_that_somebody_goes_to_goes_on(elder, seat):
    unknown = taken(seat, press_unknown())
    hers = taken(seat, press(elder), level=True)
    responder = factories.make_responder()
    [asked] = does(seat, emergency.offer, incident=hers.id, responders=[responder.id])
    assert identified(seat, unknown, elder).id == hers.id
    assert Dispatch.objects.get(id=asked.id).state == "offered"


def test_what_was_dealt_with_is_opened_again_by_whom_it_was(elder, seat):
    hers = taken(seat, press(elder))
    does(seat, emergency.resolve, incident=hers.id, outcome="solved")
    unknown = taken(seat, press_unknown())
    survivor = identified(seat, unknown, elder)
    assert (survivor.id, survivor.state) == (hers.id, "acknowledged")


def test_what_was_dealt_with_ends_where_somebody_is_on_the_way_to_the_other(elder, seat):
    hers = taken(seat, press(elder))
    does(seat, emergency.resolve, incident=hers.id, outcome="solved")
    unknown = taken(seat, press_unknown(), level=True)
    does(seat, emergency.offer, incident=unknown.id, responders=[factories.make_responder().id])
    assert identified(seat, unknown, elder).id == unknown.id
    hers.refresh_from_db()
    assert (hers.state, hers.outcome, hers.merged_into_id) == ("merged", "solved", unknown.id)
    assert open_ones() == {unknown.id}


def test_the_graver_judgement_goes_on_also_over_one_that_nobody_judged(elder, seat):
    hers = press(elder)
    unknown = taken(seat, press_unknown())
    does(seat, emergency.triage, incident=unknown.id, answers={"fell": True}, level="P0")
    assert identified(seat, unknown, elder).level == "P0"
    assert hers.id in open_ones()


def test_the_unknown_device_that_presses_again_joins_the_survivor(elder, seat):
    hers, unknown = press(elder), taken(seat, press_unknown())
    identified(seat, unknown, elder)
    assert press_unknown().id == hers.id
    assert open_ones() == {hers.id}


def test_also_where_the_survivor_was_joined_to_a_third(elder, seat):
    hers, fell = press(elder), press(elder, kind="fall")
    unknown = taken(seat, press_unknown())
    identified(seat, unknown, elder)
    does(seat, emergency.merge, incident=hers.id, into=fell.id, reason="同一次跌倒")
    assert press_unknown().id == fell.id


def test_a_corrected_person_takes_her_key_along(elder, seat):
    """X's press turns out to be Y's: Y's next press joins it, and X's is a new one."""
    other = factories.make_elder(name="王桂芝")
    incident = taken(seat, press(elder))
    identified(seat, incident, other)
    assert press(other).id == incident.id
    assert press(elder).id != incident.id


def test_a_corrected_person_joins_what_is_open_for_her(elder, seat):
    other = factories.make_elder(name="王桂芝")
    hers = press(other)
    incident = taken(seat, press(elder))
    assert identified(seat, incident, other).id == hers.id
    assert press(elder).id not in {hers.id, incident.id}
    assert len(open_ones()) == 2


def test_a_device_that_presses_again_after_the_correction_is_the_same_need(elder, seat):
    other, device = factories.make_elder(name="王桂芝"), uuid4()
    incident = taken(seat, pressed_by(device, elder))
    identified(seat, incident, other)
    assert pressed_by(device, elder).id == incident.id


def pressed_by(device, elder):
    return emergency.receive(
        kind="sos",
        source="device",
        subject_key="device:shared",
        area=elder.area,
        person=elder.id,
        device=device,
        reference=uuid4(),
        said_at=now(),
        received_at=now(),
        by=factories.SYSTEM,
    )


def test_two_unknown_ones_of_the_same_person_become_one(elder, seat):
    first, second = (taken(seat, press_unknown(key=f"device:{name}")) for name in "ab")
    identified(seat, first, elder)
    assert identified(seat, second, elder).id == first.id
    assert open_ones() == {first.id}


def test_the_database_refuses_two_open_ones_of_a_person_and_kind(elder):
    press(elder)
    other = press_unknown()
    with pytest.raises(IntegrityError, match="incident_person_once"), transaction.atomic():
        Incident.objects.filter(id=other.id).update(person=elder.id)


def test_workers_who_call_for_help_at_one_elders_home_stay_two(elder, seat):
    pair = [press_unknown(key=f"worker:{uuid4()}", kind="worker_sos") for _ in range(2)]
    for one in pair:
        identified(seat, taken(seat, one), elder)
    assert len(open_ones()) == 2


def test_a_split_into_what_is_open_for_her_under_another_key_joins_it(elder, seat):
    unknown = taken(seat, press_unknown())
    identified(seat, unknown, elder)
    other = factories.make_elder(name="王桂芝")
    incident = taken(seat, press(other))
    press(other)
    report = queries.signals_of(incident)[-1]
    made = does(
        seat,
        emergency.split,
        incident=incident.id,
        origins=[report.id],
        reason="是陈秀兰按的",
        person=elder.id,
    )
    assert made.id == unknown.id


def test_who_was_joined_by_mistake_stands_for_itself_again_without_a_name(elder, seat):
    hers, unknown = press(elder), taken(seat, press_unknown())
    identified(seat, unknown, elder)
    row = does(seat, emergency.unmerge, incident=unknown.id, reason="认错了人")
    assert (row.state, row.person, row.file, row.merged_into_id) == ("acknowledged", None, row.id, None)
    assert len(queries.signals_of(Incident.objects.get(id=hers.id))) == 1
    assert open_ones() == {hers.id, unknown.id}


def test_a_signal_that_followed_can_be_split_off(elder, seat):
    unknown = taken(seat, press_unknown())
    press(elder)
    survivor = identified(seat, unknown, elder)
    report = queries.signals_of(survivor)[-1]
    other = factories.make_elder(name="王桂芝")
    made = does(
        seat, emergency.split, incident=survivor.id, origins=[report.id], reason="是邻居的", person=other.id
    )
    assert [one.id for one in queries.signals_of(made)] == [report.id]
    assert report.id not in {one.id for one in queries.signals_of(survivor)}


def test_opening_again_what_is_open_under_another_key_is_refused(elder, seat):
    old = taken(seat, press(elder))
    does(seat, emergency.close, incident=old.id, outcome="solved")
    unknown = taken(seat, press_unknown())
    identified(seat, unknown, elder)
    with pytest.raises(UnableToReopen):
        does(seat, emergency.reopen, incident=old.id, reason="再次来电")


def linked(double, survivor):
    clerk = factories.scope_of(factories.make_account(factories.Role.STREET_CLERK))
    with enter(clerk):
        registry.link_double(
            double=double.id,
            survivor=survivor.id,
            scope=clerk,
            by=clerk.actor,
            now=now(),
            second_by=uuid4(),
        )


class Told:
    def __init__(self, person):
        self.subject, self.at = person, now()


def test_two_files_linked_while_both_have_an_open_incident_leave_one(elder, seat):
    double = factories.make_elder(name="陈秀蘭")
    first, second, gas = press(elder), press(double), press(double, kind="gas")
    double.same_as = elder  # as a link and a press in the same moment leave it: the link itself looked before
    double.save(update_fields=["same_as"])
    for _ in range(2):
        follow_link(Told(double.id))
    assert open_ones() == {first.id, gas.id}
    second.refresh_from_db()
    assert (second.state, second.merged_into_id) == ("merged", first.id)
    assert Step.objects.filter(case=second.id, action="join").count() == 1


def test_what_is_known_of_a_double_joins_the_persons(elder, seat):
    double = factories.make_elder(name="陈秀蘭")
    hers = press(elder)
    linked(double, elder)
    unknown = taken(seat, press_unknown())
    assert identified(seat, unknown, double).id == hers.id


@pytest.mark.usefixtures("committed")
class TestAtTheSameMoment:
    def begin(self, keys):
        elder = as_system(factories.make_elder)
        seats = [as_system(lambda: factories.scope_of(factories.make_operator())) for _ in keys]
        rows = [press_unknown(key=f"device:{key}-{uuid4()}") for key in keys]
        for seat, row in zip(seats, rows, strict=True):
            taken(seat, row)
        return elder, seats, rows

    def test_two_seats_find_out_the_same_person_at_once(self):
        elder, seats, rows = self.begin(["a", "b"])
        pairs = list(zip(seats, rows, strict=True))
        gave = together(*[lambda seat=seat, row=row: identified(seat, row, elder) for seat, row in pairs])
        assert not [one for one in gave if isinstance(one, Exception)]
        assert as_system(lambda: still_open(elder, rows)) == 1

    def test_a_press_of_the_unknown_device_while_it_is_being_joined_joins_the_survivor(self):
        elder, [seat], [unknown] = self.begin(["c"])
        hers = as_system(lambda: press(elder))
        as_system(lambda: Incident.objects.filter(id=unknown.id).update(opened_at=now()))
        with Held(seat, lambda: identified(seat, unknown, elder)) as held:
            held.let_go()
            again = press_unknown(key=unknown.subject_key)
        assert held.error is None
        assert again.id == hers.id

    def test_everything_at_once_ends_in_one(self):
        elder, seats, rows = self.begin(["a", "b"])
        pairs = list(zip(seats, rows, strict=True))
        gave = together(
            *[lambda seat=seat, row=row: identified(seat, row, elder) for seat, row in pairs],
            *[lambda: press(elder) for _ in range(4)],
            *[lambda key=row.subject_key: press_unknown(key=key) for row in rows for _ in range(2)],
        )
        assert not [one for one in gave if isinstance(one, Exception)]
        assert as_system(lambda: still_open(elder, rows)) == 1
