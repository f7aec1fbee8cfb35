"""The one-time code at the door: who sees it, how long it is good, that it cannot be guessed, its message."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from chongyang.alerting.models import Delivery, Run
from chongyang.core.keys import new_key
from chongyang.core.models import Event, OutboxMessage
from chongyang.orders.queries import NotFound
from chongyang.registry.models import Elder
from chongyang.registry.rules.mandates import Allow
from chongyang.territory.enums import Role
from chongyang.territory.models import Organisation
from chongyang.territory.permissions import NotAllowed
from chongyang.visits import operations
from chongyang.visits.models import Entry
from chongyang.visits.operations.proving import code_of_order
from chongyang.visits.rules import codes
from tests import factories
from tests.alerting.ways import Vendor, send_all, step
from tests.orders.people import FROM, daughter, seat, walk
from tests.visits.people import MINUTE, going

AT = FROM + 5 * MINUTE


def show(order, scope, at=AT):
    return operations.show_code(order=order.id, scope=scope, now=at)


def send(order, scope, at=AT):
    operations.send_code(order=order.id, scope=scope, now=at)


def typed(order, phone, code, at):
    phone.send([phone.entry(order.id, "code", at, code=code)], at)
    return Entry.objects.filter(kind="code").order_by("-sequence").first().payload["matches"]


def test_the_seat_and_her_side_see_it_and_the_provider_never(db):
    order, phone = going()
    told = show(order, seat())
    assert told.digits == code_of_order(order.id, AT)
    assert told.digits not in repr(told)
    assert show(order, daughter(order.person)) == told
    assert Event.objects.filter(kind="visits.code.shown", subject=order.id).count() == 2
    org = Organisation.objects.get(id=order.organisation)
    for scope in (phone.scope, factories.scope_of(factories.make_account(Role.CONTRACTOR, org))):
        for tell in (show, send):
            with pytest.raises(NotAllowed):
                tell(order, scope)
    reader = daughter(order.person, Allow.READ_FILE)
    stranger = replace(daughter(factories.make_elder().id), persons=(order.person,))
    far = factories.scope_of(factories.make_account(Role.STREET_CLERK, None, "410102002"))
    for scope in (reader, stranger, far):
        for tell in (show, send):
            with pytest.raises(NotFound):
                tell(order, scope)
    assert not Run.objects.filter(version__chain__code="visit.code").exists()


def test_only_while_somebody_comes_or_is_there(db):
    order, _ = going()
    with pytest.raises(operations.UnableToTell):
        show(order, seat(), FROM - timedelta(days=1))
    walk(order, "start")
    assert show(order, seat())
    walk(order, "finish")
    with pytest.raises(operations.UnableToTell):
        show(order, seat())


def test_it_is_good_for_a_while_and_then_for_nothing(db):
    order, phone = going()
    told = show(order, seat())
    assert 30 * MINUTE < told.until - AT <= 60 * MINUTE
    assert typed(order, phone, told.digits, told.until - timedelta(seconds=1))
    assert not typed(order, phone, told.digits, told.until)
    assert show(order, seat(), told.until).digits != told.digits


def test_a_phone_without_a_signal_tells_later_what_was_good_when_it_was_typed(db):
    order, phone = going()
    digits = show(order, seat()).digits
    late = FROM + timedelta(hours=5)
    phone.send([phone.entry(order.id, "code", AT + MINUTE, code=digits)], late)
    assert Entry.objects.get().payload["matches"]


def test_it_cannot_be_guessed(db):
    """Five wrong ones, at whatever claimed time: after them the right one is wrong too."""
    order, phone = going()
    digits = show(order, seat()).digits
    wrong = [f"{(int(digits) + 1 + number) % 10**6:06d}" for number in range(5)]
    for number, code in enumerate(wrong):
        assert not typed(order, phone, code, AT + number * timedelta(seconds=10))
    assert not typed(order, phone, digits, AT + MINUTE)


def test_orders_and_spans_have_codes_of_their_own():
    length, key = timedelta(minutes=30), b"k" * 32
    order, other = new_key(), new_key()
    told = {codes.code_of(one, key, span) for one in (order, other) for span in range(50)}
    assert len(told) > 95
    assert all(len(one) == 6 and one.isdigit() for one in told)
    assert not codes.is_good("", order, key, AT, length)


def test_the_message_goes_to_her_own_number_and_the_code_stands_nowhere(db, caplog):
    order, _ = going()
    with caplog.at_level(logging.DEBUG):
        send(order, daughter(order.person))
        send(order, seat(), AT + MINUTE)
        assert Run.objects.filter(version__chain__code="visit.code").count() == 1
        step(AT + MINUTE)
        vendor = Vendor()
        send_all(vendor, AT + MINUTE)
    (message,) = vendor.taken
    elder = Elder.objects.get(id=order.person)
    digits = code_of_order(order.id, AT + MINUTE)
    assert (message.address, message.channel) == (elder.phone.plain, "sms")
    assert message.text.endswith(digits)
    assert elder.name not in message.text
    held = [str(row) for row in OutboxMessage.objects.values_list("payload", flat=True)]
    held += [str(row) for row in Event.objects.values_list("payload", flat=True)]
    held += [str(row) for row in Delivery.objects.values()]
    for text in (*held, caplog.text):
        assert digits not in text
        assert elder.phone.plain not in text
    assert Event.objects.filter(kind="visits.code.sent", subject=order.id).count() == 1


def test_it_is_sent_at_night_too(db):
    order, _ = going(at=FROM.replace(hour=21))
    late = FROM.replace(hour=21, minute=10)
    send(order, seat(), late)
    step(late)
    assert Delivery.objects.filter(run__version__chain__code="visit.code", channel="sms").count() == 1


def test_a_few_messages_an_order_and_none_without_a_number(db):
    order, _ = going()
    for number in range(4):
        send(order, seat(), AT + number * timedelta(minutes=31))
    with pytest.raises(operations.UnableToTell):
        send(order, seat(), AT + 4 * timedelta(minutes=31))


def test_none_without_a_number_in_her_file(db):
    elder = factories.make_elder()
    elder.phone = ""
    elder.save()
    order, _ = going(elder)
    with pytest.raises(operations.UnableToTell):
        send(order, seat())
    assert not Run.objects.filter(version__chain__code="visit.code").exists()
