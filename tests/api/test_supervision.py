"""Assessment and remarks by JSON: the same steps, the same refusals, the same reach as at the desk."""

from base64 import b64decode
from datetime import timedelta
from decimal import Decimal

import pytest

from chongyang.core.clock import now
from chongyang.supervision import operations
from chongyang.supervision.models import Remark, Run
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from tests.api.callers import caller, problem
from tests.duties.people import PDF
from tests.supervision import people

pytestmark = pytest.mark.django_db(transaction=False)


def office(key="city.leading-group.office"):
    return caller(Role.LEADING_GROUP_OFFICE, organisation=territory.get_organisation(key))


def officer():
    return caller(Role.SUPERVISION_OFFICER, organisation=territory.get_organisation("city.government-office"))


def begun(by):
    answer = by.post("/assessment/runs", {"year": 2018, "listing": "counties"})
    assert answer.status_code == 201, answer.content
    return answer.json()["id"]


def marks(run, points="80"):
    held = people.fresh(Run.objects.get(id=run).id)
    return [
        {"subject": one.subject, "item": one.item, "points": points, "reason": "好。", "evidence": "1号"}
        for one in people.marks_for(held)
    ]


def test_the_way_to_told_scores_and_an_appeal(db):
    people.put_value("beds.per_thousand", "jinshui", "30")
    maker, judges = office(), [officer(), officer()]
    run = begun(maker)
    problem(maker.post(f"/assessment/runs/{run}/steps", {"action": "announce"}), 409, "conflict")
    problem(maker.post(f"/assessment/runs/{run}/marks", {"marks": marks(run)}), 409, "conflict")
    for judge in judges:
        assert judge.post(f"/assessment/runs/{run}/marks", {"marks": marks(run)}).status_code == 200
    assert maker.post(f"/assessment/runs/{run}/steps", {"action": "announce"}).json()["state"] == "announced"
    county = caller(Role.COUNTY_SIGN_OFF, "410105")
    whole = county.get(f"/assessment/runs/{run}").json()
    assert [sheet["subject"] for sheet in whole["sheets"]] == ["jinshui"]
    beds = next(line for line in whole["sheets"][0]["lines"] if line["item"] == "beds")
    assert Decimal(beds["points"]) == Decimal("11.25")
    assert beds["trace"]["targets"][0]["clause"] == "2018-34/2.3.p7"
    told = {"subject": "jinshui", "item": "beds", "text": "漏计。", "evidence": "函1号"}
    made = county.post(f"/assessment/runs/{run}/appeals", told)
    assert made.status_code == 201
    problem(county.post(f"/assessment/runs/{run}/appeals", told), 422, "invalid")
    ruling = {"upheld": True, "reply": "补计。", "points": "14"}
    path = f"/assessment/appeals/{made.json()['id']}/ruling"
    problem(judges[0].post(path, ruling), 409, "conflict")
    assert officer().post(path, ruling).json()["state"] == "upheld"
    problem(
        caller(Role.COUNTY_SIGN_OFF, "410102").get(f"/assessment/runs/{run}/units/jinshui"), 404, "not-found"
    )
    sheet = county.get(f"/assessment/runs/{run}/units/jinshui").json()
    assert sheet["name"] == "金水区"


def put(who, path, data=PDF, name="台账.pdf"):
    return who.client.put(
        f"/api{path}?name={name}",
        data=data,
        content_type="application/octet-stream",
        headers={"Authorization": f"Bearer {who.secret}"},
    )


def test_files_of_marks_and_appeals(db, settings, tmp_path):
    settings.FILES = tmp_path / "files"
    maker, judges = office(), [officer(), officer()]
    run = begun(maker)
    for judge in judges:
        judge.post(f"/assessment/runs/{run}/marks", {"marks": marks(run)})
    unit = f"/assessment/runs/{run}/units/jinshui"
    made = put(judges[0], f"{unit}/marks/leadership/files")
    assert (made.status_code, made.json()["name"]) == (201, "台账.pdf")
    problem(put(officer(), f"{unit}/marks/leadership/files"), 404, "not-found")
    problem(put(judges[0], f"{unit}/marks/leadership/files", b"MZ"), 422, "invalid")
    mark = f"{unit}/files/{made.json()['id']}"
    assert b64decode(judges[1].get(mark).json()["content"]) == PDF
    maker.post(f"/assessment/runs/{run}/steps", {"action": "announce"})
    county, outsider = caller(Role.COUNTY_SIGN_OFF, "410105"), caller(Role.COUNTY_SIGN_OFF, "410102")
    problem(county.get(mark), 404, "not-found")
    told = {"subject": "jinshui", "item": "beds", "text": "漏计。", "evidence": "函1号"}
    key = county.post(f"/assessment/runs/{run}/appeals", told).json()["id"]
    problem(put(outsider, f"/assessment/appeals/{key}/files"), 422, "invalid")
    file = put(county, f"/assessment/appeals/{key}/files").json()["id"]
    (appeal,) = county.get(f"/assessment/runs/{run}").json()["appeals"]
    assert appeal["files"] == [file]
    assert b64decode(county.get(f"{unit}/files/{file}").json()["content"]) == PDF
    problem(outsider.get(f"{unit}/files/{file}"), 404, "not-found")


