"""Dialling from the desk of papers: one click, the call above its outcomes, by hand where no exchange is."""

import pytest
from django.test import Client

from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM
from chongyang.hotline import operations as hotline
from chongyang.hotline.models import Call, Complaint
from chongyang.territory.enums import Role
from tests.factories import make_account, make_elder
from tests.hotline.ringing import tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]


def client_of(account):
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def seat(db):
    return client_of(make_account(Role.OPERATOR))


@pytest.fixture
def paper(db):
    elder = make_elder()
    return hotline.open_follow_up(
        about="care_call", subject=elder.id, person=elder.id, area=elder.area, by=SYSTEM, now=now()
    )


def dial(client, paper):
    return client.post(f"/hotline/dial/follow_up/{paper.id}/", follow=True).content.decode()


def test_without_an_exchange_the_page_says_that_the_seat_dials(seat, paper):
    page = dial(seat, paper)
    assert "请用话机拨打" in page
    call = Call.objects.get()
    assert f"/seat/line/{call.id}/" in page
    assert f"/hotline/follow-ups/{paper.id}/" in seat.get(f"/seat/line/{call.id}/").content.decode()


def test_what_the_exchange_says_puts_the_outcome_in_front(seat, paper, settings):
    settings.TELEPHONY = "webhook"
    page = dial(seat, paper)
    assert "已请交换机拨打" in page
    assert page.index("complete/") < page.index("not_reached/")
    call = Call.objects.get()
    Call.objects.update(provider="null")
    tell(call.provider_call, "hang_up")
    page = seat.get(f"/hotline/follow-ups/{paper.id}/").content.decode()
    assert "对方没有接听" in page
    assert page.index("not_reached/") < page.index("complete/")


def test_a_clerk_who_does_not_answer_the_line_has_no_button(paper):
    clerk = client_of(make_account(Role.STREET_CLERK, None, "410105001"))
    assert "/hotline/dial/" not in clerk.get(f"/hotline/follow-ups/{paper.id}/").content.decode()
    assert clerk.post(f"/hotline/dial/follow_up/{paper.id}/").status_code == 403


def test_a_complaint_keeps_how_the_call_went(seat):
    body = {"came_by": "call", "against": "carer", "content": "没有来", "level": "street"}
    seat.post("/hotline/complaints/new/", {**body, "complainant_phone": "13803710066"})
    row = Complaint.objects.get()
    page = seat.post(f"/hotline/dial/complaint/{row.id}/", follow=True).content.decode()
    assert f"/hotline/called/complaint/{row.id}/" in page
    seat.post(f"/hotline/called/complaint/{row.id}/", {"result": "no"})
    assert (Call.objects.get().state, Call.objects.get().outcome) == ("abandoned", "无人接听")
    assert seat.post(f"/hotline/dial/order/{row.id}/").status_code == 404
