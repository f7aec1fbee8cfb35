"""The carer's page and the verifying desk over HTTP: owner, colleague, outsider, rubbish, both languages."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.territory.enums import Role
from chongyang.visits import operations
from chongyang.visits.models import Entry, Photo, Visit
from tests import factories
from tests.journeys.test_without_signal import order_of_today
from tests.visits.people import digest_of, make_phone, near, picture, upload_all, visit_entries

pytestmark = pytest.mark.usefixtures("db", "password_alone")


def open_as(account, language: str = "zh-hans") -> Client:
    client = Client()
    client.force_login(account)
    client.cookies["django_language"] = language
    return client


@pytest.fixture
def going():
    order, phone = order_of_today()
    return order, phone, open_as(phone.account)


def weak(order, phone) -> Visit:
    at = now() - timedelta(minutes=30)
    entries = visit_entries(order, phone, at, but=("code", "sign"), place=near(900))
    entries.append(phone.entry(order.id, "reading", at, values={"pulse": 71}))
    phone.send(entries, now() + timedelta(hours=2))
    upload_all(phone, entries, now() + timedelta(hours=2))
    second = make_phone(order.organisation)
    second.account, second.carer = phone.account, phone.carer
    second.send([second.entry(order.id, "arrive", at + timedelta(minutes=9))], now() + timedelta(hours=2))
    return operations.judge(visit=Visit.objects.get(order=order.id), now=now())


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_holds_no_visit_and_the_day_holds_hers_alone(going, language):
    order, phone, _ = going
    client = open_as(phone.account, language)
    page = client.get("/carer/").content.decode()
    assert order.name.plain not in page
    assert order.number not in page
    told = client.get("/carer/day/").json()
    assert [one["order"] for one in told["visits"]] == [str(order.id)]
    assert told["visits"][0]["place"] == order.place.plain
    assert "Bathing" in told["visits"][0]["item"] or "bath" in told["visits"][0]["item"] or language != "en"
    colleague = make_phone(order.organisation)
    assert open_as(colleague.account).get("/carer/day/").json()["visits"] == []


def test_the_days_addresses_are_noted_once_a_day_for_each(going):
    order, _, client = going
    client.get("/carer/day/")
    client.get("/carer/day/")
    looks = Event.objects.filter(kind="visits.day.opened", subject=order.id)
    assert [one.person for one in looks] == [order.person]


def test_entries_and_pictures_come_in_and_rubbish_does_not(going):
    order, phone, client = going
    data = picture(5)
    entries = [
        phone.entry(order.id, "arrive", now()),
        phone.entry(order.id, "photo", now(), digest=digest_of(data)),
    ]
    told = {"device": str(phone.device), "sent_at": now().isoformat(), "entries": entries}
    answer = client.post("/carer/entries/", json.dumps(told), content_type="application/json")
    assert [one["result"] for one in answer.json()["answers"]] == ["kept", "kept"]
    for body in ("", "[]", "{", '{"device": 7}', '{"device": "x", "entries": {}}', "[" * 100_000):
        assert client.post("/carer/entries/", body, content_type="application/json").status_code == 400
    from django.core.files.uploadedfile import SimpleUploadedFile as Upload

    said = {"device": str(phone.device), "sequence": "2", "file": Upload("x.jpg", data)}
    assert client.post("/carer/picture/", said).status_code == 200
    assert Photo.objects.count() == 1
    for wrong in ({"sequence": "x"}, {"device": "x"}, {"sequence": "9" * 12}):
        again = {**said, "file": Upload("x.jpg", data), **wrong}
        assert client.post("/carer/picture/", again).status_code == 400
    assert (
        client.post("/carer/picture/", {**said, "file": Upload("x", b"?"), "sequence": "1"}).status_code
        == 422
    )


def test_who_makes_no_visits_comes_not_in_and_visitors_sign_in():
    clerk = open_as(factories.make_account(Role.STREET_CLERK))
    for path in ("/carer/", "/carer/day/"):
        assert clerk.get(path).status_code == 403
        assert Client().get(path).status_code == 302
    assert Client().get("/carer/worker.js")["Content-Type"].startswith("text/javascript")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_desk_lists_what_waits_and_shows_why(going, language):
    order, phone, _ = going
    visit = weak(order, phone)
    assert visit.verdict == "below"
    clerk = open_as(factories.make_account(Role.STREET_CLERK, None, "410105001"), language)
    listed = clerk.get("/carer/verify/").content.decode()
    assert visit.number in listed
    assert order.name.plain not in listed
    shown = clerk.get(f"/carer/verify/{visit.id}/").content.decode()
    assert order.name.plain in shown
    assert ("没有刷卡，也没有验证码" in shown) is (language != "en")
    assert ("另一部手机已登记" in shown) is (language != "en")
    photo = Photo.objects.get(visit=visit)
    seen = clerk.get(f"/carer/verify/{visit.id}/picture/{photo.id}/")
    assert (seen.status_code, seen["Content-Type"]) == (200, "image/jpeg")
    assert Event.objects.filter(kind__in=["visits.visit.opened", "visits.picture.opened"]).count() == 2


def test_a_colleague_elsewhere_and_the_provider_see_nothing(going):
    order, phone, client = going
    visit = weak(order, phone)
    far = open_as(factories.make_account(Role.STREET_CLERK, None, "410102002"))
    assert visit.number not in far.get("/carer/verify/").content.decode()
    for path in ("", "picture/" + str(Photo.objects.get(visit=visit).id) + "/"):
        assert far.get(f"/carer/verify/{visit.id}/{path}").status_code == 404
    assert (
        far.post(f"/carer/verify/{visit.id}/decide/", {"decision": "accept", "reason": "x"}).status_code
        == 404
    )
    assert client.get("/carer/verify/").status_code == 403


def test_a_decision_needs_a_reason_and_is_taken_once(going):
    order, phone, _ = going
    visit = weak(order, phone)
    clerk = open_as(factories.make_account(Role.STREET_CLERK, None, "410105001"))
    way = f"/carer/verify/{visit.id}/"
    refused = clerk.post(way + "decide/", {"decision": "accept", "reason": " "})
    assert refused.status_code == 422
    assert "请写明核实的理由" in refused.content.decode()
    assert clerk.post(way + "call/", {"outcome": "rubbish"}).status_code == 422
    assert clerk.post(way + "call/", {"outcome": "not_reached", "note": "没人接"}).status_code == 302
    assert clerk.post(way + "decide/", {"decision": "reject", "reason": "没有打通"}).status_code == 302
    assert Visit.objects.get(id=visit.id).verdict == "rejected"
    assert clerk.post(way + "decide/", {"decision": "accept", "reason": "x"}).status_code == 422
    assert "没有打通" in clerk.get(way).content.decode()


def test_a_list_without_anything_and_rubbish_in_the_address():
    clerk = open_as(factories.make_account(Role.STREET_CLERK, None, "410105001"))
    assert "没有待核实的上门" in clerk.get("/carer/verify/").content.decode()
    for after in ("x", "2019-01-01~x", "~", "9999-99-99T00:00:00+00:00~0", "%00"):
        assert clerk.get("/carer/verify/", {"after": after.replace("%00", "")}).status_code == 200
    assert Entry.objects.count() == 0