def test_a_locked_run_is_published_by_two_and_exported(db):
    held = people.locked(people.office())
    one, two = office(), office()
    made = one.post(f"/assessment/runs/{held.run.id}/publications").json()
    path = f"/assessment/publications/{made['id']}/steps"
    problem(one.post(path, {"action": "approve"}), 409, "conflict")
    assert two.post(path, {"action": "approve"}).json()["state"] == "published"
    (shown,) = caller(Role.DEPUTY_LEADER).get("/assessment/results").json()
    assert len(shown["extract"]["rows"]) == 16
    problem(two.post(path, {"action": "withdraw"}), 422, "invalid")
    assert two.post(path, {"action": "withdraw", "reason": "口径有误。"}).json()["state"] == "withdrawn"
    assert caller(Role.DEPUTY_LEADER).get("/assessment/results").json()[0]["extract"] == {}
    fix = {"subject": "jinshui", "item": "leadership", "points": "1", "reason": "复核。", "document": "3号"}
    row = one.post(f"/assessment/runs/{held.run.id}/corrections", fix).json()
    problem(one.post(f"/assessment/corrections/{row['id']}/confirm"), 409, "conflict")
    assert two.post(f"/assessment/corrections/{row['id']}/confirm").json()["confirmed_at"]
    note = {"subject": "jinshui", "kind": "account", "clause": "2018-34/4.6", "text": "建议约谈。"}
    assert two.post(f"/assessment/runs/{held.run.id}/notes", note).status_code == 201
    told = one.get(f"/assessment/runs/{held.run.id}/export").json()
    assert (len(told["corrections"]), len(told["notes"])) == (1, 1)
    problem(
        caller(Role.COUNTY_SIGN_OFF, "410105").get(f"/assessment/runs/{held.run.id}/export"),
        403,
        "not-allowed",
    )


def test_what_is_wrong_is_told_by_field(db):
    maker = office()
    problem(maker.post("/assessment/runs", {"year": 2018, "listing": "towns"}), 422, "invalid")
    told = problem(maker.post("/assessment/runs", {"year": 2050, "listing": "counties"}), 422, "invalid")
    assert told["errors"][0]["pointer"] == "/year"
    run = begun(maker)
    bad = [{**marks(run)[0], "points": "101"}]
    problem(officer().post(f"/assessment/runs/{run}/marks", {"marks": bad}), 422, "invalid")
    unknown = [{**marks(run)[0], "subject": "nowhere"}]
    problem(officer().post(f"/assessment/runs/{run}/marks", {"marks": unknown}), 404, "not-found")
    problem(maker.get("/assessment/schemes/1999"), 404, "not-found")
    assert maker.get("/assessment/schemes/2018").json()["confirmed"] is False


def test_remarks_by_json(db):
    moment = now()
    token = operations.sign_form("2018-34/3.4.1", moment)
    form = operations.Form(token, "登记点周末不上班，希望改进。")
    by = people.office().actor
    later = moment + timedelta(minutes=1)
    row = operations.write_remark(clause="2018-34/3.4.1", form=form, by=by, now=later).remark
    desk, other = office(), caller(Role.LIAISON, organisation=territory.get_organisation("city.finance"))
    liaisons = [
        caller(Role.LIAISON, organisation=territory.get_organisation("city.civil-affairs")) for _ in range(2)
    ]
    page = desk.get("/remarks?state=received&limit=1").json()
    assert [one["number"] for one in page["items"]] == [row.number]
    assert liaisons[0].get("/remarks").json()["items"] == []
    path = f"/remarks/{row.id}/steps"
    problem(liaisons[0].post(path, {"action": "accept"}), 404, "not-found")
    problem(desk.post(path, {"action": "accept", "cover": ["没有的词"]}), 422, "invalid")
    assert desk.post(path, {"action": "accept"}).json()["state"] == "routed"
    problem(other.get(f"/remarks/{row.id}"), 404, "not-found")
    problem(desk.post(path, {"action": "answer", "text": "已经改进了登记时间。"}), 409, "conflict")
    answered = liaisons[0].post(path, {"action": "answer", "text": "自下月起周六开放登记。"}).json()
    assert answered["state"] == "answered"
    problem(liaisons[0].post(path, {"action": "approve"}), 409, "conflict")
    assert liaisons[1].post(path, {"action": "approve"}).json()["answer"] == "自下月起周六开放登记。"
    assert Remark.objects.get().state == "shown"
    problem(caller(Role.STREET_CLERK, "410105001").get("/remarks"), 403, "token-name-missing")
