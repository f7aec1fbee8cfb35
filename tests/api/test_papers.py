"""Papers of the line by JSON: what the desk does, with the same refusals."""

from dataclasses import replace
from datetime import time

import pytest

from chongyang.core.clock import now
from chongyang.hotline import operations as hotline
from chongyang.hotline.models import CareCall, Order
from chongyang.territory.enums import Role
from tests import factories
from tests.api.callers import caller, clerk, operator, outsider, problem
from tests.hotline.care import RULE, adopt
from tests.hotline.test_knowledge import load_all

ORDER = {
    "direction": "in",
    "kind": "help",
    "title": "上门查看",
    "content": "多日未见",
    "other_number": "ZZ-9",
}


@pytest.fixture
def elder(db):
    return factories.make_elder()


def test_an_order_from_receipt_to_close(elder):
    seat = operator()
    made = seat.post("/orders", {**ORDER, "person": str(elder.id)})
    assert made.status_code == 201, made.content
    assert "多日未见" not in made.content.decode()
    here = f"/orders/{made.json()['id']}"
    assert seat.post("/orders", ORDER).json()["id"] == made.json()["id"]
    assert seat.post(f"{here}/accept", {}).json()["state"] == "accepted"
    problem(seat.post(f"{here}/accept", {}), 409, "conflict")
    problem(seat.post(f"{here}/answer", {}), 422, "invalid")
    assert seat.post(f"{here}/answer", {"answer": "平安"}).json()["state"] == "answered"
    assert seat.post(f"{here}/close", {"satisfaction": "4"}).json()["state"] == "closed"
    assert Order.objects.count() == 1


def test_out_of_reach_is_not_there(elder):
    made = operator().post("/orders", {**ORDER, "person": str(elder.id)}).json()
    assert clerk().get(f"/orders/{made['id']}").status_code == 200
    problem(outsider().get(f"/orders/{made['id']}"), 404, "not-found")
    assert outsider().get("/orders").json() == []


def test_care_calls_one_after_the_other(elder):
    adopt(replace(RULE, window_from=time(0, 0)))
    hotline.make_day(now=now())
    seat = operator()
    row = seat.post("/care-calls/next").json()
    assert row["person"] == str(elder.id)
    path = f"/care-calls/{row['id']}/outcome"
    assert seat.post(path, {"number": 1, "outcome": "well"}).json()["state"] == "done"
    assert seat.post(path, {"number": 1, "outcome": "not_reached"}).json()["outcome"] == "well"
    assert seat.post("/care-calls/next").status_code == 204
    assert seat.get("/care-calls/day").json()[0]["ended"] == 1
    assert CareCall.objects.get().outcome == "well"


def test_a_reviewer_makes_no_care_calls(db):
    reviewer = caller(Role.COUNTY_REVIEWER, "410105")
    assert reviewer.post("/care-calls/next").status_code == 403


def test_knowledge_is_found_and_says_when_to_call_120(db):
    load_all()
    found = operator().post("/knowledge/search", {"text": "xueya"}).json()
    assert found[0]["key"] == "hypertension"
    assert found[0]["call_120_when"]
    assert "120" in found[0]["not_a_diagnosis"]


def test_a_complaint_is_taken_down(elder):
    body = {"came_by": "call", "against": "carer", "content": "没有来", "person": str(elder.id)}
    made = operator().post("/complaints", body)
    assert made.status_code == 201, made.content
    nobody = operator().post(f"/complaints/{made.json()['id']}/assign", {"username": "nobody"})
    problem(nobody, 422, "invalid")
