"""Reports and open data by JSON: the same as the desk, the same refusals."""

import base64
from datetime import UTC, datetime

import pytest

from chongyang.indicators.operations import compute_period
from chongyang.indicators.rules.periods import Period
from chongyang.supervision.rules.open_data import load_dictionary
from chongyang.territory.enums import Role
from tests.api.callers import caller, clerk, problem
from tests.factories import JINSHUI, make_elder

pytestmark = pytest.mark.usefixtures("db")
BODY = {"period": "2018Q4"}


@pytest.fixture(autouse=True)
def counted():
    for _ in range(6):
        make_elder(area=JINSHUI, registered_at=datetime(2018, 1, 1, tzinfo=UTC))
    compute_period(period=Period(2018, 4), now=datetime(2019, 1, 5, tzinfo=UTC))


def test_a_report_is_made_read_taken_and_published_by_another():
    office, second = (caller(Role.LEADING_GROUP_OFFICE, "4101") for _ in range(2))
    told = office.post("/statistics/reports", BODY).json()
    assert told["sections"][0]["heading"] == "一、总体情况"
    assert office.post("/statistics/reports", BODY).json()["id"] == told["id"]
    path = f"/statistics/reports/{told['id']}"
    assert office.get(path).json()["digest"] == told["digest"]
    for form, head in (("docx", b"PK"), ("pdf", b"%PDF")):
        made = office.get(f"{path}/files/{form}").json()
        assert base64.b64decode(made["content"]).startswith(head)
    problem(office.get(f"{path}/files/odt"), 404, "not-found")
    problem(office.post(f"{path}/publish"), 409, "conflict")
    assert second.post(f"{path}/publish").json()["published_at"]
    assert [row["id"] for row in office.get("/statistics/reports").json()] == [told["id"]]


def test_a_county_has_its_own_alone_and_outsiders_none():
    key = caller(Role.LEADING_GROUP_OFFICE, "4101").post("/statistics/reports", BODY).json()["id"]
    county = caller(Role.COUNTY_REVIEWER, "410102")
    problem(county.get(f"/statistics/reports/{key}"), 404, "not-found")
    problem(county.post("/statistics/reports", BODY), 404, "not-found")
    assert county.post("/statistics/reports", BODY | {"place": "zhongyuan"}).status_code == 200
    problem(county.post(f"/statistics/reports/{key}/publish"), 403, "not-allowed")
    problem(clerk().get("/statistics/reports"), 403, "token-name-missing")


@pytest.mark.parametrize("body", [{"period": "x"}, {"period": "2999Q1"}, {"place": "city"}, {"colour": 1}])
def test_what_makes_no_sense_is_refused(body):
    answer = caller(Role.LEADING_GROUP_OFFICE, "4101").post("/statistics/reports", body)
    told = problem(answer, 422, "invalid")
    assert told["errors"]


def test_open_data_by_token_is_that_of_the_page():
    who = caller(Role.API_CLIENT)
    told = who.get("/open-data").json()
    assert {one["table"] for one in told["files"]} == set(load_dictionary().tables)
    assert who.get("/open-data/dictionary").json()["tables"]
    rows = who.get("/open-data/tables/values").json()
    assert {row["period"] for row in rows} == {"2018Q4"}
    problem(who.get("/open-data/tables/nothing"), 404, "not-found")
