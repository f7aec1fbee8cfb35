"""The four stages by JSON: the same ways as on the desk, strangers find nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chongyang.approvals.models import Item, StageRun
from chongyang.core.clock import now
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from tests.api.callers import caller, problem
from tests.approvals import people

pytestmark = pytest.mark.django_db(transaction=False)
COUNTY = "410105"


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.FILES = tmp_path / "files"


@pytest.fixture
def clerk(db):
    return caller(Role.INSTITUTION_CLERK, organisation=people.organisation())


def at_office(role, key, *codes):
    return caller(role, *(codes or (COUNTY,)), organisation=territory.get_organisation(key))


def window(*codes):
    return at_office(Role.WINDOW_CLERK, people.WINDOW_OFFICE, *codes)


def department(key, *codes):
    return at_office(Role.APPROVING_DEPARTMENT, key, *codes)


def put(by, path):
    told = {"Authorization": f"Bearer {by.secret}"}
    return by.client.put(
        "/api" + path, data=people.PDF, headers=told, content_type="application/octet-stream"
    )


def begun(by):
    answer = by.post("/approvals/applications", {"name": "测试养老院", "facts": {"in_regulatory_plan": True}})
    assert answer.status_code == 201, answer.content
    row = answer.json()
    (run,) = by.get(f"/approvals/applications/{row['id']}/runs").json()
    return row, run["id"]


def handed_in(by, run):
    for name in by.get(f"/approvals/runs/{run}").json()["required"]:
        answer = put(by, f"/approvals/runs/{run}/files?material={name}&name=a.pdf")
        assert answer.status_code == 201, answer.content
    answer = by.post(f"/approvals/runs/{run}/submit")
    assert answer.json()["state"] == "submitted", answer.content


def test_a_stage_by_json(clerk):
    told = clerk.get("/approvals/stages").json()
    assert [stage["name"] for stage in told["stages"]] == [
        "land",
        "engineering",
        "construction",
        "completion",
    ]
    assert told["confirmed"] is False
    row, run = begun(clerk)
    problem(clerk.post(f"/approvals/runs/{run}/submit"), 422, "invalid")
    handed_in(clerk, run)
    desk = window()
    assert [item["id"] for item in desk.get("/approvals/runs").json()["items"]] == [run]
    lines = [{"material": "site_map", "words": "缺图例。"}]
    body = {"action": "ask_completion", "lines": lines}
    assert desk.post(f"/approvals/runs/{run}/window", body).json()["state"] == "completing"
    problem(desk.post(f"/approvals/runs/{run}/window", body), 409, "conflict")
    put(clerk, f"/approvals/runs/{run}/files?material=site_map&name=b.pdf")
    assert clerk.post(f"/approvals/runs/{run}/submit").json()["state"] == "submitted"
    accepted = desk.post(f"/approvals/runs/{run}/window", {"action": "accept"}).json()
    assert accepted["state"] == "processing"
    one = department("city.development-reform")
    (item,) = one.get("/approvals/items").json()["items"]
    told = {"action": "permit", "number": " ", "document_on": str(timezone.localdate(now()))}
    problem(one.post(f"/approvals/items/{item['id']}/steps", told), 409, "conflict")
    done = one.post(f"/approvals/items/{item['id']}/steps", {**told, "number": "一号"}).json()
    assert (done["state"], done["number"]) == ("permitted", "一号")
    problem(one.post(f"/approvals/items/{item['id']}/steps", {**told, "number": "二号"}), 409, "conflict")
    whole = clerk.get(f"/approvals/runs/{run}").json()
    assert {paper["material"] for paper in whole["papers"]} == set(whole["required"])
    narrow = one.get(f"/approvals/runs/{run}").json()
    assert {paper["material"] for paper in narrow["papers"]} == {
        *("applicant_certificate", "project_report", "regulatory_plan_approval")
    }
    assert [notice["kind"] for notice in whole["notices"]] == ["correction", "accepted"]
    progress = one.post("/approvals/progress", {"number": row["number"], "code": row["code"]}).json()
    assert progress["stages"][0]["items"][0]["state"] == "已许可"
    problem(one.post("/approvals/progress", {"number": row["number"], "code": "AAAAAA"}), 404, "not-found")


def test_strangers_find_nothing(clerk):
    row, run = begun(clerk)
    handed_in(clerk, run)
    window().post(f"/approvals/runs/{run}/window", {"action": "accept"})
    item = Item.objects.get(run=run, name="project_filing")
    others = {
        "another organisation": caller(Role.INSTITUTION_CLERK, organisation=people.organisation()),
        "a window elsewhere": window("410102"),
        "a department elsewhere": department("city.development-reform", "410102"),
        "a department without an item": department("city.sports"),
    }
    permit = {"action": "permit", "number": "一号", "document_on": str(timezone.localdate(now()))}
    for who, stranger in others.items():
        assert stranger.get(f"/approvals/runs/{run}").status_code == 404, who
        for path, body in (
            (f"/approvals/runs/{run}/window", {"action": "accept"}),
            (f"/approvals/items/{item.id}/steps", permit),
            (f"/approvals/runs/{run}/joint", {"action": "call_joint", "place": "会议室"}),
            (f"/approvals/runs/{run}/withdraw", None),
        ):
            assert stranger.post(path, body).status_code in (403, 404), (who, path)
    assert others["another organisation"].get("/approvals/applications").json()["items"] == []
    assert others["a department elsewhere"].get("/approvals/items").json()["items"] == []
    planning = department("city.natural-resources")
    assert planning.post(f"/approvals/items/{item.id}/steps", permit).status_code == 404
    problem(clerk.get(f"/approvals/applications/{run}"), 404, "not-found")
    assert clerk.post(f"/approvals/items/{item.id}/steps", permit).status_code == 403
    assert row["number"]


def test_leaders_read_the_tally_and_what_is_late(clerk):
    _, run = begun(clerk)
    handed_in(clerk, run)
    StageRun.objects.filter(id=run).update(due_at=now() - timedelta(days=2))
    leader = caller(Role.LEADING_GROUP_OFFICE)
    (late,) = leader.get("/approvals/late").json()
    assert (late["stage"], late["item"]) == ("land", "")
    told = {(one["place"], one["stage"]): one for one in leader.get("/approvals/tally").json()}
    assert told["city", "land"]["open"] == 1
    problem(leader.get("/approvals/tally?first=2026-02-02&until=2026-02-01"), 422, "invalid")
    elsewhere = caller(Role.COUNTY_SIGN_OFF, "410102")
    assert elsewhere.get("/approvals/late").json() == []


def test_a_project_is_withdrawn_and_begun_anew_by_json(clerk):
    row, run = begun(clerk)
    handed_in(clerk, run)
    assert clerk.post(f"/approvals/runs/{run}/withdraw").json()["state"] == "withdrawn"
    body = {"stage": "engineering"}
    problem(clerk.post(f"/approvals/applications/{row['id']}/stages", body), 422, "invalid")
    again = clerk.post(f"/approvals/applications/{row['id']}/stages", {"stage": "land"})
    assert again.status_code == 201
    key = again.json()["id"]
    papers = clerk.get(f"/approvals/runs/{key}/reusable").json()
    made = clerk.post(f"/approvals/runs/{key}/reused", {"paper": papers[0]["id"]})
    assert made.json()["is_reused"]
    gone = clerk.client.delete(
        f"/api/approvals/papers/{made.json()['id']}", headers={"Authorization": f"Bearer {clerk.secret}"}
    )
    assert gone.status_code == 204
    assert clerk.post(f"/approvals/applications/{row['id']}/withdraw").json()["state"] == "withdrawn"
