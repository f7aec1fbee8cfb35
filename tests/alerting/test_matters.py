"""Matters that are no alarm: somebody is told once, then somebody above; never at night, nobody named."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from chongyang.alerting import operations as alerting
from chongyang.alerting import queries
from chongyang.alerting.models import Channel, Delivery, Run
from chongyang.alerting.operations import following
from chongyang.alerting.operations.chains import load_chains, shipped
from chongyang.alerting.rules.matters import all_matters
from chongyang.alerting.rules.steps import faults_of
from chongyang.core import outbox
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.lifecycles import registry as lifecycles
from chongyang.core.models import OutboxMessage
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.privacy import operations as privacy
from chongyang.registry import operations as registry
from chongyang.registry.models import Consent, Mandate
from chongyang.registry.operations.renewals import remind_of_ending
from chongyang.registry.rules import consents
from chongyang.territory.enums import Role
from tests import factories
from tests.alerting.ways import (
    SECOND,
    Vendor,
    begin,
    make_chain,
    make_channel,
    send_all,
    step,
    told,
    wait,
    waiting,
)
from tests.privacy import people

DAY = timedelta(days=1)
NOON = (now() + DAY).astimezone(ZoneInfo("Asia/Shanghai")).replace(hour=12, minute=0, second=0, microsecond=0)
ROOMS_OWN = {
    *(f"activities.notice.{kind}" for kind in ("placed_told", "moved_told", "cancelled_told")),
    *("activities.notice.stopped_told", "activities.notice.seen"),
    "registry.mandate.ending",
    "registry.mandate.ended",
    "registration.invitation.sms",
    "registration.invitation.registered",
    "supervision.sheet.told",
    "supervision.department.told",
    *("orders.late.untaken", "orders.late.unassigned", "orders.late.unchecked", "orders.late.disputed"),
    "purchase.decision.ending",
    "purchase.contract.warned",
    "quality.consequence.made",
    "quality.consequence.decided",
    "quality.appeal.decided",
    "services.provider.suspended",
    "services.provider.resumed",
    "services.provider.leaving",
    "services.provider.exited",
}
pytestmark = pytest.mark.usefixtures("db")


def open_glass(at):
    elder = factories.make_elder(area=factories.ZHONGYUAN)
    who = people.scope(people.clerk(), at)
    with enter(who):
        return privacy.break_glass(
            identity=elder.identity_number.plain,
            reason="life",
            words="老人在我们窗口突发头晕，急需联系家属",
            scope=who,
            now=at,
        )


def review_by(glass, at):
    who = people.scope(people.auditor(), at)
    with enter(who):
        privacy.review_glass(glass=glass.id, verdict="justified", reason="确有必要", scope=who, now=at)


def hear(at):
    """Deliver what the rooms said to whoever listens."""
    outbox.deliver_due(now=at, only=["handler:alerting."])


def channels(subject):
    return {(row.role, row.channel) for row in Delivery.objects.filter(run__subject=subject)}


def test_every_matter_has_its_chain_and_hears_events_that_exist():
    chains = {row["code"]: row for row in shipped()}
    roles = frozenset(role.value for role in Role)
    tables = {table.name: table for table in lifecycles.all_lifecycles()}
    for matter in all_matters().values():
        chain = chains[matter.chain]
        assert chain["subject_kind"] == "matter"
        assert not faults_of(chain["steps"], roles)
        for kind in (*matter.begins, *matter.ends):
            room, _, action = kind.rpartition(".")
            if room in tables:
                assert action == "open" or tables[room].has_action(action), kind
            else:
                assert kind in ROOMS_OWN, kind


def test_words_name_nobody_and_promise_nothing():
    for matter in all_matters().values():
        assert "{" not in matter.text
        assert "%" not in matter.text
        assert len(matter.text) <= 70, "one short message"


def test_the_last_words_of_a_chain_are_still_sent(lead):
    subject = alerting_run(wait(1), {"kind": "notify_team", "role": "shift_lead"})
    step(NOON + SECOND)
    assert Run.objects.get(subject=subject).state == "exhausted"
    vendor = Vendor()
    send_all(vendor, NOON + 2 * SECOND)
    assert len(vendor.taken) == 1
    assert not Delivery.objects.filter(withheld_at__isnull=False).exists()


@pytest.fixture
def lead():
    account = factories.make_account(Role.SHIFT_LEAD)
    make_channel(account)
    return account


def alerting_run(*steps, kind="incident"):
    make_chain(*steps, kind=kind)
    subject = uuid4()
    alerting.start(
        chain="test.chain",
        subject_key=f"t:{subject}",
        subject=subject,
        area=factories.JINSHUI,
        by=SYSTEM,
        now=NOON,
    )
    return subject


@pytest.mark.parametrize(("kind", "waits"), [("matter", True), ("incident", False)])
def test_a_matter_waits_for_the_morning_and_an_alarm_does_not(lead, kind, waits):
    subject = alerting_run(wait(9 * 3600), {"kind": "notify_team", "role": "shift_lead"}, kind=kind)
    late = NOON + timedelta(hours=9)
    step(late)
    assert (told(subject) == []) is waits
    if waits:
        step(late + timedelta(hours=11))
        assert told(subject)


def test_a_broken_glass_is_told_to_who_reviews_and_later_to_somebody_above(db):
    load_chains(now=NOON)
    auditor, steward = (factories.make_account(role) for role in (Role.AUDITOR, Role.DATA_STEWARD))
    make_channel(auditor)
    make_channel(steward, number="13700000002")
    glass = open_glass(NOON)
    hear(NOON + SECOND)
    hear(NOON + 2 * SECOND)
    step(NOON + 3 * SECOND)
    assert channels(glass.id) == {("auditor", "desk"), ("", "sms")}
    assert list(Delivery.objects.filter(channel="sms").values_list("target", flat=True)) == [auditor.id]
    step(NOON + 3 * DAY)
    assert steward.id in Delivery.objects.filter(channel="sms").values_list("target", flat=True)
    vendor = Vendor()
    send_all(vendor, NOON + 3 * DAY)
    assert {one.text for one in vendor.taken} == {all_matters()["glass.review"].text}
    assert {one.progress.value for one in _told(glass.id) if one.delivery.channel == "sms"} == {"sent"}


def _told(subject):
    return queries.list_told(factories.scope_of(factories.make_account(Role.SHIFT_LEAD)), subject)


def test_what_was_reviewed_is_not_told_any_more(db):
    load_chains(now=NOON)
    make_channel(factories.make_account(Role.AUDITOR))
    glass = open_glass(NOON)
    hear(NOON + SECOND)
    review_by(glass, NOON + 2 * SECOND)
    hear(NOON + 3 * SECOND)
    step(NOON + 3 * DAY)
    assert Run.objects.get(subject=glass.id).state == "ended"
    assert waiting() == []


def test_who_was_reviewed_before_the_message_was_written_is_not_told(db):
    load_chains(now=NOON)
    glass = open_glass(NOON)
    review_by(glass, NOON + SECOND)
    hear(NOON + 2 * SECOND)
    assert not Run.objects.filter(subject=glass.id).exists()


def mandate_of(account, days):
    elder = factories.make_elder()
    form = registry.MandateForm(
        basis="elder",
        allows=("read_file",),
        channel="paper",
        text_version="1",
        relation="daughter",
        last_day=timezone.localdate(NOON) + timedelta(days=days),
    )
    who = {"scope": system_scope("test"), "by": SYSTEM, "now": NOON}
    return registry.give_mandate(elder=elder, username=account.username, form=form, **who)


def test_the_holder_hears_of_the_end_of_his_mandate_then_the_street(db):
    load_chains(now=NOON)
    holder, clerk = factories.make_account(Role.FAMILY), factories.make_account(Role.STREET_CLERK)
    make_channel(holder)
    make_channel(clerk, number="13700000003")
    mandate = mandate_of(holder, 20)
    remind_of_ending(now=NOON)
    hear(NOON + SECOND)
    step(NOON + 2 * SECOND)
    assert list(Delivery.objects.values_list("target", flat=True)) == [holder.id]
    step(NOON + 5 * DAY)
    assert clerk.id in Delivery.objects.values_list("target", flat=True)
    assert Mandate.objects.get(id=mandate.id).reminded_days == 30


def test_a_mandate_that_was_handed_back_is_spoken_of_no_more(db):
    load_chains(now=NOON)
    holder = factories.make_account(Role.FAMILY)
    make_channel(holder)
    mandate = mandate_of(holder, 20)
    remind_of_ending(now=NOON)
    hear(NOON + SECOND)
    scope = factories.scope_of(holder)
    registry.hand_back_mandate(mandate=mandate.id, scope=scope, by=scope.actor, now=NOON + 2 * SECOND)
    hear(NOON + 3 * SECOND)
    step(NOON + 5 * DAY)
    assert not Delivery.objects.filter(role="street_clerk").exists()


def test_a_street_is_told_once_of_a_new_wording_and_no_more_when_all_were_asked(db):
    load_chains(now=NOON)
    clerk = factories.make_account(Role.STREET_CLERK)
    make_channel(clerk)
    elder = factories.make_elder()
    today = timezone.localdate(NOON)
    old = next((purpose, versions[0]) for purpose, versions in consents.outdated(today).items() if versions)
    row = Consent.objects.create(
        person=elder.id,
        area=elder.area,
        purpose=old[0],
        basis="consent",
        text_version=old[1],
        channel="paper",
        given_by="elder",
        given_at=NOON,
    )
    assert alerting.tell_outdated_consents(now=NOON, today=today) == 1
    assert alerting.tell_outdated_consents(now=NOON + DAY, today=today) == 0
    step(NOON + DAY)
    assert Delivery.objects.filter(channel="sms", target=clerk.id).count() == 1
    row.withdrawn_at = NOON
    row.save()
    alerting.tell_outdated_consents(now=NOON + 2 * DAY, today=today)
    assert Run.objects.get().state == "ended"


def test_no_message_of_a_matter_carries_a_person_in_its_payload(db):
    load_chains(now=NOON)
    make_channel(factories.make_account(Role.AUDITOR))
    glass = open_glass(NOON)
    hear(NOON + SECOND)
    step(NOON + 2 * SECOND)
    sent = OutboxMessage.objects.filter(destination__startswith="messaging.")
    assert [set(row.payload) for row in sent] == [{"delivery"}]
    assert str(glass.person) not in str([row.payload for row in sent])


def test_alarms_and_matters_are_two_lists(db):
    scope = factories.scope_of(factories.make_account(Role.SHIFT_LEAD))
    subject = alerting_run(wait(60), {"kind": "overflow"}, kind="matter")
    assert queries.list_running(scope) == []
    assert [run.subject for run in queries.list_running(scope, matters=True)] == [subject]


def test_a_run_follows_its_incident_and_a_matter_whom_a_person_chooses(db):
    old, new = factories.make_elder(), factories.make_elder(name="李桂芳")
    make_chain({"kind": "overflow"}, wait(60), {"kind": "overflow"})
    alarm = begin(person=old.id, at=NOON)
    step(NOON)
    make_chain(wait(60), {"kind": "overflow"}, code="test.matter", kind="matter")
    matter = begin(person=old.id, at=NOON, code="test.matter")
    items = {item.row: item for item in following.runs_since([old.id], NOON)}
    runs = {run.subject: run for run in Run.objects.all()}
    assert (items[runs[alarm].id].fixed, items[runs[matter].id].fixed) == (True, False)
    told = {"subject": alarm, "person": new.id, "area": new.area}
    following.follow_incident(SimpleNamespace(**told))
    following.give_run(row=runs[matter].id, person=new.id, area=new.area, by=SYSTEM, now=NOON)
    assert set(Run.objects.values_list("person", flat=True)) == {new.id}
    assert set(Delivery.objects.values_list("person", flat=True)) == {new.id}


def test_a_way_to_a_contact_goes_with_the_contact(db):
    old, new = factories.make_elder(), factories.make_elder(name="李桂芳")
    contact = factories.make_contact(old)
    row = Channel.objects.create(contact=contact.id, person=old.id, area=old.area, kind="sms")
    contact.person = new.id
    contact.save()
    following.follow_contacts(SimpleNamespace(person=new.id, area=new.area))
    row.refresh_from_db()
    assert row.person == new.id
