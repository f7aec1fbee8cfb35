"""Elders by JSON, for the three standing characters: the owner, a colleague in scope, an outsider."""

import json
from datetime import date

import pytest

from chongyang.core.models import Event
from chongyang.privacy.rules import exports
from chongyang.privacy.rules.exports import Limits
from chongyang.registry.models import Elder
from chongyang.territory.enums import Role
from tests import factories
from tests.api.callers import JINSHUI_STREET, caller, clerk, operator, outsider, problem

pytestmark = pytest.mark.django_db
NEW = {"name": "王桂兰", "area": "410105001", "source": "street", "sourced_on": "2026-01-05"}


@pytest.fixture
def elder(db):
    made = factories.make_elder(name="陈秀兰")
    factories.make_contact(made)
    return made


def test_a_page_shows_masks_and_goes_on_where_it_ended(db):
    for number in range(5):
        factories.make_elder(name=f"王{'甲乙丙丁戊'[number]}", name_key=f"wang{number}")
    who, found, path = clerk(), [], "/elders?limit=2"
    while path:
        told = who.get(path).json()
        found += told["items"]
        path = told["next"] and f"/elders?limit=2&cursor={told['next']}"
    assert len(found) == len({row["id"] for row in found}) == 5
    assert all("＊" in row["name"] or "*" in row["name"] for row in found)
    assert all("*" in row["identity_number"] for row in found)


def test_a_cursor_tells_nothing_of_the_name(elder):
    factories.make_elder(name="王甲", name_key="aaaa")
    cursor = clerk().get("/elders?limit=1").json()["next"]
    assert "aaaa" not in cursor
    assert len(cursor) < 200


def test_the_outsider_finds_nobody_and_is_told_the_same_as_of_who_is_not_there(elder):
    who = outsider()
    assert who.get("/elders").json() == {"items": [], "next": None}
    assert who.get("/elders/count").json() == {"count": 0}
    assert who.post("/elders/search", {"text": "陈秀兰"}).json()["items"] == []
    there = problem(who.get(f"/elders/{elder.id}", X_Purpose="service"), 404, "not-found")
    nowhere = problem(who.get(f"/elders/{who.account.id}", X_Purpose="service"), 404, "not-found")
    assert there == nowhere
    for path in ("contacts", "readings", "devices"):
        problem(who.get(f"/elders/{elder.id}/{path}"), 404, "not-found")


def test_a_file_is_read_for_a_purpose_and_that_is_written_down(elder):
    who = clerk()
    told = problem(who.get(f"/elders/{elder.id}"), 400, "purpose-missing")
    assert "service" in told["detail"]
    answer = who.get(f"/elders/{elder.id}", X_Purpose="service")
    assert answer["ETag"] == '"1"'
    file = answer.json()
    assert file["elder"]["name"] == "陈秀兰"
    assert "*" in file["elder"]["phone"]
    assert file["opened"] == {}
    assert file["contacts"][0]["relation"] == "daughter"
    readings = who.get(f"/elders/{elder.id}/readings").json()
    assert [(row["role"], row["purpose"]) for row in readings] == [("street_clerk", "service")]


def test_an_emergency_lays_the_telephone_open_to_who_helps_and_to_nobody_else(elder):
    assert operator().get(f"/elders/{elder.id}", X_Purpose="emergency").json()["opened"]["phone"] == (
        elder.phone.plain
    )
    problem(clerk().get(f"/elders/{elder.id}", X_Purpose="emergency"), 403, "not-allowed")
    without = caller(Role.OPERATOR, names=["elders:read"])
    problem(without.get(f"/elders/{elder.id}", X_Purpose="emergency"), 403, "token-name-missing")


def test_each_reveal_is_a_reading(elder):
    who = clerk()
    for _ in range(2):
        told = who.post(
            f"/elders/{elder.id}/reveal", {"field": "phone", "purpose": "contact"}, Idempotency_Key="1"
        )
        assert told.json() == {"value": elder.phone.plain}
    assert Event.objects.filter(kind="registry.field.revealed", person=elder.id).count() == 2
    problem(
        who.post(f"/elders/{elder.id}/reveal", {"field": "name_key", "purpose": "contact"}), 422, "invalid"
    )


def test_a_token_without_reveal_reveals_nothing(elder):
    who = clerk(names=["elders:read"])
    told = problem(
        who.post(f"/elders/{elder.id}/reveal", {"field": "phone", "purpose": "contact"}),
        403,
        "token-name-missing",
    )
    assert told["needs"] == "elders:reveal"


def test_an_elder_is_registered_once_and_found(db):
    who = clerk()
    body = {**NEW, "identity_number": factories.identity_number(), "contacts": []}
    answer = who.post("/elders", body)
    assert answer.status_code == 201
    assert answer["Location"] == f"/api/elders/{answer.json()['id']}"
    assert who.post("/elders/search", {"text": "王桂兰"}).json()["items"][0]["id"] == answer.json()["id"]
    told = problem(who.post("/elders", body), 409, "conflict")
    assert told["errors"][0]["pointer"] == "/identity_number"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"name": "<script>"}, "/name"),
        ({"name": "x" * 100_000}, "/name"),
        ({"name": ["upload"]}, "/name"),
        ({"area": "410102001"}, "/area"),
        ({"area": "41"}, "/area"),
        ({"sourced_on": "2999-01-01"}, "/sourced_on"),
        ({"surname": "王"}, "/surname"),
        ({"contacts": [{"name": "王", "relation": "son", "phone": "1"}]}, "/contacts/0/phone"),
    ],
)
def test_a_wrong_field_is_named(db, changes, pointer):
    body = {**NEW, "born_on": "1941-03-08", "sex": "female", **changes}
    told = problem(clerk().post("/elders", body), 422, "invalid")
    assert pointer in [error["pointer"] for error in told["errors"]]
    assert not Elder.objects.exists()


