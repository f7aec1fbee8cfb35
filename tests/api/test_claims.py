"""Claims by JSON: the golden record for a purpose, contests and told deaths; the outsider finds nothing."""

import pytest

from chongyang.claims.models import StopProposal
from chongyang.claims.operations import settling
from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.registry.models import Elder
from chongyang.territory.enums import Role
from tests import factories
from tests.api.callers import caller, clerk, outsider, problem
from tests.claims.words import tell

WHY = {"X_Purpose": "correction"}


@pytest.fixture
def elder(db):
    made = factories.make_elder(area=410105001000)
    tell(made, name="陈秀芝", phone="13912345678", area=410102002000)
    settle(made)
    return made


def settle(elder):
    settling.settle(person=elder.id, scope=system_scope("test"), by=SYSTEM, now=now())


def record_of(who, elder):
    return who.get(f"/elders/{elder.id}/claims", **WHY).json()


def test_the_golden_record_is_a_reading_for_a_purpose(elder):
    who = clerk()
    problem(who.get(f"/elders/{elder.id}/claims"), 400, "purpose-missing")
    assert not Event.objects.filter(kind="registry.file.read").exists()
    record = record_of(who, elder)
    fields = {one["field"]: one for one in record["fields"]}
    assert (fields["name"]["why"], fields["name"]["conflict"]) == ("source", True)
    assert [word["kind"] for word in fields["name"]["words"]] == ["claim", "typed"]
    assert record["conflicts"] == ["name", "phone"]
    assert "13912345678" not in str(record)
    assert Event.objects.get(kind="registry.file.read").payload["fields"] == ["claims"]
    problem(outsider().get(f"/elders/{elder.id}/claims", **WHY), 404, "not-found")


def test_disagreements_by_area_and_page(elder):
    other = factories.make_elder(area=410105001000)
    tell(other, name="别名", record="2")
    settle(other)
    who = clerk()
    first = who.get("/disagreements?limit=1").json()
    second = who.get(f"/disagreements?limit=1&cursor={first['next']}").json()
    persons = [first["items"][0]["person"], second["items"][0]["person"]]
    assert sorted(persons) == sorted(map(str, (elder.id, other.id)))
    assert second["next"] is None
    found = who.get("/disagreements?field=phone").json()["items"]
    assert [row["person"] for row in found] == [str(elder.id)]
    assert outsider().get("/disagreements").json()["items"] == []
    problem(who.get("/disagreements?area=999999"), 404, "not-found")


def test_a_contest_from_its_note_to_its_answer(elder):
    who, steward = clerk(), caller(Role.DATA_STEWARD)
    word = next(one for one in record_of(who, elder)["fields"] if one["field"] == "name")["words"][0]
    body = {"field": "name", "feed": word["feed"], "record": word["record"], "note": "看过户口本"}
    problem(who.post(f"/elders/{elder.id}/contests", {**body, "reason": "because"}), 422, "invalid")
    told = {**body, "reason": "written_wrong", "proposed": "陈秀兰"}
    problem(outsider().post(f"/elders/{elder.id}/contests", told), 404, "not-found")
    row = who.post(f"/elders/{elder.id}/contests", told).json()
    problem(who.post(f"/elders/{elder.id}/contests", told), 422, "invalid")
    assert row["state"] == "open"
    listed = steward.get("/contests").json()["items"][0]
    assert (listed["id"], listed["note"]) == (row["id"], "")
    address = f"/contests/{row['id']}"
    problem(steward.get(address), 400, "purpose-missing")
    assert steward.get(address, **WHY).json()["note"] == "看过户口本"
    problem(who.post(f"{address}/uphold", {"answer": "不"}), 403, "not-allowed")
    problem(steward.post(f"{address}/correct", {"answer": "已核对"}), 422, "invalid")
    assert steward.post(f"{address}/ask").json()["state"] == "asked"
    done = {"answer": "已核对", "value": "陈秀兰", "source": "police"}
    assert steward.post(f"{address}/correct", done).json()["state"] == "corrected"
    assert Elder.objects.get(id=elder.id).name == "陈秀兰"
    problem(who.post(f"{address}/withdraw"), 409, "conflict")
    assert steward.get("/contests?is_open=false").json()["items"][0]["state"] == "corrected"


def test_a_told_death_waits_is_confirmed_and_put_right(elder):
    tell(elder, record="dead", life_status="dead", died_on="2026-11-12")
    settle(elder)
    who, stop = clerk(), StopProposal.objects.get()
    address = f"/told-deaths/{stop.id}"
    assert [row["id"] for row in who.get("/told-deaths").json()["items"]] == [str(stop.id)]
    assert outsider().get("/told-deaths").json()["items"] == []
    problem(outsider().get(address, **WHY), 404, "not-found")
    shown = who.get(address, **WHY).json()
    assert {one["scheme"] for one in shown["would_stop"]} >= {"mandates", "care_calls", "devices", "help"}
    problem(caller(Role.DATA_STEWARD).post(f"{address}/confirm", {}), 403, "not-allowed")
    problem(who.post(f"{address}/confirm", {"on": "1900-01-01"}), 422, "invalid")
    assert who.post(f"{address}/confirm", {}).json()["state"] == "confirmed"
    assert Elder.objects.get(id=elder.id).life_status == "dead"
    said = {"reason": "wrong_person", "note": "见到本人", "evidence": "family"}
    assert who.post(f"{address}/put-right", said).json()["state"] == "righted"
    assert Elder.objects.get(id=elder.id).life_status == "alive"


def test_a_told_death_is_sent_back(elder):
    tell(elder, record="dead", died_on="2026-11-12")
    settle(elder)
    stop = StopProposal.objects.get()
    said = {"reason": "wrong_person", "note": "本人健在"}
    assert clerk().post(f"/told-deaths/{stop.id}/reject", said).json()["state"] == "rejected"
    assert clerk().get("/contests").json()["items"][0]["field"] == "life_status"
