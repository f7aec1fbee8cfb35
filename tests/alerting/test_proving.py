"""The scheduled test of communications: everybody once a round, gently, and whoever does not answer is
listed.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chongyang.alerting import operations as alerting
from chongyang.alerting import queries
from chongyang.alerting.models import Channel, Proof, ProofRound
from chongyang.alerting.operations import proving
from chongyang.alerting.operations.delivering import UnableToSend
from chongyang.core.access import enter
from chongyang.core.fields import index_of
from chongyang.core.models import Event, OutboxMessage
from chongyang.registry.models import Contact, Elder
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from tests import factories
from tests.alerting.ways import Vendor
from tests.emergency.races import as_system, together

MORNING = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
PAUSE = timedelta(seconds=20)


@pytest.fixture
def contacts(db):
    return [factories.make_contact(factories.make_elder()) for _ in range(3)]


def keys():
    rows = OutboxMessage.objects.filter(destination="proving.sms").order_by("created_at", "id")
    return [payload["proof"] for payload in rows.values_list("payload", flat=True)]


def send_all(vendor, at=MORNING):
    for key in keys():
        alerting.hand_out_proof(key=key, send=vendor, now=at)


def result_of(contact):
    return Channel.objects.get(contact=contact.id).is_working


def test_every_contact_and_every_responder_is_tested_once_a_round(contacts):
    responder = factories.make_responder()
    assert alerting.prove_next(now=MORNING) == 4
    assert alerting.prove_next(now=MORNING + PAUSE) == 0
    whom = set(Channel.objects.values_list("contact", "responder"))
    assert whom == {(row.id, None) for row in contacts} | {(None, responder.id)}
    vendor = Vendor()
    send_all(vendor)
    send_all(vendor)
    addresses = {row.phone.plain for row in [*contacts, responder]}
    assert ({message.address for message in vendor.taken}, len(vendor.taken)) == (addresses, 4)
    assert all(message.is_test for message in vendor.taken)


def test_nothing_goes_out_in_quiet_hours(contacts):
    for hour in (20, 23, 2, 8):
        assert alerting.prove_next(now=MORNING.replace(hour=hour)) == 0
    assert not Proof.objects.exists()


def test_a_batch_a_pause_and_a_day_bound_how_much_goes_out(contacts, monkeypatch):
    values = {"proof_batch": 1, "proof_day_batch": 2}
    monkeypatch.setattr(proving, "times", values.__getitem__)
    assert alerting.prove_next(now=MORNING) == 1
    assert alerting.prove_next(now=MORNING) == 0, "the pause"
    assert alerting.prove_next(now=MORNING + PAUSE) == 1
    assert alerting.prove_next(now=MORNING + 2 * PAUSE) == 0, "the day's number"
    assert alerting.prove_next(now=MORNING + timedelta(days=1)) == 1
    assert set(Channel.objects.values_list("contact", flat=True)) == {row.id for row in contacts}


def test_the_next_round_begins_the_day_after_the_last_one_ended(contacts):
    alerting.prove_next(now=MORNING)
    assert alerting.prove_next(now=MORNING + timedelta(hours=2)) == 0
    assert alerting.prove_next(now=MORNING + timedelta(days=1)) == 3
    rounds = ProofRound.objects.filter(kind="contact").order_by("number")
    assert list(rounds.values_list("number", "taken")) == [(1, 3), (2, 3)]
    assert Channel.objects.count() == 3
    assert Proof.objects.count() == 6


def test_only_an_answer_proves_a_channel(contacts):
    """KeepAlive 195: a number with a typing error took every message and never reached anybody."""
    answered, silent, wrong = contacts
    alerting.prove_next(now=MORNING)

    def vendor(message):
        if message.address == wrong.phone.plain:
            raise UnableToSend("bad_address", for_good=True)
        return Vendor()(message)

    send_all(vendor)
    assert [result_of(row) for row in contacts] == [None, None, False]
    key = Proof.objects.get(channel__contact=answered.id).key
    assert alerting.record_receipt(key=key, state="delivered", now=MORNING)
    assert result_of(answered) is None, "delivered to a handset is not reached"
    assert alerting.record_receipt(key=key, state="reached", now=MORNING)
    assert alerting.give_up_waiting(now=MORNING + timedelta(hours=23)) == 0
    assert alerting.give_up_waiting(now=MORNING + timedelta(hours=25)) == 1
    assert [result_of(row) for row in contacts] == [True, False, False]
    results = dict(Channel.objects.values_list("contact", "result"))
    assert results == {answered.id: "reached", silent.id: "no_receipt", wrong.id: "bad_address"}


def test_another_number_knows_nothing_of_the_old_result(contacts):
    contact = contacts[0]
    alerting.prove_next(now=MORNING)
    Channel.objects.filter(contact=contact.id).update(is_working=True, result="reached")
    contact.phone, contact.phone_index = "13900000009", index_of("13900000009", "phone")
    contact.save()
    alerting.prove_next(now=MORNING + timedelta(days=1))
    assert result_of(contact) is None
    vendor = Vendor()
    send_all(vendor)
    assert "13900000009" in {message.address for message in vendor.taken}


def test_the_dead_and_doubles_are_left_in_peace(contacts):
    dead, double, alive = contacts
    Elder.objects.filter(id=dead.person).update(life_status="dead", status_on=MORNING.date())
    Elder.objects.filter(id=double.person).update(same_as=alive.person)
    assert alerting.prove_next(now=MORNING) == 1
    assert Channel.objects.get().contact == alive.id


def test_a_contact_that_was_removed_meanwhile_is_a_failure_and_no_crash(contacts):
    alerting.prove_next(now=MORNING)
    Contact.objects.filter(id=contacts[0].id).delete()
    send_all(Vendor())
    assert Proof.objects.get(channel__contact=contacts[0].id).failure == "bad_address"


def test_who_cannot_be_reached_is_listed_by_area_and_to_the_right_roles(contacts):
    alerting.prove_next(now=MORNING)
    Channel.objects.update(is_working=False, tested_at=MORNING, result="no_receipt")
    own = factories.scope_of(factories.make_account(Role.STREET_CLERK, None, "410105001"))
    other = factories.scope_of(factories.make_account(Role.STREET_CLERK, None, "410102002"))
    operator = factories.scope_of(factories.make_operator())
    with enter(own):
        assert len(queries.list_unreachable(own)) == 3
        assert queries.list_unreachable(own, area=(410102000000, 410102999999)) == []
        assert queries.count_by_result(own) == {"broken": 3}
        first = queries.list_unreachable(own, limit=2)
        assert len(queries.list_unreachable(own, after=first[-1].id)) == 1
        alerting.prove_again(channel=first[0].id, scope=own, now=MORNING)
    with enter(other):
        assert queries.list_unreachable(other) == []
        with pytest.raises(queries.NotFound):
            alerting.prove_again(channel=first[0].id, scope=other, now=MORNING)
    with enter(operator), pytest.raises(NotAllowed):
        queries.list_unreachable(operator)
    assert Event.objects.filter(kind="alerting.channel.tested").count() == 1


def test_two_workers_take_no_batch_twice(committed):
    for _ in range(3):
        as_system(lambda: factories.make_contact(factories.make_elder()))

    def work():
        return alerting.prove_next(now=MORNING)

    assert sum(together(work, work, work)) == 3
    assert as_system(lambda: Proof.objects.count()) == 3
