"""The engine: steps in their time, never twice, never after somebody has it.

Troubles of others beside the tests.
"""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from chongyang.alerting import operations as alerting
from chongyang.alerting import queries
from chongyang.alerting.models import ChainVersion, Delivery, Run, RunStep
from chongyang.alerting.operations import telling
from chongyang.alerting.operations.delivering import UnableToSend
from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.outbox import UnableToDeliver
from chongyang.core.scopes import SYSTEM, Actor
from chongyang.territory.enums import Role
from tests import factories
from tests.alerting.ways import (
    LEAD,
    OVERFLOW,
    SECOND,
    Vendor,
    begin,
    make_chain,
    make_channel,
    next_due,
    send_all,
    step,
    told,
    wait,
    waiting,
)

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def lead():
    """A shift lead whose short messages work."""
    account = factories.make_account(Role.SHIFT_LEAD)
    make_channel(account)
    return account


def by(account):
    return factories.scope_of(account).actor


def state(subject):
    return Run.objects.get(subject=subject).state


def test_each_step_is_done_when_it_is_due_and_not_before(lead):
    make_chain(wait(15), OVERFLOW, wait(15), LEAD)
    at = now()
    subject = begin(at=at)
    step(at + 14 * SECOND)
    assert told(subject) == []
    step(at + 15 * SECOND)
    assert told(subject) == [(2, 0, "desk")]
    step(at + 30 * SECOND)
    assert told(subject) == [(2, 0, "desk"), (4, 0, "desk"), (4, 0, "sms")]
    assert state(subject) == "exhausted"


def test_starting_costs_two_statements_and_a_second_start_begins_nothing():
    make_chain(OVERFLOW)
    with CaptureQueriesContext(
        connection,
    ) as spent:
        subject = begin()
    assert len([q for q in spent if "SAVEPOINT" not in q["sql"]]) == 2
    begin(subject)
    assert Run.objects.count() == 1
    assert RunStep.objects.count() == 1


def test_at_most_one_run_of_a_subject_runs_says_the_database():
    make_chain(OVERFLOW)
    run = Run.objects.get(subject=begin())
    run.pk = None
    with pytest.raises(IntegrityError, match="run_one_a_subject"), transaction.atomic():
        Run.objects.create(
            subject_key=run.subject_key,
            subject=run.subject,
            kind=run.kind,
            version=run.version,
            area=run.area,
            started_at=now(),
        )


def test_a_chain_without_an_active_version_never_fails_the_alarm(caplog):
    begin(code="nowhere")
    assert "no active version" in caplog.text


def test_after_the_acknowledgement_nothing_is_done_and_nothing_is_sent(lead):
    """OnCall 4654, 4760: who had acknowledged was notified by the rest of the chain."""
    make_chain(LEAD, wait(60), OVERFLOW)
    at = now()
    subject, vendor = begin(at=at), Vendor()
    step(at)
    assert waiting()
    assert alerting.acknowledge(subject=subject, by=by(lead), now=at + SECOND) == 1
    send_all(vendor)
    step(at + 120 * SECOND)
    assert vendor.taken == []
    assert told(subject) == [(1, 0, "desk"), (1, 0, "sms")]
    row = Delivery.objects.get(channel="sms")
    assert (row.withheld_at is not None, row.sent_at) == (True, None)
    assert queries.count_sent_after_acknowledgement(at) == 0
    assert state(subject) == "acknowledged"


def test_the_count_of_late_sends_can_fail(lead):
    make_chain(LEAD)
    subject = begin()
    step(now())
    alerting.acknowledge(subject=subject, by=by(lead), now=now())
    Delivery.objects.filter(channel="sms").update(withheld_at=None, sent_at=now() + SECOND)
    assert queries.count_sent_after_acknowledgement(now() - SECOND * 60) == 1


def test_the_second_to_acknowledge_finds_nothing_that_runs(lead):
    make_chain(OVERFLOW, wait(9), OVERFLOW)
    subject = begin()
    assert alerting.acknowledge(subject=subject, by=by(lead), now=now()) == 1
    assert alerting.acknowledge(subject=subject, by=by(lead), now=now()) == 0
    assert Event.objects.filter(kind="alerting.run.acknowledged", subject=subject).count() == 1


def test_an_old_run_that_was_acknowledged_never_wakes_again(lead):
    """OnCall 3111: escalated two months after it had been acknowledged."""
    make_chain(OVERFLOW, {"kind": "repeat", "from": 1, "every": 30, "times": 60})
    at = now()
    subject = begin(at=at)
    step(at)
    alerting.acknowledge(subject=subject, by=by(lead), now=at)
    step(at + SECOND * 60 * 60 * 24 * 60)
    assert told(subject) == [(1, 0, "desk")]
    assert not RunStep.objects.filter(done_at=None).exists()


