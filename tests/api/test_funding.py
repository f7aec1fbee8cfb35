"""Subsidies and awards by JSON: the same ways as on the desk, outsiders find nothing."""

import pytest
from django.utils import timezone

from chongyang.core.clock import now
from chongyang.funding.models import Application, Evidence
from chongyang.policy.rules.programmes import get_programme
from chongyang.territory.enums import Role
from tests.api.callers import caller, problem
from tests.funding import people

pytestmark = pytest.mark.django_db(transaction=False)
COUNTY = "410105"


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.FILES = tmp_path / "files"


@pytest.fixture
def clerk(db):
    return caller(Role.INSTITUTION_CLERK, organisation=people.organisation())


def reviewer():
    return caller(Role.COUNTY_REVIEWER, COUNTY)


def put(by, path, data):
    told = {"Authorization": f"Bearer {by.secret}"}
    return by.client.put("/api" + path, data=data, headers=told, content_type="application/octet-stream")


def begun(by, **more):
    body = {
        "programme": "bed_construction",
        "day": "2019-06-01",
        "inputs": people.BEDS,
        "place": str(people.place().id),
        "objects": "A101-A112",
        "bank": "测试银行",
        "account": "6200000000000001234",
        **more,
    }
    answer = by.post("/funding/applications", body)
    assert answer.status_code == 201, answer.content
    return answer.json()


def attached(by, key):
    for kind in get_programme("bed_construction").evidence:
        answer = put(by, f"/funding/applications/{key}/files?kind={kind}&name=a.pdf", people.PDF)
        assert answer.status_code == 201, answer.content


def test_an_application_by_json_to_the_first_stages(clerk):
    row = begun(clerk)
    key = row["id"]
    assert (row["state"], "name" in row) == ("draft", False)
    problem(clerk.post(f"/funding/applications/{key}/submit"), 422, "invalid")
    attached(clerk, key)
    answer = clerk.get(f"/funding/applications/{key}/finding").json()
    assert (answer["answer"], answer["amount_fen"]) == ("yes", 10_200_000)
    assert clerk.post(f"/funding/applications/{key}/submit").json()["state"] == "acceptance"
    one = reviewer()
    assert [item["id"] for item in one.get("/funding/applications").json()["items"]] == [key]
    assert len(one.get(f"/funding/applications/{key}/evidence").json()) == 5
    done = one.post(f"/funding/applications/{key}/steps", {"action": "pass"})
    assert done.json()["state"] == "site"
    told = {"action": "record_site", "found": people.BEDS, "visited_on": str(timezone.localdate(now()))}
    problem(one.post(f"/funding/applications/{key}/steps", told), 409, "conflict")
    assert reviewer().post(f"/funding/applications/{key}/steps", told).status_code == 200
    explained = one.get(f"/funding/applications/{key}/explanation").json()
    assert [step["label"] for step in explained["taken"]] == ["提交申请", "县级民政受理", "登记核查结果"]
    assert [item["id"] for item in clerk.get("/funding/own-applications").json()["items"]] == [key]


def test_outsiders_find_nothing(clerk):
    key = begun(clerk)["id"]
    attached(clerk, key)
    clerk.post(f"/funding/applications/{key}/submit")
    far = caller(Role.COUNTY_REVIEWER, "410102")
    assert far.get("/funding/applications?show=open").json()["items"] == []
    for path in ("", "/evidence", "/finding", "/explanation", "/objections"):
        problem(far.get(f"/funding/applications/{key}{path}"), 404, "not-found")
    problem(far.post(f"/funding/applications/{key}/steps", {"action": "pass"}), 404, "not-found")
    problem(caller(Role.OPERATOR).get("/funding/applications"), 403, "token-name-missing")


def test_a_wrong_file_and_a_large_one_are_refused(clerk, settings):
    key = begun(clerk)["id"]
    path = f"/funding/applications/{key}/files?kind=登记证书"
    told = problem(put(clerk, path, b"MZ program"), 422, "invalid")
    assert told["errors"][0]["pointer"] == "/file"
    settings.FILE_BYTES = 1024 * 1024
    problem(put(clerk, path, b"%PDF-1.7" + bytes(2 * 1024 * 1024)), 422, "invalid")
    assert not Evidence.objects.exists()


def test_faults_are_told_by_pointer(clerk):
    body = {"programme": "star_award", "inputs": {"star": 6}}
    told = problem(clerk.post("/funding/applications", body), 422, "invalid")
    assert told["errors"][0]["pointer"] == "/star"
    problem(clerk.post("/funding/applications", {"programme": "gift"}), 422, "invalid")
    problem(clerk.post("/funding/applications", {"programme": "gift", "x": 1}), 422, "invalid")


def test_a_draft_is_saved_and_thrown_away(clerk):
    row = begun(clerk)
    path = f"/funding/applications/{row['id']}"
    saved = clerk.patch(path, {"inputs": {"new_beds_filed": 9}, "version": row["version"]})
    assert saved.json()["inputs"]["new_beds_filed"] == 9
    problem(clerk.patch(path, {"version": row["version"]}), 422, "invalid")
    told = {"Authorization": f"Bearer {clerk.secret}"}
    assert clerk.client.delete("/api" + path, headers=told).status_code == 204
    assert not Application.objects.exists()
