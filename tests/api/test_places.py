"""Areas, units, providers, responders, the plan, the reference page."""

import json

from django.test import Client

from chongyang.territory.enums import Role
from tests import factories
from tests.api.callers import caller, clerk, operator, outsider, problem

NEAR = {"longitude": 113.68, "latitude": 34.77}


def test_areas_page_by_code_and_know_what_is_around_them(db):
    who = caller(Role.API_CLIENT)
    assert len(who.get("/areas?level=county").json()["items"]) == 15
    first = who.get("/areas?level=street&within=410105&limit=3").json()
    second = who.get(f"/areas?level=street&within=410105&limit=3&cursor={first['next']}").json()
    codes = [row["code"] for row in first["items"] + second["items"]]
    assert codes == sorted(set(codes))
    assert all(code.startswith("410105") for code in codes)
    told = who.get("/areas/410105001").json()
    assert told["path"][:2] == ["郑州市", "金水区"]
    problem(who.get("/areas/999999"), 404, "not-found")
    assert len(who.get("/reporting-units").json()) == 16


def test_providers_are_the_same_for_everyone_and_responders_are_not(db):
    station = factories.make_station()
    responder = factories.make_responder(station=station)
    for who in (clerk(), outsider(), caller(Role.API_CLIENT)):
        assert who.get("/providers?kind=station").json()["items"][0]["id"] == str(station.id)
        assert who.get(f"/providers/{station.id}").json()["name"] == station.name
        assert who.post("/providers/near", NEAR).json()[0]["id"] == str(station.id)
    shown = operator().post("/responders/near", NEAR).json()
    assert [row["id"] for row in shown] == [str(responder.id)]
    assert "*" in shown[0]["phone"]
    assert outsider().post("/responders/near", NEAR).json() == []
    problem(clerk().get(f"/providers/{responder.id}"), 404, "not-found")
    problem(clerk().post("/providers/near", {"longitude": 0, "latitude": 0}), 422, "invalid")


def test_clauses_tell_what_runs_them(db):
    who = clerk()
    documents = [row["key"] for row in who.get("/plan/documents").json()]
    assert "2018-34" in documents
    clauses = who.get("/plan/documents/2018-34/clauses").json()
    assert sum(row["kind"] == "task" for row in clauses) == 32
    told = who.get("/plan/documents/2018-34/clauses/3.4.3").json()
    assert told["is_running"]
    assert told["running"][0]["figure"]
    assert who.get("/plan/clauses?text=12349").json()
    problem(who.get("/plan/documents/2018-34/clauses/9.9"), 404, "not-found")
    problem(who.get("/plan/documents/1900-1/clauses"), 404, "not-found")


def test_the_reference_page_names_every_operation_without_a_token(db):
    page = Client().get("/api/docs")
    assert page.status_code == 200
    schema = json.loads(Client().get("/api/openapi.json").content)
    for methods in schema["paths"].values():
        for operation in methods.values():
            assert f'id="{operation["operationId"]}"' in page.content.decode()
    assert "http://" not in page.content.decode().replace("http://www.w3.org", "")
    assert schema["openapi"].startswith("3.1")


def test_any_other_address_is_a_problem(db):
    for path in ("/api/", "/api/nothing", "/api/elders/x/y"):
        problem(Client().get(path), 404, "not-found")