def test_sent_is_not_reached_until_somebody_answers(lead):
    """KeepAlive 194, 195, 211: 'sent' was shown although nothing had reached anybody."""
    make_chain(LEAD, wait(60), OVERFLOW)
    subject = begin()
    step(now())
    send_all(Vendor())
    row = Delivery.objects.get(channel="sms")
    assert queries.runs.progress_of(row) == "sent"
    assert (row.delivered_at, row.reached_at) == (None, None)
    assert alerting.record_receipt(key=row.key, state="delivered", now=now())
    row.refresh_from_db()
    assert (queries.runs.progress_of(row), row.reached_at) == ("delivered", None)
    assert alerting.record_receipt(key=row.key, state="reached", now=now())
    row.refresh_from_db()
    assert queries.runs.progress_of(row) == "reached"
    assert state(subject) == "running", "until somebody takes it"


def test_who_acknowledges_was_reached_and_nobody_else(lead):
    other = factories.make_account(Role.SHIFT_LEAD)
    make_channel(other, number="13700000002")
    make_chain(LEAD, wait(60), OVERFLOW)
    subject = begin()
    step(now())
    send_all(Vendor())
    alerting.acknowledge(subject=subject, by=by(lead), now=now())
    reached = {row.target: bool(row.reached_at) for row in Delivery.objects.filter(channel="sms")}
    assert reached == {lead.id: True, other.id: False}


def test_receipts_may_come_twice_in_any_order_or_for_nothing(lead):
    make_chain(LEAD, wait(60), OVERFLOW)
    begin()
    step(now())
    send_all(Vendor())
    key, at = Delivery.objects.get(channel="sms").key, now()
    for said in ("reached", "delivered", "reached"):
        assert alerting.record_receipt(key=key, state=said, now=at)
        at += SECOND
    row = Delivery.objects.get(key=key)
    assert (row.reached_at, row.delivered_at) == (at - 3 * SECOND, at - 3 * SECOND)
    assert not alerting.record_receipt(key="d:nobody", state="reached", now=at)
    assert not alerting.record_receipt(key="p:nobody", state="reached", now=at)


def test_a_chain_until_somebody_is_reached_ends_with_the_first_answer(lead):
    last = {"kind": "repeat", "from": 1, "every": 30, "until": "reached", "hours": 1}
    make_chain(LEAD, last | {"hand_over": {"after": 2, "role": "dispatcher"}}, code="test.chain")
    subject = begin()
    step(now())
    send_all(Vendor())
    alerting.record_receipt(key=Delivery.objects.get(channel="sms").key, state="reached", now=now())
    assert state(subject) == "ended"


def test_a_vendor_that_is_away_is_tried_again_and_one_that_refuses_is_not(lead):
    """KeepAlive 211: the radio was off, nothing was tried again, and the watch ended."""
    make_chain(LEAD, wait(60), OVERFLOW)
    subject = begin()
    step(now())
    [key] = waiting()

    def away(message):
        raise UnableToSend("no_answer")

    def refusing(message):
        raise UnableToSend("bad_address", for_good=True)

    with pytest.raises(UnableToDeliver), transaction.atomic():
        alerting.hand_out(key=key, send=away, now=now())
    alerting.hand_out(key=key, send=refusing, now=now())
    row = Delivery.objects.get(key=key)
    assert (queries.runs.progress_of(row), row.failure) == ("failed", "bad_address")
    assert state(subject) == "running", "what one channel cannot do does not end the chain"


def test_handing_out_twice_sends_once(lead):
    make_chain(LEAD, wait(60), OVERFLOW)
    begin()
    step(now())
    vendor = Vendor()
    send_all(vendor)
    send_all(vendor)
    assert len(vendor.taken) == 1
    assert lead.username not in vendor.taken[0].text
    assert "13700000001" not in repr(vendor.taken[0])


def test_somebody_without_a_channel_is_a_failure_that_is_shown():
    """OnCall 1326: the second level had no way to be notified; nobody knew, and directors were woken."""
    account = factories.make_account(Role.SHIFT_LEAD)
    make_channel(account, is_working=False)
    make_chain({"kind": "notify_person", "account": str(account.id)}, wait(9), OVERFLOW)
    subject = begin()
    step(now())
    row = Delivery.objects.get(run__subject=subject)
    assert (row.failure, row.target, row.sent_at) == ("no_channel", account.id, None)
    assert waiting() == []


