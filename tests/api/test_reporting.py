"""Returns by JSON: the same cells, steps, refusals and corrections as on the desk."""

import pytest

from chongyang.reporting.models import Entry, Proof
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from tests.api.callers import caller, operator, problem
from tests.reporting import people
from tests.reporting.people import report

pytestmark = pytest.mark.usefixtures("db")
KEY = "purchase.county_rules"
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _opened(settings, tmp_path):
    settings.FILES = tmp_path / "files"
    people.opened()


def at(office: str):
    return territory.get_organisation(office)


@pytest.fixture
def maker():
    return caller(Role.LIAISON, "410105", organisation=at("county.410105.government"))


def path() -> str:
    return f"/returns/{report('purchase').id}"


def cells(value, seen: int = 0, **more):
    return {"cells": [{"item": KEY, "numerator": value, "seen": seen} | more]}


def test_a_return_goes_its_whole_way(maker):
    assert maker.post(f"{path()}/cells", cells("1")).json()["lines"][0]["version"] == 1
    assert maker.post(f"{path()}/steps", {"action": "submit"}).json()["state"] == "signing"
    signer = caller(Role.COUNTY_SIGN_OFF, "410105")
    told = {"action": "return", "reason": "请核对", "remarks": {KEY: "附文件"}}
    assert signer.post(f"{path()}/steps", told).json()["state"] == "returned"
    assert len(maker.get(path()).json()["remarks"]) == 2
    maker.post(f"{path()}/steps", {"action": "submit"})
    signer.post(f"{path()}/steps", {"action": "pass"})
    caller(Role.LIAISON, organisation=at("city.finance")).post(f"{path()}/steps", {"action": "pass"})
    office = caller(Role.LEADING_GROUP_OFFICE)
    assert office.post(f"{path()}/steps", {"action": "pass"}).json()["state"] == "locked"
    problem(maker.post(f"{path()}/cells", cells("2", 1)), 422, "invalid")
    wrong = {
        "item": KEY,
        "numerator": "0",
        "reason": "未印发",
        "document": "纪要2号",
        "dated_on": "2019-01-08",
    }
    made = maker.post(f"{path()}/corrections", wrong)
    assert made.status_code == 201
    key = made.json()["id"]
    assert [one["id"] for one in office.get("/returns/corrections").json()] == [key]
    decided = office.post(f"/returns/corrections/{key}/decide", {"agrees": True})
    assert decided.json()["state"] == "confirmed"
    assert people.value(KEY, "jinshui").numerator == 0


def test_what_is_counted_is_said_in_the_callers_language(maker):
    assert maker.get(path()).json()["lines"][0]["numerator_words"] == "已出台的政府购买养老服务实施细则"
    told = maker.get(path(), Accept_Language="en").json()["lines"][0]["numerator_words"]
    assert told == "Rules of government purchase issued"


def test_the_second_writer_hears_what_stands(maker):
    maker.post(f"{path()}/cells", cells("3"))
    other = caller(Role.LIAISON, "410105", organisation=at("county.410105.government"))
    told = problem(other.post(f"{path()}/cells", cells("1")), 409, "conflict")
    assert told["present"][KEY]["version"] == 1
    assert other.post(f"{path()}/cells", cells("1", 1)).status_code == 200


@pytest.mark.parametrize("value", ["十二", "-1", "1.5", "NaN", "1e400", "9" * 20])
def test_a_bad_cell_has_its_pointer(maker, value):
    told = problem(maker.post(f"{path()}/cells", cells(value)), 422, "invalid")
    assert told["errors"][0]["pointer"] == "/purchase/county_rules/numerator"
    assert Entry.objects.count() == 0


def test_another_unit_and_an_unknown_line_are_refused(maker):
    problem(maker.post(f"{path()}/cells", cells("1", unit="万个")), 422, "invalid")
    problem(maker.post(f"{path()}/cells", {"cells": [{"item": "x", "numerator": "1"}]}), 422, "invalid")
    assert Entry.objects.count() == 0


def test_lists_go_page_by_page_within_reach(maker):
    first = maker.get("/returns?show=all&period=2018Q4&limit=5").json()
    rest = maker.get(f"/returns?show=all&period=2018Q4&limit=200&cursor={first['next']}").json()
    seen = [row["id"] for row in first["items"] + rest["items"]]
    assert len(seen) == len(set(seen))
    assert {row["place"] for row in first["items"] + rest["items"]} & {"zhongyuan", "city"} == set()
    neighbour = caller(Role.LIAISON, "410102", organisation=at("county.410102.government"))
    problem(neighbour.get(path()), 404, "not-found")
    problem(operator().get("/returns"), 403, "token-name-missing")


def test_tally_closing_and_evidence(maker):
    assert {"key", "due", "missing"} <= set(maker.get("/returns/tally/2018Q4").json()[0])
    answer = maker.client.put(
        f"/api{path()}/files?name=a.pdf",
        data=PDF,
        content_type="application/octet-stream",
        headers={"Authorization": f"Bearer {maker.secret}"},
    )
    assert answer.status_code == 201, answer.content
    assert Proof.objects.count() == 1
    office = caller(Role.LEADING_GROUP_OFFICE)
    problem(maker.post("/returns/periods/2018Q4/close", {"reason": "x"}), 403, "not-allowed")
    problem(office.post("/returns/periods/2018Q4/close", {}), 422, "invalid")
    assert office.post("/returns/periods/2018Q4/close", {"reason": "封存"}).json()["missing"] > 300
