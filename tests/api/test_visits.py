"""The phone app and the verifying desk by JSON: the same entries, answers and refusals as on the pages."""

import json
from datetime import timedelta

import pytest

from chongyang.core.clock import now
from chongyang.territory.enums import Role
from chongyang.territory.models import Organisation
from chongyang.visits import operations
from chongyang.visits.models import Photo, Visit
from tests.api.callers import JINSHUI_STREET, ZHONGYUAN_STREET, caller
from tests.journeys.test_without_signal import order_of_today
from tests.visits.people import digest_of, picture, visit_entries

WAY = "/services/visits"


@pytest.fixture
def going(db):
    order, phone = order_of_today()
    app = caller(Role.CARE_WORKER, account=phone.account)
    return order, phone, app


def sent(app, phone, entries):
    body = {"device": str(phone.device), "sent_at": now().isoformat(), "entries": entries}
    return app.post(f"{WAY}/entries", body)


def test_the_day_the_entries_again_and_a_picture(going):
    order, phone, app = going
    (row,) = app.get(f"{WAY}/today").json()
    assert (row["order"], row["phone"], row["steps"][0]) == (str(order.id), order.phone.plain, "identify")
    at = now() - timedelta(minutes=1)
    data = picture(4)
    entries = [
        phone.entry(order.id, "arrive", at),
        phone.entry(order.id, "photo", at, digest=digest_of(data)),
        {"sequence": 9, "order": "x"},
    ]
    answers = sent(app, phone, entries).json()["answers"]
    assert [one["result"] for one in answers] == ["kept", "kept", "refused"]
    again = sent(app, phone, entries).json()["answers"]
    assert [one["again"] for one in again[:2]] == [True, True]
    path = f"/api{WAY}/pictures/{phone.device}/2"
    told = {"Authorization": f"Bearer {app.secret}"}
    answer = app.client.put(path, data=data, content_type="image/jpeg", headers=told)
    assert (answer.status_code, answer.json()["is_old"]) == (200, False)
    assert Photo.objects.count() == 1
    wrong = app.client.put(path.replace("/2", "/1"), data=data, content_type="image/jpeg", headers=told)
    assert wrong.status_code == 422


def test_rubbish_is_a_problem_and_no_failure(going):
    _, phone, app = going
    for body in ({}, {"device": "x", "entries": []}, {"device": str(phone.device), "entries": [7]}, [], "x"):
        assert app.post(f"{WAY}/entries", body).status_code in (400, 422)
    assert sent(app, phone, [{"sequence": [], "order": {}}] * 3).status_code == 200
    assert app.get(f"{WAY}/below?cursor=rubbish").status_code in (400, 403, 422)


def below(order, phone) -> Visit:
    at = now() - timedelta(minutes=30)
    phone.send(visit_entries(order, phone, at, but=("code", "photo", "sign")), now() + timedelta(hours=2))
    return operations.judge(visit=Visit.objects.get(order=order.id), now=now())


def test_who_verifies_and_who_does_not(going):
    order, phone, app = going
    visit = below(order, phone)
    clerk, far = caller(Role.STREET_CLERK, JINSHUI_STREET), caller(Role.STREET_CLERK, ZHONGYUAN_STREET)
    org = Organisation.objects.get(id=order.organisation)
    own = caller(Role.STREET_CLERK, JINSHUI_STREET, organisation=org)
    listed = clerk.get(f"{WAY}/below").json()["items"]
    assert [one["id"] for one in listed] == [str(visit.id)]
    assert listed[0]["reasons"][0]["key"] == "place"
    assert far.get(f"{WAY}/below").json()["items"] == []
    body = {"accept": True, "reason": "电话核实"}
    assert far.post(f"{WAY}/{visit.id}/verify", body).status_code == 404
    assert app.post(f"{WAY}/{visit.id}/verify", body).status_code == 403
    assert own.post(f"{WAY}/{visit.id}/verify", body).status_code == 409
    assert clerk.post(f"{WAY}/{visit.id}/call-back", {"outcome": "maybe"}).status_code == 422
    assert clerk.post(f"{WAY}/{visit.id}/call-back", {"outcome": "not_reached"}).status_code == 200
    assert clerk.post(f"{WAY}/{visit.id}/verify", {"accept": True}).status_code == 422
    answer = clerk.post(f"{WAY}/{visit.id}/verify", body)
    assert (answer.status_code, answer.json()["verdict"]) == (200, "verified")
    assert clerk.post(f"{WAY}/{visit.id}/verify", body).status_code == 409
    assert json.loads(clerk.get(f"{WAY}/{visit.id}").content)["score"] < 60