def test_contacts_are_told_in_their_order_each_in_her_time():
    elder = factories.make_elder()
    first, second = (factories.make_contact(elder, rank=rank) for rank in (1, 2))
    make_chain({"kind": "notify_contacts", "each": 30}, wait(300), OVERFLOW)
    at = now()
    subject = begin(at=at, person=elder.id, area=elder.area)
    step(at)
    assert set(Delivery.objects.values_list("target", flat=True)) == {first.id}
    step(at + 30 * SECOND)
    assert set(Delivery.objects.values_list("target", flat=True)) == {first.id, second.id}
    vendor = Vendor()
    send_all(vendor)
    assert {message.address for message in vendor.taken} == {first.phone.plain, second.phone.plain}
    assert next_due(subject) == at + 300 * SECOND
    assert all(elder.name not in message.text for message in vendor.taken)


def test_an_elder_without_contacts_is_told_as_a_failure():
    elder = factories.make_elder()
    make_chain({"kind": "notify_contacts"}, wait(9), OVERFLOW)
    begin(person=elder.id)
    step(now())
    assert Delivery.objects.get().failure == "no_contact"


def test_a_running_run_keeps_the_version_that_it_began_with(lead):
    make_chain(wait(10), OVERFLOW, wait(10), OVERFLOW)
    at = now()
    subject = begin(at=at)
    make_chain(wait(10), LEAD)
    step(at + 20 * SECOND)
    assert told(subject) == [(2, 0, "desk"), (4, 0, "desk")]
    newer = begin(at=at)
    step(at + 20 * SECOND)
    assert told(newer)[0] == (2, 0, "desk")
    assert Delivery.objects.filter(run__subject=newer, channel="sms").exists()


def test_the_database_keeps_an_active_version_as_it_is():
    version = make_chain(OVERFLOW)
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
        ChainVersion.objects.filter(id=version.id).update(steps=[LEAD])
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
        version.delete()


def test_a_clock_that_goes_back_holds_up_nobody():
    make_chain(wait(15), OVERFLOW, wait(15), LEAD)
    at = now()
    subject = begin(at=at)
    step(at - SECOND * 3600)
    assert told(subject), "what was written in the future is due"


def test_a_clock_that_leaps_ahead_sends_no_volley():
    make_chain(OVERFLOW, {"kind": "repeat", "from": 1, "every": 30, "times": 60})
    at = now()
    subject = begin(at=at)
    step(at + SECOND * 3600)
    assert len(told(subject)) == 1
    assert next_due(subject) == at + SECOND * 3630


def test_a_step_that_fails_is_put_off_and_others_go_on(monkeypatch, caplog):
    make_chain(OVERFLOW, wait(9), OVERFLOW)
    broken, sound = begin(), begin()
    real = telling.tell

    def tell(run, row, at):
        if run.subject == broken:
            raise RuntimeError("姓名 13800000000")
        real(run, row, at)

    monkeypatch.setattr("chongyang.alerting.operations.stepping.tell", tell)
    at = now()
    assert alerting.take_due_steps(now=at) == 2
    assert told(broken) == []
    assert told(sound)
    row = RunStep.objects.get(run__subject=broken)
    assert (row.attempts, row.last_error, row.due_at > at) == (1, "RuntimeError", True)
    assert "13800000000" not in caplog.text
    monkeypatch.undo()
    step(at + 5 * SECOND)
    assert told(broken)


def test_a_rota_without_anybody_on_duty_is_a_failure_that_is_shown():
    make_chain({"kind": "notify_rota", "rota": "night"}, wait(9), OVERFLOW)
    begin()
    step(now())
    assert Delivery.objects.get().failure == "nobody"


def test_stopping_is_not_acknowledging():
    make_chain(OVERFLOW, wait(9), OVERFLOW)
    subject = begin()
    assert alerting.stop(subject=subject, by=SYSTEM, now=now()) == 1
    run = Run.objects.get(subject=subject)
    assert (run.state, run.acknowledged_at, run.acknowledged_by) == ("ended", None, None)


def test_only_the_desk_of_ones_own_role_was_reached_by_an_acknowledgement():
    make_chain(LEAD, OVERFLOW, wait(9), OVERFLOW)
    subject = begin()
    step(now())
    operator = Actor("person", "operator", factories.make_operator().id, "operator")
    alerting.acknowledge(subject=subject, by=operator, now=now())
    reached = {row.role: bool(row.reached_at) for row in Delivery.objects.filter(channel="desk")}
    assert reached == {"shift_lead": False, "": True}