def test_a_change_needs_the_version_and_tells_of_another_change_with_both_values(elder):
    who = clerk()
    path = f"/elders/{elder.id}"
    change = {"floor": 6, "source": "family", "sourced_on": str(date(2026, 2, 1))}
    problem(who.patch(path, change), 428, "version-missing")
    answer = who.patch(path, change, If_Match='"1"')
    assert (answer.status_code, answer["ETag"], answer.json()["floor"]) == (200, '"2"', 6)
    told = problem(who.patch(path, {**change, "floor": 7}, If_Match='"1"'), 412, "version-conflict")
    assert told["fields"] == [{"pointer": "/floor", "present": 6, "sent": 7}]
    elder.refresh_from_db()
    assert (elder.floor, elder.name) == (6, "陈秀兰")


def test_contacts_status_consents_and_doubles(elder):
    who, path = clerk(), f"/elders/{elder.id}"
    contact = {"name": "李明", "relation": "son", "phone": "13900005678"}
    put = who.call("put", f"{path}/contacts", {"contacts": [contact], "source": "family"})
    assert put.status_code == 200
    assert [row["name"] for row in who.get(f"{path}/contacts").json()] == ["李明"]
    consent = {
        "purpose": "emergency",
        "basis": "consent",
        "text_version": "1",
        "channel": "paper",
        "given_by": "elder",
    }
    assert who.post(f"{path}/consents", consent).status_code == 201
    assert who.post(f"{path}/consents/withdraw", {"purpose": "emergency"}).status_code == 204
    other = factories.make_elder(name="陈秀兰")
    said = {"survivor": str(other.id), "reason": "同名同日生"}
    assert who.post(f"{path}/double", {"survivor": str(other.id)}).status_code == 422
    proposed = who.post(f"{path}/double", said)
    assert (proposed.status_code, proposed.json()["same_as"]) == (202, None)
    assert clerk().post(f"{path}/double", said).status_code == 409
    judge = caller(Role.COUNTY_REVIEWER, "410105")
    word = {"answer": "same", "reason": "同名同日生"}
    assert judge.post(f"{proposed['Location'].removeprefix('/api')}/decide", word).json()["state"] == "same"
    elder.refresh_from_db()
    assert elder.same_as_id == other.id
    assert who.post(f"{path}/double/remove").json()["same_as"] is None
    gone = {"status": "dead", "evidence": "cremation", "on": "2026-03-01"}
    problem(who.post(f"{path}/life-status", gone), 422, "invalid")
    problem(judge.post(f"{path}/life-status", gone), 403, "token-name-missing")


def test_a_search_for_a_percent_sign_finds_nobody_and_says_what_to_type(elder):
    told = clerk().post("/elders/search", {"text": "%"}).json()
    assert told["items"] == []
    assert "姓名" in told["message"]


def test_an_export_is_masked_lines_and_an_event(elder):
    who = caller(Role.COUNTY_REVIEWER, "410105")
    answer = who.get("/elders/export")
    lines = [json.loads(line) for line in b"".join(answer.streaming_content).decode().splitlines()]
    assert [line["id"] for line in lines] == [str(elder.id)]
    assert "*" in lines[0]["phone"]
    assert (Event.objects.get(kind="registry.elders.exported").payload or {})["rows"] == 1


def test_an_export_beyond_the_limit_says_how_many_and_how_to_narrow(elder, monkeypatch):
    factories.make_elder(name="王甲")
    factories.make_elder(name="王乙", area=410105002001)
    limits = Limits(without_approval=2, most=2, per_day=9)
    monkeypatch.setattr(exports, "limits_of", lambda role: limits)
    who = caller(Role.COUNTY_REVIEWER, "410105")
    refused = problem(who.get("/elders/export"), 413, "export-too-large")
    assert (refused["found"], refused["most"]) == (3, 2)
    assert "area" in refused["detail"]
    narrowed = who.get(f"/elders/export?area={JINSHUI_STREET}")
    assert len(b"".join(narrowed.streaming_content).splitlines()) == 2
    assert not Event.objects.filter(kind="registry.elders.exported", payload__rows=3).exists()


def test_a_large_export_is_asked_for_and_fetched_once_approved(elder, monkeypatch):
    factories.make_elder(name="王甲")
    monkeypatch.setattr(exports, "limits_of", lambda role: Limits(without_approval=1, most=9, per_day=9))
    who, steward = caller(Role.CITY_REVIEWER), caller(Role.DATA_STEWARD)
    asked = problem(who.get("/elders/export"), 403, "export-needs-approval")["export"]
    problem(who.get(f"/exports/{asked}/file"), 409, "conflict")
    assert [row["id"] for row in steward.get("/exports/waiting").json()] == [asked]
    assert steward.post(f"/exports/{asked}/approve").status_code == 200
    answer = who.get(f"/exports/{asked}/file")
    assert answer["Content-Type"].startswith("text/csv")
    assert "王*" in answer.content.decode()
    assert not Event.objects.filter(kind="registry.elders.exported").exclude(payload__rows=2).exists()


def test_a_clerk_has_no_token_for_exports(db):
    told = problem(clerk().get("/elders/export"), 403, "token-name-missing")
    assert "elders:export" in told["detail"]
