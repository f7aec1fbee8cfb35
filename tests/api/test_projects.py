"""The project library by JSON: the same operations as its desk, the same refusals."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from chongyang.approvals.models import Application
from chongyang.core.clock import now
from chongyang.projects import operations
from chongyang.projects.models import MonthReport, Project, Proposal
from chongyang.territory.enums import Role
from tests.api.callers import Caller, caller, clerk, problem
from tests.approvals import people
from tests.projects.people import CENTRE, JINSHUI, centre
from tests.projects.test_money_and_months import photo

pytestmark = pytest.mark.usefixtures("db")
TODAY = timezone.localdate(now())
LAST = (TODAY.replace(day=1) - timedelta(days=1)).replace(day=1)


def county(code: str = "410105") -> Caller:
    return caller(Role.COUNTY_REVIEWER, code)


def office() -> Caller:
    return caller(Role.LEADING_GROUP_OFFICE)


def step(who: Caller, path: str, **body):
    return who.post(f"/projects/{centre().id}/{path}", body)


def test_the_list_pages_and_filters():
    first = office().get("/projects?limit=30").json()
    assert (len(first["items"]), first["next"]) == (30, "30")
    rest = office().get("/projects?limit=30&after=30").json()
    assert (len(rest["items"]), rest["next"]) == (14, None)
    assert {row["number"] for row in county().get("/projects").json()["items"]} == {CENTRE}
    assert len(office().get("/projects?document=2014-25").json()["items"]) == 19


def test_one_project_is_found_by_key_and_number_and_by_no_neighbour():
    told = county().get(f"/projects/numbers/{CENTRE}").json()
    assert told["project"]["milestone"] == "started"
    assert told == county().get(f"/projects/{centre().id}").json()
    neighbour = county("410102")
    problem(neighbour.get(f"/projects/{centre().id}"), 404, "not-found")
    problem(neighbour.get("/projects/numbers/zzz"), 404, "not-found")
    problem(step(neighbour, "batch", batch="to_start", reason="x"), 404, "not-found")
    problem(clerk().get("/projects"), 403, "token-name-missing")
    problem(step(caller(Role.AUDITOR), "batch", batch="to_start", reason="x"), 403, "token-name-missing")


def test_a_planner_and_a_leader_reach_the_projects_of_their_post():
    for role in (Role.PLANNER, Role.DEPUTY_LEADER):
        assert len(caller(role).get("/projects?limit=100").json()["items"]) == 44
        assert {row["number"] for row in caller(role, "410105").get("/projects").json()["items"]} == {CENTRE}
        problem(caller(role, "410102").get(f"/projects/{centre().id}"), 404, "not-found")
    planner = caller(Role.PLANNER, "410105")
    assert step(planner, "stage", stage="building", on=str(TODAY), reason="跨阶段").status_code == 200


def test_a_project_goes_its_way():
    who, other = county(), county()
    assert step(who, "stage", stage="building", on=str(TODAY), reason="跨阶段").json()["stage"] == "building"
    plan = {"year": TODAY.year, "money": {"city": 900, "bank": 100}}
    assert step(who, "plans", **plan).json()["planned_fen"] == 1000
    assert step(who, "needs", **plan).json()["funds"][0]["needed_fen"] == 100
    whole = step(who, "months", month=str(LAST), share=10, money={"city": 5}).json()
    assert whole["months"][0]["sum_fen"] == 5
    key = whole["months"][0]["id"]
    fixed = {"share": 8, "money": {"city": 4}, "reason": "报错", "document": "函"}
    assert who.post(f"/projects/months/{key}/corrections", fixed).json()["months"][0]["done_fen"] == 4
    grant = step(who, "grants", year=TODAY.year, source="city", amount_fen=3, document="文件")
    assert grant.status_code == 201
    trouble = step(who, "problems", says="管线", solver="区住建局", due_on=str(TODAY)).json()
    place = f"/projects/problems/{trouble['id']}"
    assert who.post(f"{place}/answer", {"text": "已迁"}).json()["state"] == "answered"
    problem(who.post(f"{place}/solve", {}), 422, "invalid")
    assert other.post(f"{place}/solve", {}).json()["state"] == "solved"
    land = step(who, "parcels", label="A", size_m2="12.5", supply="allocated").json()
    moved = {"state": "supplied", "document": "决定书", "supplied_on": str(TODAY)}
    assert who.post(f"/projects/parcels/{land['id']}/state", moved).json()["state"] == "supplied"
    operations.propose_batches(now=now())
    row = Proposal.objects.get()
    assert who.get("/projects/work").json()["proposals"][0]["id"] == str(row.id)
    assert who.post(f"/projects/proposals/{row.id}/accept", {}).json()["is_accepted"] is True
    assert centre().batch == "to_start"
    unit = next(
        one for one in who.get(f"/projects/tally?year={TODAY.year}").json() if one["unit"] == "jinshui"
    )
    assert (unit["planned_fen"], unit["by_stage"]) == (1000, {"building": 1})


@pytest.mark.parametrize(
    ("path", "body", "where"),
    [
        ("stage", {"stage": "suspended", "on": str(TODAY)}, "/reason"),
        ("months", {"month": f"{TODAY.year + 1}-01-01", "share": 1, "money": {}}, "/month"),
        ("months", {"month": str(LAST), "share": 101, "money": {}}, "/share"),
        ("months", {"month": str(LAST), "share": 1, "money": {"city": -1}}, "/money/city"),
        ("months", {"month": str(LAST), "share": 1, "money": {"lottery": 1}}, "/money/lottery/[key]"),
        ("parcels", {"label": "A", "size_m2": "0", "supply": "allocated"}, "/size_m2"),
        ("grants", {"year": 2026, "source": "city", "amount_fen": 0, "document": "x"}, "/amount_fen"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_place(path, body, where):
    answer = step(county(), path, **body)
    assert answer.status_code == 422, answer.content
    found = [one["pointer"] for one in answer.json()["errors"]]
    assert found == [where] or (where == "/amount_fen" and found == ["/amount"])
    assert not MonthReport.objects.exists()


def test_a_project_is_added_and_described():
    body = {"name": "测试", "sector": "elder_care", "area": JINSHUI}
    made = county().post("/projects", body | {"longitude": 113.68, "latitude": 34.77})
    assert made.status_code == 201
    key = made.json()["id"]
    assert county().post(f"/projects/{key}/description", body | {"beds": 9}).json()["beds"] == 9
    refused = county().post("/projects", body | {"longitude": 116.4, "latitude": 39.9})
    assert refused.json()["errors"][0]["pointer"] == "/longitude"
    assert Project.objects.filter(document="").count() == 1


def test_envelopes_and_the_market():
    told = {row["name"]: row for row in office().get("/projects/envelopes").json()}
    assert (told["envelope.medical"]["count"], told["envelope.medical"]["missing"]) == (42, 39)
    who = office()
    firm = {"name": "测试用品", "area": JINSHUI, "kind": "products", "sector": "products"}
    key = who.post("/projects/enterprises", firm).json()["id"]
    year = {"year": TODAY.year - 1, "revenue_fen": 7, "document": "审计"}
    assert who.post(f"/projects/enterprises/{key}/revenues", year).json()["revenue_fen"] == 7
    deal = who.post("/projects/attractions", {"investor": "甲", "area": JINSHUI}).json()
    again = {"investor": "甲", "area": JINSHUI, "attraction": deal["id"], "note": "续谈"}
    assert who.post("/projects/attractions", again).json()["note"] == "续谈"
    loan = {"bank": "测试银行", "need_fen": 5, "met_on": str(TODAY), "enterprise": key}
    assert who.post("/projects/banks", loan).json()["need_fen"] == 5
    market = who.get("/projects/market").json()
    assert [len(market[name]) for name in ("enterprises", "attractions", "banks")] == [1, 1, 1]
    assert who.post(f"/projects/enterprises/{key}/leave").json()["left_on"]
    problem(who.post(f"/projects/enterprises/{uuid4()}/leave"), 404, "not-found")
    problem(step(who, "applications", application=str(uuid4())), 404, "not-found")


def send(who: Caller, path: str, data: bytes):
    told = {"Authorization": f"Bearer {who.secret}"}
    return who.client.put("/api" + path, data=data, headers=told, content_type="application/octet-stream")


def test_a_photo_of_the_site_comes_by_json_and_rubbish_does_not(settings, tmp_path):
    settings.FILES = tmp_path
    who = county()
    step(who, "stage", stage="building", on=str(TODAY), reason="跨阶段")
    month = step(who, "months", month=str(LAST), share=10, money={"city": 5}).json()["months"][0]["id"]
    path = f"/projects/months/{month}/photos?name=a.png&caption=主体"
    made = send(who, path, photo())
    assert made.status_code == 201, made.content
    assert made.json()["caption"] == "主体"
    assert who.get(f"/projects/{centre().id}").json()["months"][0]["photos"] == [made.json()["id"]]
    for rubbish in (b"", b"MZ", people.PDF):
        problem(send(who, path, rubbish), 422, "invalid")
    problem(send(county("410102"), path, photo()), 404, "not-found")
    problem(send(caller(Role.AUDITOR), path, photo()), 403, "token-name-missing")


def test_the_approvals_of_a_project_by_json(settings, tmp_path):
    settings.FILES = tmp_path
    cast, who, path = people.Cast(), county(), f"/projects/{centre().id}/approvals"
    assert who.get(path).json() == []
    row = people.begun(cast, now(), library=CENTRE)
    [draft] = who.get(path).json()
    assert (draft["is_handed_in"], draft["name"], draft["runs"]) == (False, "", [])
    people.permitted(cast, row, now())
    [told] = who.get(path).json()
    assert [run["state"] for run in told["runs"]] == ["permitted", "draft"]
    assert all(document["number"] for document in told["documents"])
    assert "code" not in told
    problem(county("410102").get(path), 404, "not-found")
    unbind = f"/projects/approvals/{row.id}/unbind"
    problem(county("410102").post(unbind), 404, "not-found")
    problem(caller(Role.AUDITOR).post(unbind), 403, "token-name-missing")
    assert who.post(unbind).json() == []
    problem(who.post(unbind), 404, "not-found")
    assert Application.objects.get().project is None
