"""Invitations in writing: nothing of her but what the envelope needs, and sent is not reached."""

from datetime import timedelta

import pytest

from chongyang.alerting.models import Delivery, Run
from chongyang.alerting.operations.chains import load_chains
from chongyang.alerting.rules.matters import all_matters
from chongyang.core import outbox
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Event, OutboxMessage
from chongyang.registration import operations, papers, queries
from chongyang.registration.models import Invitation, InvitationTry
from chongyang.registry.models import Elder
from chongyang.territory.permissions import NotAllowed
from tests import factories
from tests.alerting.ways import Vendor, send_all, step
from tests.registration.people import JINSHUI_STREET, ZHONGYUAN_STREET, clerk, reviewer

pytestmark = pytest.mark.django_db
HOME = 410105001003
NOON = (now() + timedelta(days=1)).replace(hour=4, minute=0, second=0, microsecond=0)  # UTC: noon in the city


@pytest.fixture
def scope(db):
    load_chains(now=NOON)
    return clerk(JINSHUI_STREET)


def said(scope, at=NOON):
    return {"scope": scope, "by": scope.actor, "now": at}


def invited(scope, **columns):
    columns = {"phone": "13803712222", "address": "测试小区一号楼101", "name": "孙玉兰", **columns}
    elder = factories.make_elder(area=HOME, name=columns.pop("name"))
    for name, value in columns.items():
        setattr(elder, name, value)
    elder.save()
    with enter(scope):
        operations.make_list(**said(scope))
    return Invitation.objects.get(subject=elder.id)


def message(row, scope, at=NOON):
    with enter(scope):
        return operations.invite_by_message(invitation=row.id, **said(scope, at))


def letters(scope, at=NOON, **more):
    with enter(scope):
        return operations.write_letters(**more, **said(scope, at))


def test_a_message_goes_to_her_number_and_names_nobody(scope):
    row = invited(scope)
    assert message(row, scope).state == "invited"
    outbox.deliver_due(now=NOON, only=["handler:alerting."])
    step(NOON)
    vendor = Vendor()
    send_all(vendor, NOON)
    assert [(one.address, one.text) for one in vendor.taken] == [
        ("13803712222", all_matters()["invitation.sms"].text)
    ]
    sent = Delivery.objects.get()
    assert (sent.target_kind, bool(sent.sent_at), sent.reached_at) == ("invited", True, None)
    told = str(list(Event.objects.values_list("payload", flat=True)))
    told += str(list(OutboxMessage.objects.values_list("payload", flat=True)))
    assert "13803712222" not in told
    assert "孙玉兰" not in told


def test_nobody_is_written_to_twice_in_the_same_weeks(scope):
    row = invited(scope)
    message(row, scope)
    with pytest.raises(operations.UnableToAsk):
        message(row, scope, NOON + timedelta(days=29))
    letters(scope, invitations=[row.id])
    assert message(row, scope, NOON + timedelta(days=31)).tries == 3


@pytest.mark.parametrize("phone", ["0371-63711111", "", "12349"])
def test_a_number_that_takes_no_messages_is_refused(scope, phone):
    row = invited(scope, phone=phone or None)
    with pytest.raises(operations.UnableToAsk):
        message(row, scope)
    assert not InvitationTry.objects.exists()


@pytest.mark.parametrize(
    "columns", [{"life_status": "dead", "status_on": "2026-01-02"}, {"registered_at": NOON}]
)
def test_who_died_or_joined_since_is_not_written_to(scope, columns):
    row = invited(scope)
    Elder.objects.filter(id=row.subject).update(**columns)
    with pytest.raises(operations.UnableToAsk):
        message(row, scope)
    assert queries.phone_of_invited(row.id) == ""


def test_who_refused_is_left_in_peace_until_the_day(scope):
    row = invited(scope)
    with enter(scope):
        operations.record_try(invitation=row.id, way="call", result="refused", note="", **said(scope))
    with pytest.raises(operations.UnableToAsk):
        message(row, scope)
    assert message(row, scope, NOON + timedelta(days=181)).state == "invited"


def test_letters_of_a_community_are_one_file_and_each_is_noted(scope):
    rows = [invited(scope), invited(scope, name="周桂英"), invited(scope, name="吴秀英", address=None)]
    made = letters(scope, within=(HOME, HOME))
    assert {one.name for one in made} == {"孙玉兰", "周桂英"}
    assert papers.set_letters(made, at=NOON).startswith(b"%PDF")
    assert sorted(Invitation.objects.values_list("state", flat=True)) == ["invited", "invited", "to_invite"]
    assert {row.result for row in InvitationTry.objects.all()} == {"sent"}
    assert len(rows) == 3
    with pytest.raises(operations.UnableToAsk):
        letters(scope, within=(HOME, HOME))
    assert "孙玉兰" not in repr(made)


def test_nobody_types_that_something_was_sent(scope):
    row = invited(scope)
    for way, result in (("sms", "no_answer"), ("call", "sent")):
        with enter(scope), pytest.raises(operations.UnableToAsk):
            operations.record_try(invitation=row.id, way=way, result=result, note="", **said(scope))


def test_the_outsider_and_who_only_reviews_send_nothing(scope):
    row = invited(scope)
    with pytest.raises(queries.NotFound):
        message(row, clerk(ZHONGYUAN_STREET))
    with pytest.raises(NotAllowed):
        message(row, reviewer())


def test_a_message_that_was_asked_for_in_the_evening_goes_in_the_morning(scope):
    row, evening = invited(scope), NOON + timedelta(hours=9)
    message(row, scope, evening)
    outbox.deliver_due(now=evening, only=["handler:alerting."])
    step(evening)
    assert not Delivery.objects.exists()
    assert Run.objects.get().state == "running"
    step(NOON + timedelta(hours=20))
    assert Delivery.objects.exists()
