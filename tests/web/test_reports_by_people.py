"""The worker's own call for help on her phone page; a neighbour's report beside a file at the street desk."""

from uuid import uuid4

import pytest
from django.urls import reverse

from chongyang.emergency.models import Incident, Origin, Sighting
from chongyang.territory.enums import Role
from tests import factories
from tests.web.test_seat import signed_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]


@pytest.fixture
def worker(db):
    return factories.make_responder()


@pytest.fixture
def phone(worker):
    return signed_in(factories.account_of(worker))


def test_two_steps_with_one_thumb_and_the_page_says_that_it_was_heard(phone):
    assert reverse("responder_sos") in phone.get(reverse("responder")).content.decode()
    assert "确认求救" in text_of(phone.get(reverse("responder_sos")))
    said = {"key": str(uuid4()), "longitude": "113.70", "latitude": "34.75"}
    for _ in range(2):
        phone.post(reverse("responder_sos"), said)
    incident = Incident.objects.get()
    assert (incident.kind, incident.longitude, Origin.objects.count()) == ("worker_sos", 113.7, 1)
    after = text_of(phone.get(reverse("responder_sos")))
    assert "正在通知坐席" in after
    assert "再次求救" in after


@pytest.mark.parametrize(
    "place", [{}, {"longitude": "x", "latitude": ""}, {"longitude": "0", "latitude": "0"}]
)
def test_without_a_believable_position_it_is_sent_all_the_same(phone, worker, place):
    phone.post(reverse("responder_sos"), {"key": "no key", **place})
    assert Incident.objects.get().longitude == worker.longitude


def test_the_seat_sees_a_worker_and_another_worker_sees_nothing_of_it(phone):
    phone.post(reverse("responder_sos"), {})
    seat = signed_in(factories.make_operator())
    assert "工作人员求救" in text_of(seat.get("/seat/"))
    other = signed_in(factories.account_of(factories.make_responder()))
    assert "正在通知坐席" not in text_of(other.get(reverse("responder_sos")))
    assert seat.get(reverse("responder_sos")).status_code == 403


def test_a_clerk_reports_what_a_neighbour_told_her(db):
    elder = factories.make_elder()
    clerk = signed_in(factories.make_account(Role.STREET_CLERK, None, "410105001"))
    address = reverse("street_report", args=[elder.id])
    assert "报告紧急情况" in text_of(clerk.get(address))
    lacking = text_of(clerk.post(address, {"key": str(uuid4()), "kind": "fall", "reporter": "neighbour"}))
    assert "请写明看到了什么" in lacking
    said = {"key": str(uuid4()), "kind": "fall", "reporter": "neighbour", "seen": "摔在楼道里"}
    assert clerk.post(address, said).status_code == 302
    incident = Incident.objects.get()
    assert (incident.person, incident.state, incident.source) == (elder.id, "open", "neighbour")
    assert Sighting.objects.get().door == "street"


def test_a_clerk_of_another_county_reports_nobody_here(db):
    elder = factories.make_elder()
    away = signed_in(factories.make_account(Role.STREET_CLERK, None, "410102002"))
    assert away.get(reverse("street_report", args=[elder.id])).status_code == 404
    assert not Incident.objects.exists()
