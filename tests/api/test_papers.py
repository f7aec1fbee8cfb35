"""Papers of the line by JSON: what the desk does, with the same refusals."""

from dataclasses import replace
from datetime import time

import pytest

from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM
from chongyang.hotline import operations as hotline
from chongyang.hotline.models import CareCall, CarePause, Order
from chongyang.hotline.rules.care_calls import today
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
    assert outsider().get("/orders").json()["items"] == []


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


def order_of(seat, number):
    made = seat.post("/orders", {**ORDER, "other_number": f"ZZ-{number}"})
    assert made.status_code == 201, made.content
    return made.json()


def test_lists_of_papers_have_cursors(db):
    seat = operator()
    made = [order_of(seat, number)["id"] for number in range(5)]
    first = seat.get("/orders?limit=3").json()
    second = seat.get(f"/orders?limit=3&cursor={first['next']}").json()
    assert [row["id"] for row in (*first["items"], *second["items"])] == made
    assert second["next"] is None
    ended = seat.get("/orders?ended=true").json()
    assert ended == {"items": [], "next": None}
    problem(seat.get(f"/complaints?limit=3&cursor={first['next']}"), 400, "cursor-mismatch")


def test_a_unit_an_extension_and_its_second_person(db):
    seat, lead = operator(), caller(Role.SHIFT_LEAD)
    here = f"/orders/{order_of(seat, 1)['id']}"
    seat.post(f"{here}/accept", {})
    problem(seat.post(f"{here}/assign", {"unit": "无此单位"}), 422, "invalid")
    asked = seat.post(f"{here}/extensions", {"workdays": 2, "reason": "老人外出"})
    assert asked.status_code == 201, asked.content
    assert seat.post(f"{here}/extensions/decide", {"grant": True}).status_code == 403
    assert lead.post(f"{here}/extensions/decide", {"grant": True}).status_code == 200
    assert seat.get(f"{here}/extensions").json()[0]["is_granted"] is True


def follow_up_of(elder):
    said = {"about": "care_call", "subject": elder.id, "person": elder.id, "area": elder.area}
    return hotline.open_follow_up(**said, by=SYSTEM, now=now())


def test_a_follow_up_is_dialled_and_dropped_with_a_reason(elder):
    seat, row = operator(), follow_up_of(elder)
    dialled = seat.post(f"/follow-ups/{row.id}/dial", {})
    assert dialled.status_code == 201, dialled.content
    assert (dialled.json()["task"], dialled.json()["by_hand"]) == (str(row.id), True)
    assert elder.phone.plain not in dialled.content.decode()
    assert outsider().post(f"/follow-ups/{row.id}/dial", {}).status_code == 403
    done = seat.post(f"/follow-ups/{row.id}/drop", {"reason": "已迁走"})
    assert done.json()["state"] == "dropped"


def test_a_complaint_is_withdrawn_by_json(elder):
    seat = operator()
    body = {"came_by": "call", "against": "carer", "content": "没有来", "complainant_phone": "13803710066"}
    row = seat.post("/complaints", body).json()
    assert seat.post(f"/complaints/{row['id']}/dial", {}).status_code == 201
    assert seat.post(f"/complaints/{row['id']}/called", {"reached": False}).status_code == 204
    problem(seat.post(f"/complaints/{row['id']}/close", {}), 409, "conflict")
    ended = seat.post(f"/complaints/{row['id']}/withdraw", {"reason": "误会"})
    assert ended.json()["state"] == "withdrawn"
    assert seat.get("/complaints?ended=true").json()["items"][0]["id"] == row["id"]


def test_care_rules_and_pauses(elder):
    body = {"area": "410105001", "template": "own", "name": "独居", "living_forms": ["alone"]}
    desk = caller(Role.STREET_CLERK, "410105001")
    made = desk.post("/care-calls/rules", body)
    assert made.status_code == 201, made.content
    assert operator().post("/care-calls/rules", body).status_code == 403
    problem(outsider().post("/care-calls/rules", body), 422, "invalid")
    assert [row["id"] for row in desk.get("/care-calls/rules").json()] == [made.json()["id"]]
    assert desk.call("delete", f"/care-calls/rules/{made.json()['id']}").status_code == 204
    assert desk.get("/care-calls/rules").json() == []
    pause = CarePause.objects.create(person=elder.id, area=elder.area, reason="away", since=today(now()))
    assert [row["id"] for row in desk.get("/care-calls/pauses").json()] == [str(pause.id)]
    problem(outsider().post(f"/care-calls/pauses/{pause.id}/end", {}), 404, "not-found")
    assert desk.post(f"/care-calls/pauses/{pause.id}/end", {}).status_code == 204
    assert desk.get("/care-calls/pauses").json() == []


def test_an_article_is_written_by_one_and_approved_by_another(db):
    writer, other = caller(Role.SHIFT_LEAD), caller(Role.SHIFT_LEAD)
    source = {"title": "社区公告", "number": "", "confirmed": False}
    words = {"category": "policy", "question": "助餐卡怎样办", "answer": "到社区登记"}
    body = {"key": "meal-card", **words, "sources": [source]}
    made = writer.post("/knowledge/articles", body)
    assert made.status_code == 201, made.content
    here = f"/knowledge/versions/{made.json()['id']}"
    assert made.json()["id"] in [row["id"] for row in other.get("/knowledge/waiting").json()]
    assert writer.post(f"{here}/approve", {}).status_code in (403, 409)
    assert other.post(f"{here}/approve", {}).json()["state"] == "published"
    assert writer.post("/knowledge/articles/meal-card/use", {}).status_code == 204
    assert writer.post("/knowledge/gaps", {"words": "助浴"}).status_code == 204
    assert other.post(f"{here}/withdraw", {"reason": "过时"}).json()["state"] == "withdrawn"
