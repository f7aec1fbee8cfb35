"""Indicators by the door: definitions, values, course, what stood before, rows within the token's areas."""

from datetime import UTC, datetime

import pytest

from chongyang.core.clock import now
from chongyang.indicators.models import Value
from chongyang.indicators.operations import compute_period
from chongyang.indicators.rules.periods import Period
from chongyang.territory.enums import Role
from tests.api.callers import caller, operator, problem
from tests.factories import JINSHUI, ZHONGYUAN, make_elder

SHARE = "/indicators/registration.known_share"
PERIOD = "period=2026Q3"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def counted(db):
    """Seven in Jinshui, one of them not registered; two in Zhongyuan."""
    for area in [JINSHUI] * 6 + [ZHONGYUAN] * 2:
        make_elder(area=area, registered_at=LONG_AGO)
    make_elder(area=JINSHUI)
    compute_period(period=Period.read("2026Q3"), now=now())


def city():
    return caller(Role.CITY_REVIEWER)


def county():
    return caller(Role.COUNTY_REVIEWER, "410102")


def test_definitions_tell_terms_targets_clauses_and_versions(counted):
    rows = {row["key"]: row for row in city().get("/indicators").json()}
    assert rows["beds.per_thousand"]["targets"] == ["2018-34:beds.per_thousand"]
    assert rows["beds.per_thousand"]["is_both"]
    assert "2018-34/3.2.2" in rows["beds.per_thousand"]["clauses"]
    told = city().get(SHARE).json()
    assert (told["numerator"], told["denominator"]) == ("入网登记的老人", "健在的建档老人")
    assert told["versions"] == [{"version": 1, "valid_from": None, "valid_to": None, "changed": []}]
    problem(city().get("/indicators/nothing"), 404, "not-found")


def test_values_are_the_citys_and_those_within_reach(counted):
    rows = city().get(f"{SHARE}/values?{PERIOD}").json()
    told = {row["place"]: float(row["value"]) for row in rows if row["value"]}
    assert told == {"city": 88.9, "jinshui": 85.7, "zhongyuan": 100.0}
    ours = county().get(f"{SHARE}/values?{PERIOD}").json()
    assert [row["place"] for row in ours] == ["city", "zhongyuan"]
    streets = city().get(f"{SHARE}/values?{PERIOD}&place=jinshui").json()
    assert [row["place"] for row in streets if row["value"]] == ["jinshui", "410105001000"]
    problem(county().get(f"{SHARE}/values?{PERIOD}&place=jinshui"), 404, "not-found")
    problem(city().get(f"{SHARE}/values?period=2026-3"), 422, "invalid")


def test_who_may_know_no_person_is_told_no_small_number(counted):
    planner = caller(Role.PLANNER, "4101")
    rows = {row["place"]: row for row in planner.get(f"{SHARE}/values?{PERIOD}").json()}
    assert rows["zhongyuan"]["is_hidden"]
    assert rows["zhongyuan"]["value"] is None
    assert not rows["city"]["is_hidden"]
    problem(planner.get(f"{SHARE}/trend?place=jinshui"), 403, "not-allowed")
    assert planner.get(f"{SHARE}/trend").json()[-1]["period"] == "2026Q3"
    assert planner.get(f"{SHARE}/rows/numerator?{PERIOD}").json()["items"] == []


def test_the_course_and_what_stood_before_with_its_difference(counted):
    make_elder(area=JINSHUI)
    compute_period(period=Period.read("2026Q3"), now=now())
    course = city().get(f"{SHARE}/trend").json()
    assert [(row["period"], float(row["value"])) for row in course] == [("2026Q3", 80.0)]
    newest, first = city().get(f"{SHARE}/history?{PERIOD}").json()
    assert float(newest["difference"]) == -8.9
    assert first["difference"] is None
    assert first["replaced_at"]


def test_a_corrected_value_names_its_document(counted):
    row = Value.objects.filter(indicator="registration.known_share", place="city", replaced_at=None)
    row.update(reason="漏计一所", document="更正单2号", locked_at=now())
    told = {one["place"]: one for one in city().get(f"{SHARE}/values?{PERIOD}").json()}
    assert (told["city"]["reason"], told["city"]["document"]) == ("漏计一所", "更正单2号")
    assert told["city"]["is_locked"]
    assert told["jinshui"]["reason"] == ""


def test_rows_behind_a_number_page_by_page_within_the_areas(counted):
    for _ in range(50):
        make_elder(area=ZHONGYUAN, registered_at=LONG_AGO)
    who = county()
    first = who.get(f"{SHARE}/rows/denominator?{PERIOD}").json()
    assert (first["measure"], len(first["items"])) == ("registry.living", 50)
    second = who.get(f"{SHARE}/rows/denominator?{PERIOD}&cursor={first['next']}").json()
    assert second["next"] is None
    found = first["items"] + second["items"]
    assert len({row["row"] for row in found}) == 52
    assert {row["area"] for row in found} == {ZHONGYUAN}
    problem(who.get(f"{SHARE}/rows/numerator?{PERIOD}&cursor={first['next']}"), 400, "cursor-mismatch")
    problem(who.get(f"{SHARE}/rows/middle?{PERIOD}"), 404, "not-found")
    problem(who.get(f"/indicators/hospitals.green_channel/rows/numerator?{PERIOD}"), 404, "not-found")


def test_a_role_without_figures_has_no_such_token(counted):
    answer = operator().get("/indicators")
    problem(answer, 403, "token-name-missing")
    assert "items" not in answer.json()
