"""The pages of the time bank: opened, told, confirmed by somebody else, booked, given, the statement."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from chongyang.core import clock
from chongyang.territory.enums import Role
from chongyang.timebank.models import Activity, Booking, Correction, TimeAccount, Transfer
from tests import factories
from tests.orders.homes import family_of
from tests.timebank.people import fill

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]


@pytest.fixture
def elder(db):
    return factories.make_elder()


def signed(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def volunteer(db):
    return signed(factories.make_account(Role.VOLUNTEER, None, "410105"))


@pytest.fixture
def clerk(db):
    return signed(factories.make_account(Role.STREET_CLERK, None, "410105"))


def page(client, name, *keys):
    answer = client.get(reverse(name, args=keys))
    assert answer.status_code == 200, (name, answer.status_code)
    return " ".join(html.fromstring(answer.content.decode()).text_content().split())


def post(client, name, *keys, **told):
    answer = client.post(reverse(name, args=keys), told)
    assert answer.status_code == 302, (name, answer.status_code)
    return answer


def yesterday():
    return (timezone.localdate(clock.now()) - timedelta(days=1)).isoformat()


def today():
    return timezone.localdate(clock.now()).isoformat()


def test_a_volunteer_opens_tells_and_somebody_else_confirms(volunteer, clerk):
    assert "还没有时间账户" in page(volunteer, "timebank")
    post(volunteer, "timebank_open", born_on="x")
    assert not TimeAccount.objects.exists()
    post(volunteer, "timebank_open", born_on="1980-05-01")
    post(volunteer, "timebank_tell", help="company", on=today(), hours="1.5", note="读报")
    row = Activity.objects.get()
    assert row.minutes == 90
    assert "读报" in page(clerk, "timebank_keep")
    post(clerk, "timebank_decide", row.id, do="confirm")
    assert "1 小时 30 分" in page(volunteer, "timebank")
    assert "存入" in page(volunteer, "timebank_account", row.bank_id)
    answer = volunteer.get(reverse("timebank_statement", args=[row.bank_id]))
    assert answer.content.startswith(b"%PDF")


def test_a_statement_leads_back(volunteer):
    """A clerk who keeps hours has no tabs: the statement was a dead end."""
    post(volunteer, "timebank_open", born_on="1985-03-02")
    assert "← 时间银行" in page(volunteer, "timebank_account", TimeAccount.objects.get().id)


@pytest.mark.parametrize("hours", ["", "-1", "1.3", "1.", "x", "99999", "٣", "1e3", "nan"])
def test_hours_are_quarters(volunteer, hours):
    post(volunteer, "timebank_open", born_on="1980-05-01")
    post(volunteer, "timebank_tell", help="company", on=today(), hours=hours)
    assert not Activity.objects.exists()


def test_family_books_gives_and_takes_back(elder, volunteer):
    daughter = signed(family_of(elder))
    post(daughter, "timebank_open", person=str(elder.id))
    bank = fill(TimeAccount.objects.get(), 120)
    post(daughter, "timebank_book", bank.id, help="errand", hours="1", wanted_on=today())
    assert "等志愿者" in page(daughter, "timebank")
    post(volunteer, "timebank_open", born_on="1980-05-01")
    post(volunteer, "timebank_take", Booking.objects.get().id, on="")
    post(volunteer, "timebank_take", Booking.objects.get().id, on="2019-02-30")
    assert not Activity.objects.exists()
    post(volunteer, "timebank_take", Booking.objects.get().id, on=yesterday())
    assert Activity.objects.get().on.isoformat() == yesterday()
    assert Activity.objects.get().booking_id == Booking.objects.get().id
    other = TimeAccount.objects.get(person=None)
    post(daughter, "timebank_give", bank.id, to=other.number, hours="0.5")
    transfer = Transfer.objects.get()
    assert "同意收下" in page(volunteer, "timebank")
    post(volunteer, "timebank_answer", transfer.id, do="accept")
    other.refresh_from_db()
    assert other.received == 30
    again = volunteer.post(reverse("timebank_release", args=[Booking.objects.get().id]))
    assert again.status_code == 404


def test_a_correction_needs_another_clerk(volunteer, clerk):
    post(volunteer, "timebank_open", born_on="1980-05-01")
    bank = fill(TimeAccount.objects.get(), 60)
    post(clerk, "timebank_propose", bank.id, way="less", hours="0.5", reason="记错")
    row = Correction.objects.get()
    post(clerk, "timebank_correct", row.id, do="accept")
    row.refresh_from_db()
    assert row.decided_at is None
    second = signed(factories.make_account(Role.STREET_CLERK, None, "410105"))
    post(second, "timebank_correct", row.id, do="accept")
    bank.refresh_from_db()
    assert bank.left == 30


def test_who_may_not(volunteer, clerk, elder):
    post(volunteer, "timebank_open", born_on="1980-05-01")
    bank = TimeAccount.objects.get()
    far = signed(factories.make_account(Role.STREET_CLERK, None, "410102"))
    stranger = signed(family_of(elder))
    for client in (far, stranger):
        for name in ("timebank_account", "timebank_statement"):
            assert client.get(reverse(name, args=[bank.id])).status_code == 404
    assert volunteer.get(reverse("timebank_keep")).status_code == 403
    assert clerk.get(reverse("timebank"))["Location"] == reverse("timebank_keep")
    assert Client().get(reverse("timebank")).status_code == 302
    operator = signed(factories.make_operator())
    assert operator.get(reverse("timebank")).status_code == 403
