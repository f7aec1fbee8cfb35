"""A visit that did not begin: who is told when, once each, and how the alarm ends."""

from datetime import timedelta

import pytest

from chongyang.alerting.models import Run
from chongyang.core.models import Event
from chongyang.emergency.models import Incident
from chongyang.orders import operations as orders
from chongyang.orders.models import Order
from chongyang.registry.models import Profile
from chongyang.visits import operations, queries
from chongyang.visits.models import Missed
from chongyang.visits.operations.alarms import due_of
from tests import factories
from tests.orders.people import FROM, SYSTEM_SCOPE, offered_by, order_for, walk
from tests.visits.people import MINUTE, going, make_phone, visit_entries


def watch(minutes: int) -> int:
    return operations.watch_missed(now=FROM + minutes * MINUTE)


def test_the_carer_then_the_dispatcher_then_an_incident_each_once(db):
    order, phone = going()
    assert watch(14) == 0
    assert watch(15) == 1
    assert watch(16) == 0
    assert sorted(Run.objects.values_list("version__chain__code", flat=True)) == ["visit.late"]
    assert Run.objects.get().subject == phone.account.id
    assert watch(31) == 1
    assert sorted(Run.objects.values_list("version__chain__code", flat=True)) == [
        "visit.late",
        "visit.missed",
    ]
    assert not Incident.objects.exists()
    assert watch(61) == 1
    assert watch(75) == 0
    incident = Incident.objects.get()
    assert (incident.kind, incident.source, incident.person) == ("missed_visit", "visit", order.person)
    alarm = Missed.objects.get()
    assert (alarm.told, alarm.incident) == (3, incident.id)
    kinds = list(Event.objects.filter(subject=alarm.id).order_by("seq").values_list("kind", flat=True))
    assert kinds == [f"visits.missed.told_{who}" for who in ("carer", "dispatcher", "incident")]


def test_a_watch_that_slept_makes_up_each_step_once(db):
    going()
    assert watch(200) == 3
    assert watch(201) == 0
    assert Incident.objects.count() == 1


@pytest.mark.parametrize(
    ("living_form", "classes", "incidents"),
    [("alone", [], 1), ("family", [], 0), ("family", ["living_alone"], 1)],
)
def test_an_incident_opens_for_who_lives_alone(db, living_form, classes, incidents):
    order, _ = going()
    Profile.objects.filter(id=order.person).update(living_form=living_form, classes=classes)
    watch(61)
    assert Incident.objects.count() == incidents
    assert Missed.objects.get().told == 3


def test_who_comes_ends_the_alarm_and_nothing_more_is_told(db):
    order, phone = going()
    watch(31)
    phone.send([phone.entry(order.id, "arrive", FROM + 40 * MINUTE)], FROM + 40 * MINUTE)
    alarm = Missed.objects.get()
    assert (alarm.closed_why, alarm.incident) == ("came", None)
    assert watch(61) == 0
    assert not Run.objects.filter(version__chain__code="visit.missed", state="running").exists()
    assert not Incident.objects.exists()


def test_a_late_entry_of_an_offline_phone_ends_it_and_says_why(db):
    order, phone = going()
    watch(61)
    phone.send(visit_entries(order, phone), FROM + 90 * MINUTE)
    alarm = Missed.objects.get()
    assert alarm.closed_why == "late_entry"
    assert Incident.objects.get().closed_at is None
    told = Event.objects.get(kind="visits.missed.closed")
    assert told.payload == {"why": "late_entry"}


def test_a_contested_arrival_ends_no_alarm(db):
    order, phone = going()
    watch(16)
    other = make_phone(order.organisation)
    from tests.visits.people import assign

    assign(order, other)
    phone.send([phone.entry(order.id, "arrive", FROM)], FROM + 20 * MINUTE)
    assert Missed.objects.get().closed_at is None


def test_a_withdrawn_order_ends_it(db):
    order, _ = going()
    watch(16)
    seat = factories.scope_of(factories.make_operator())
    orders.withdraw(order=order.id, reason="changed_mind", scope=seat, by=seat.actor, now=FROM + 17 * MINUTE)
    watch(31)
    assert Missed.objects.get().closed_why == "withdrawn"
    assert not Incident.objects.exists()


def test_an_order_without_a_carer_is_due_at_the_last_moment_at_which_it_can_be_done(db):
    elder = factories.make_elder()
    offered_by()
    order = walk(order_for(elder.id), "accept")
    assert due_of(order, []) == order.to_at - order.minutes * MINUTE
    assert operations.watch_missed(now=order.to_at - order.minutes * MINUTE + 14 * MINUTE) == 0
    assert operations.watch_missed(now=order.to_at - order.minutes * MINUTE + 15 * MINUTE) == 1


def test_what_is_overdue_for_longer_than_it_is_watched_ends_as_such(db):
    going()
    watch(16)
    operations.watch_missed(now=FROM + timedelta(hours=25))
    assert Missed.objects.get().closed_why == "over"


def test_the_carer_the_provider_and_the_street_see_it_and_nobody_else(db):
    order, phone = going()
    watch(16)
    street = factories.scope_of(factories.make_account(factories.Role.STREET_CLERK, None, "410105001"))
    far = factories.scope_of(factories.make_account(factories.Role.STREET_CLERK, None, "410102002"))
    colleague = make_phone(order.organisation)
    assert [row.order for row in queries.list_missed(street)] == [order.id]
    assert [row.order for row in queries.list_missed(phone.scope)] == [order.id]
    assert queries.list_missed(far) == queries.list_missed(colleague.scope) == []
    assert Order.objects.get(id=order.id).state == "accepted"


__all__ = ["SYSTEM_SCOPE"]


def test_the_incident_hears_since_when_she_was_there_and_how_late_it_was_told(db):
    order, phone = going()
    watch(61)
    incident = Incident.objects.get()
    assert queries.came_of(incident.id) == []
    told_at = FROM + 90 * MINUTE
    phone.send(visit_entries(order, phone, FROM + 5 * MINUTE), told_at)
    (came,) = queries.came_of(incident.id)
    assert (came.at, came.told_at, came.is_late) == (FROM + 5 * MINUTE, told_at, True)
    assert came.number == order.number


def test_who_came_late_but_told_it_at_once_is_not_told_late(db):
    order, phone = going()
    watch(61)
    at = FROM + 70 * MINUTE
    phone.send([phone.entry(order.id, "arrive", at)], at)
    (came,) = queries.came_of(Incident.objects.get().id)
    assert (came.at, came.is_late) == (at, False)


def test_a_withdrawn_visit_is_no_arrival(db):
    order, _ = going()
    watch(61)
    seat = factories.scope_of(factories.make_operator())
    orders.withdraw(order=order.id, reason="changed_mind", scope=seat, by=seat.actor, now=FROM + 62 * MINUTE)
    watch(65)
    assert Missed.objects.get().closed_why == "withdrawn"
    assert queries.came_of(Incident.objects.get().id) == []


def test_the_provider_sees_each_step_and_who_was_told(db):
    from tests.alerting.ways import make_channel, step

    _, phone = going()
    make_channel(phone.account)
    watch(15)
    step(FROM + 16 * MINUTE)
    (one,) = queries.overdue_of(Missed.objects.all())
    assert one.carers == ((phone.carer.id, phone.carer.name),)
    assert [(tell.minutes, tell.is_taken) for tell in one.steps] == [(15, True), (30, False), (60, False)]
    assert [told.name for told in one.steps[0].reached] == [phone.account.display_name]
    assert not one.steps[1].reached
