"""Titles by JSON: the same ways as on the desk, outsiders find nothing, the register is the same for all."""

import pytest
from django.utils import timezone

from chongyang.core.clock import now
from chongyang.designations.models import TitleHeld
from chongyang.territory.enums import Role
from tests.api.callers import caller, problem
from tests.designations import titled

pytestmark = pytest.mark.django_db(transaction=False)
PDF = titled.PDF


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.FILES = tmp_path / "files"


def street():
    return caller(Role.STREET_CLERK, "410105001")


def county():
    return caller(Role.COUNTY_REVIEWER, "410105")


def put(by, path, data):
    told = {"Authorization": f"Bearer {by.secret}"}
    return by.client.put("/api" + path, data=data, headers=told, content_type="application/octet-stream")


def begun(by):
    holder = {"kind": "street", "area": titled.STREET}
    answer = by.post("/designations/applications", {"title": "smart_street", "holder": holder})
    assert answer.status_code == 201, answer.content
    return f"/designations/applications/{answer.json()['id']}"


def submitted(by):
    one = begun(by)
    form = {"statement": "平台已运行一年", "self_points": titled.full("smart_street"), "version": 1}
    assert by.patch(one, form).status_code == 200
    assert put(by, f"{one}/files?kind=申报书&name=a.pdf", PDF).status_code == 201
    answer = by.post(f"{one}/submit")
    assert answer.status_code == 200, answer.content
    return one


def test_the_whole_way_by_json(db):
    clerk = street()
    one = submitted(clerk)
    assert county().post(f"{one}/steps", {"action": "pass"}).json()["state"] == "visit"
    assessor = caller(Role.THIRD_PARTY_ASSESSOR, "410105")
    score = {"action": "score", "points": titled.full("smart_street", 90)}
    assert assessor.post(f"{one}/steps", score).status_code == 200
    signer = county()
    sheet = signer.get(f"{one}/evaluation").json()
    assert (sheet["total"], sheet["passes"], sheet["signed_at"]) == ("90.0", True, None)
    assert signer.post(f"{one}/steps", {"action": "sign", "evaluation": sheet["id"]}).status_code == 200
    answer = caller(Role.CITY_REVIEWER).post(f"{one}/steps", {"action": "propose"})
    assert answer.json()["state"] == "notice"
    (notice,) = clerk.get("/designations/notices").json()
    assert notice["title"] == "smart_street"
    raised = caller(Role.COUNTY_REVIEWER, "410102").post(
        f"/designations/notices/{notice['id']}/objections", {"text": "夜里没人接"}
    )
    assert raised.status_code == 201
    assert len(signer.get(f"{one}/objections").json()) == 1


def test_outsiders_find_nothing_and_drafts_are_their_writers(db):
    clerk = street()
    one = begun(clerk)
    problem(county().get(one), 404, "not-found")
    problem(street().get(one), 404, "not-found")
    assert clerk.get("/designations/own-applications").json()["items"][0]["state"] == "draft"
    assert clerk.client.delete("/api" + one, headers={"Authorization": f"Bearer {clerk.secret}"})
    problem(clerk.get(one), 404, "not-found")


def test_what_is_lacking_is_told_by_field(db):
    clerk = street()
    one = begun(clerk)
    told = problem(clerk.post(f"{one}/submit"), 422, "invalid")
    assert all(name in str(told["errors"]) for name in ("statement", "evidence", "points"))
    wrong = {"title": "smart_street", "holder": {"kind": "street", "area": 410102001000}}
    problem(clerk.post("/designations/applications", wrong), 422, "invalid")


def test_the_register_plaques_titles_and_layout_are_the_same_for_all(db):
    held = titled.given()
    for by in (street(), caller(Role.COUNTY_REVIEWER, "410102")):
        page = by.get("/designations/register?limit=1").json()
        assert [row["plaque"] for row in page["items"]] == [held.plaque]
        assert by.get(f"/designations/plaques/{held.plaque}").json()["name"] == held.name
        assert {row["key"] for row in by.get("/designations/titles").json()} >= {"smart_street", "fine_route"}
        layout = by.get("/designations/layout").json()
        assert [row["titles"] for row in layout if row["key"] == "centre"] == [[held.plaque]]
    problem(street().get("/designations/plaques/ZHJD-1999-001"), 404, "not-found")


def test_the_register_turns_its_pages(db):
    titled.given()
    other = TitleHeld.objects.get()
    other.pk, other.id, other.slot, other.plaque = None, titled.UUID(int=7), "street:1", "ZHJD-2026-900"
    other.save(force_insert=True)
    by = street()
    first = by.get("/designations/register?limit=1").json()
    second = by.get(f"/designations/register?limit=1&cursor={first['next']}").json()
    assert second["next"] is None
    assert first["items"][0]["id"] != second["items"][0]["id"]


def test_a_review_by_json_until_the_title_is_withdrawn(db):
    held = titled.given()
    city = caller(Role.CITY_REVIEWER)
    problem(city.post("/designations/reviews", {"held": str(held.id)}), 409, "conflict")
    made = city.post("/designations/reviews", {"held": str(held.id), "why": "群众反映"})
    assert made.status_code == 201
    steps = f"/designations/reviews/{made.json()['id']}/steps"
    looked = {
        "action": "report",
        "points": titled.full("smart_street", 20),
        "advice": "withdraw",
        "visited_on": str(timezone.localdate(now())),
    }
    assert caller(Role.THIRD_PARTY_ASSESSOR, "410105").post(steps, looked).status_code == 200
    decided = {"action": "propose_withdrawal", "text": "平台停用半年"}
    assert caller(Role.CITY_REVIEWER).post(steps, decided).json()["state"] == "hearing"
    office = caller(Role.LEADING_GROUP_OFFICE)
    problem(office.post(steps, {"action": "withdraw", "text": "停用"}), 409, "conflict")
    assert caller(Role.CITY_REVIEWER).post(steps, {"action": "hear", "text": "已听取"}).status_code == 200
    assert office.post(steps, {"action": "withdraw", "text": "平台停用半年"}).json()["result"] == "withdrawn"
    assert street().get(f"/designations/plaques/{held.plaque}").json()["state"] == "withdrawn"
    problem(caller(Role.COUNTY_REVIEWER, "410102").get(steps.removesuffix("/steps")), 404, "not-found")
