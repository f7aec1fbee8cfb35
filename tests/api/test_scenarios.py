"""Scenarios, programmes and parameters by JSON: the same as the desks, the same refusals."""

from uuid import uuid4

import pytest
from django.test import Client

from chongyang.api import programmes, scenarios
from chongyang.policy.models import Choice
from chongyang.scenarios.models import Scenario
from chongyang.territory.enums import Role
from tests.api.callers import caller, clerk, problem
from tests.scenarios.test_operations import city  # noqa: F401

pytestmark = pytest.mark.usefixtures("db", "city")
BODY = {
    "name": "床位提高",
    "first_year": 2026,
    "years": 2,
    "changes": [{"parameter": "bed.new", "value": 12000}],
}
DATED = {"valid_from": "2019-01-01", "document": "郑财社〔2019〕测试号"}


def finance(role: Role = Role.CITY_FINANCE, area: str = "4101"):
    return caller(role, area)


def test_a_scenario_is_made_read_run_compared_and_put_away():
    who = finance()
    made = who.post("/scenarios", BODY).json()
    assert made["sums"]
    assert made["subjects"]["star_award"]["synthetic"]
    key = made["scenario"]["id"]
    assert who.get(f"/scenarios/{key}").json()["digest"] == made["digest"]
    assert who.post(f"/scenarios/{key}/runs").json()["digest"] == made["digest"]
    other = who.post("/scenarios", BODY | {"changes": []}).json()["scenario"]["id"]
    told = who.get(f"/scenarios/compare?scenario={key}&scenario={other}").json()
    assert [one["scenario"]["id"] for one in told] == [key, other]
    who.post(f"/scenarios/{key}/put-away")
    assert [row["id"] for row in who.get("/scenarios").json()] == [other]


def test_a_neighbour_finds_nothing():
    key = finance(Role.COUNTY_FINANCE, "410105").post("/scenarios", BODY).json()["scenario"]["id"]
    neighbour = finance(Role.COUNTY_FINANCE, "410102")
    problem(neighbour.get(f"/scenarios/{key}"), 404, "not-found")
    problem(neighbour.post(f"/scenarios/{key}/runs"), 404, "not-found")
    assert neighbour.get("/scenarios").json() == []
    assert finance(Role.PLANNER).get(f"/scenarios/{key}").status_code == 200
    problem(clerk().get("/scenarios"), 403, "token-name-missing")


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"changes": [{"parameter": "gift", "value": 1}]}, "/changes/0"),
        ({"changes": [{"a": "\u0000"}]}, None),
        ({"years": 11}, None),
        ({"name": " "}, None),
        ({"colour": "red"}, "/colour"),
        ({"changes": "x"}, "/changes"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_place(change, where):
    answer = finance().post("/scenarios", BODY | change)
    assert answer.status_code in (400, 422)
    if where:
        assert [one["pointer"] for one in answer.json()["errors"]] == [where]
    assert not Scenario.objects.exists()


def test_a_programme_is_asked_and_answered_with_its_steps():
    who = caller(Role.PLANNER)
    assert "star_award" in {row["code"] for row in who.get("/programmes").json()}
    told = who.get("/programmes/star_award").json()
    assert told["day"] == "2020-12-31"
    assert set(told["inputs"]) == {"star", "star_awarded_before"}
    answer = who.post("/programmes/star_award/answer", {"inputs": {"star": "5"}}).json()
    assert (answer["answer"], answer["amount_fen"], answer["parts"]) == (
        "yes",
        30_000_000,
        {"city": 30_000_000},
    )
    assert "2018-34:star.5" in {name for step in answer["steps"] for name in step["parameters"]}
    wrong = who.post("/programmes/star_award/answer", {"inputs": {"star": "6"}})
    assert problem(wrong, 422, "invalid")["errors"][0]["pointer"] == "/inputs/star"
    problem(who.post("/programmes/gift/answer", {"inputs": {}}), 404, "not-found")


def test_parameters_are_read_proposed_and_confirmed_by_two():
    first, second = finance(), finance()
    ids = {row["id"] for row in first.get("/parameters").json()}
    assert "2018-34:bed.split" in ids
    address = "/parameters/2018-34:bed.split/choices"
    made = first.post(address, DATED | {"alternative": "each_pays_all"}).json()
    here = f"/parameters/proposals/choice/{made['id']}"
    assert [row["id"] for row in second.get("/parameters/proposals").json()] == [made["id"]]
    problem(first.post(f"{here}/confirm"), 409, "conflict")
    assert second.post(f"{here}/confirm").json()["confirmed_at"]
    problem(second.post(f"{here}/withdraw"), 409, "conflict")
    history = first.get("/parameters/2018-34:bed.split/history").json()
    assert [row["alternative"] for row in history] == ["each_pays_all"]
    assert Choice.objects.count() == 1


def test_a_raise_outside_ones_areas_is_refused():
    told = DATED | {"area": "410102", "value": "10000", "payer": "county"}
    county = finance(Role.COUNTY_FINANCE, "410105")
    problem(county.post("/parameters/2018-34:bed.new/overlays", told), 409, "conflict")
    assert county.post("/parameters/2018-34:bed.new/overlays", told | {"area": "410105"}).status_code == 200
    problem(county.post("/parameters/gift/overlays", told), 404, "not-found")
    problem(county.post("/parameters/2018-34:bed.new/overlays", told | {"value": "-1"}), 422, "invalid")
    problem(county.post(f"/parameters/proposals/choice/{uuid4()}/confirm"), 409, "conflict")


def test_costs_of_readings_are_those_of_the_night():
    who = finance()
    assert who.get("/scenarios/readings/bed.split").json() == []
    problem(who.get("/scenarios/readings/bed.new"), 404, "not-found")


def test_no_shape_of_ours_takes_the_name_of_another():
    """Two shapes of one name become one component of the schema, and one of them a lie."""
    held = Client().get("/api/openapi.json").json()["components"]["schemas"]
    for module in (programmes, scenarios):
        ours = [one for one in vars(module).values() if getattr(one, "__module__", "") == module.__name__]
        shapes = [one for one in ours if hasattr(one, "model_fields") and one.__name__ in held]
        assert len(shapes) >= 6
        for shape in shapes:
            assert set(held[shape.__name__]["properties"]) == set(shape.model_fields), shape
