"""The ledger by JSON: the same operations and refusals as the desk."""

from base64 import b64decode
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from chongyang.core.clock import now
from chongyang.duties.models import Run
from chongyang.duties.rules import days
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from tests.api.callers import caller, problem
from tests.duties import people
from tests.duties.people import CIVIL, JINSHUI, NEW_2018, UNOWNED

pytestmark = pytest.mark.usefixtures("db")


def at(role, key):
    return caller(role, organisation=territory.get_organisation(key))


def office():
    return at(Role.LEADING_GROUP_OFFICE, people.OFFICE)


def liaison(key=CIVIL):
    return at(Role.LIAISON, key)


def given():
    made = office().post(f"/duties/items/{NEW_2018}/assignments", {"organisations": [CIVIL]})
    assert made.status_code == 201, made.json()
    return made.json()[0]["id"]


def report(**words):
    quarter = str(days.open_quarters(timezone.localdate(now()))[0])
    return {"period": quarter, "done": "已建成", "percent": 90, "own_light": "green", **words}


def test_items_are_those_of_the_plan():
    found = office().get("/duties/items?clause=2018-34/3.5.1").json()
    assert [row["owners"] for row in found] == [[], []]
    assert found[0]["milestones"][0]["target"] == "2018-34:xingyang.backbone"


def test_a_duty_is_given_reported_and_shown_with_its_reasons():
    key = given()
    owner = liaison()
    assert owner.post(f"/duties/{key}/reports", report()).status_code == 201
    (row,) = owner.get("/duties").json()
    assert (row["light"], row["percent"]) == ("red", 90)
    assert "overdue" in row["why"]
    assert owner.get(f"/duties/{key}").json()["reports"][0]["done"] == "已建成"
    problem(owner.post(f"/duties/{key}/reports", report()), 422, "invalid")
    problem(owner.post(f"/duties/{key}/steps", {"action": "answer"}), 409, "conflict")
    told = {"period": "2018Q4", "light": "yellow", "reason": "甲"}
    assert owner.post(f"/duties/{key}/lights", told).status_code == 403


def put(who, path, data=people.PDF, **query):
    return who.client.put(
        f"/api{path}?{urlencode({'name': '工地.pdf', **query})}",
        data=data,
        content_type="application/octet-stream",
        headers={"Authorization": f"Bearer {who.secret}"},
    )


def test_photographs_and_papers_as_at_the_desk(settings, tmp_path):
    settings.FILES = tmp_path / "files"
    key, owner = given(), liaison()
    made = owner.post(f"/duties/{key}/reports", report(percent=100)).json()
    path = f"/duties/reports/{made['id']}/files"
    problem(owner.post(f"/duties/{key}/steps", {"action": "answer"}), 409, "conflict")
    kept = put(owner, path)
    assert (kept.status_code, kept.json()["name"]) == (201, "工地.pdf"), kept.content
    problem(put(owner, path, b"MZ"), 422, "invalid")
    problem(put(liaison(JINSHUI), path), 404, "not-found")
    problem(put(office(), path), 403, "not-allowed")
    file = f"/duties/files/{kept.json()['id']}"
    assert b64decode(office().get(file).json()["content"]) == people.PDF
    problem(liaison(JINSHUI).get(file), 404, "not-found")
    (row,) = owner.get(f"/duties/{key}").json()["reports"]
    assert (row["files"], row["additions"]) == ([kept.json()["id"]], [])
    assert owner.post(f"/duties/{key}/steps", {"action": "answer"}).json()["state"] == "answered"


def test_neighbours_find_nothing():
    key = given()
    problem(liaison(JINSHUI).get(f"/duties/{key}"), 404, "not-found")
    assert liaison(JINSHUI).get("/duties").json() == []
    assert at(Role.PLANNER, CIVIL).get("/duties").json()[0]["id"] == key


def test_a_letter_by_two_answered_and_closed(settings, tmp_path):
    key = given()
    day = (timezone.localdate(now()) + timedelta(days=9)).isoformat()
    body = {"duties": [key], "subject": "督办函", "body": "请抓紧。", "reply_by": day}
    writer = office()
    letter = writer.post("/duties/letters", body).json()["id"]
    problem(writer.post(f"/duties/letters/{letter}/steps", {"action": "sign"}), 409, "conflict")
    signed = office().post(f"/duties/letters/{letter}/steps", {"action": "sign"}).json()
    assert signed["number"] == 1
    reply = {"action": "reply", "reply": "已办。"}
    assert liaison().post(f"/duties/letters/{letter}/steps", reply).json()["state"] == "replied"
    settings.FILES = tmp_path / "files"
    file = put(liaison(), f"/duties/letters/{letter}/files").json()["id"]
    assert liaison().get("/duties/letters").json()[0]["reply_files"] == [file]
    closed = office().post(f"/duties/letters/{letter}/steps", {"action": "close"}).json()
    assert closed["state"] == "closed"
    (row,) = office().get("/duties/tally").json()
    assert (row["organisation"], row["letters"], row["red"]) == (CIVIL, 1, 1)
    assert [one["id"] for one in liaison().get("/duties/letters").json()] == [letter]


def test_a_meeting_and_its_problem():
    key = given()
    matter = liaison().post("/duties/matters", {"words": "土地", "duty": key}).json()["id"]
    told = {"held_on": "2026-11-20", "title": "会议", "place": "三楼", "chaired_by": "组长"}
    who = office()
    meeting = who.post("/duties/meetings", told).json()["id"]
    who.post(f"/duties/matters/{matter}/agenda", {"meeting": meeting})
    decided = {"decision": "由财政局解决", "organisation": people.FINANCE, "solve_by": "2099-01-01"}
    assert who.post(f"/duties/matters/{matter}/decision", decided).json()["state"] == "decided"
    assert who.post(f"/duties/meetings/{meeting}/end", {"attended": "七家"}).json()["ended_at"]
    assert who.post(f"/duties/matters/{matter}/solution", {"outcome": "已拨"}).json()["state"] == "solved"
    assert len(who.get("/duties/meetings").json()) == 1
    assert who.get("/duties/matters?state=open").json() == []


def test_gaps_and_what_is_refused():
    who = office()
    assert UNOWNED in who.get("/duties/gaps").json()["unowned"]
    problem(who.post(f"/duties/items/{UNOWNED}/assignments", {"organisations": [CIVIL]}), 422, "invalid")
    assert who.get("/duties/escalations").json() == []
    assert Run.objects.count() == 0
