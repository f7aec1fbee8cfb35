"""The desk of indicators: owner, colleague of another county, outsider; numbers, lights, rows."""

from datetime import UTC, datetime

import pytest

from chongyang.core.clock import now
from chongyang.indicators.operations import compute_period
from chongyang.indicators.rules.periods import Period
from chongyang.territory.enums import Role
from tests.factories import JINSHUI, ZHONGYUAN, make_account, make_elder

pytestmark = pytest.mark.usefixtures("db", "password_alone")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
SHARE = "registration.known_share"
QUERY = {"period": "2026Q3"}


@pytest.fixture
def counted() -> None:
    for area in [JINSHUI] * 6 + [ZHONGYUAN] * 2:
        make_elder(area=area, registered_at=LONG_AGO)
    make_elder(area=JINSHUI)
    for name in ("2026Q3", "2026"):
        compute_period(period=Period.read(name), now=now())


def test_the_city_reads_every_indicator_by_its_clause(client, counted):
    client.force_login(make_account(Role.CITY_REVIEWER, None, "4101"))
    page = client.get("/indicators/", QUERY).content.decode()
    assert "老年人入网登记率" in page
    assert "88.9%" in page
    assert "到期未达到" in page
    assert "/plan/2018-34/3.4.1" in page


def test_a_county_begins_with_its_own_unit_and_finds_no_other(client, counted):
    client.force_login(make_account(Role.COUNTY_REVIEWER, None, "410102"))
    page = client.get("/indicators/", QUERY).content.decode()
    assert "中原区" in page
    assert "金水区" not in page
    assert client.get("/indicators/", QUERY | {"place": "jinshui"}).status_code == 404
    assert client.get("/indicators/", QUERY | {"place": "city"}).status_code == 200


def test_small_numbers_of_people_are_covered_for_who_may_see_no_person(client, counted):
    client.force_login(make_account(Role.PLANNER, None, "4101"))
    page = client.get(f"/indicators/{SHARE}/", QUERY).content.decode()
    assert "不显示" in page
    client.force_login(make_account(Role.CITY_REVIEWER, None, "4101"))
    assert "不显示" not in client.get(f"/indicators/{SHARE}/", QUERY).content.decode()


def test_rows_behind_a_number_are_those_within_reach(client, counted):
    client.force_login(make_account(Role.COUNTY_REVIEWER, None, "410102"))
    page = client.get(f"/indicators/{SHARE}/rows/denominator/", QUERY | {"place": "city"}).content.decode()
    assert page.count("<code>") == 2
    client.force_login(make_account(Role.PLANNER, None, "4101"))
    page = client.get(f"/indicators/{SHARE}/rows/denominator/", QUERY | {"place": "city"}).content.decode()
    assert "没有您能看到的行" in page


def test_an_elder_is_refused_and_a_visitor_signs_in_first(client, counted):
    assert client.get("/indicators/").status_code == 302
    client.force_login(make_account(Role.ELDER))
    assert client.get("/indicators/").status_code == 403


def test_the_clause_tells_the_citys_value_to_everybody(client, counted):
    page = client.get("/plan/2018-34/2.3.p7").content.decode()
    assert "今天" in page
    assert "到期未达到" in page


@pytest.mark.parametrize(
    "address",
    [
        "/indicators/nothing/",
        f"/indicators/{SHARE}/rows/nothing/",
        "/indicators/universities.per_county/rows/numerator/",
        "/indicators/?period=2026-3",
        "/indicators/?place=nowhere",
        f"/indicators/{SHARE}/rows/numerator/?after=1.x",
        f"/indicators/{SHARE}/rows/numerator/?after=٤١٠١٠٥٠٠١٠٠١.x",
    ],
)
def test_what_is_not_there_is_not_found(client, counted, address):
    client.force_login(make_account(Role.CITY_REVIEWER, None, "4101"))
    assert client.get(address).status_code == 404


def test_a_period_that_nobody_computed_says_so(client):
    client.force_login(make_account(Role.CITY_REVIEWER, None, "4101"))
    page = client.get(f"/indicators/{SHARE}/", {"period": "2025Q1"}).content.decode()
    assert "这个期间还没有计算" in page
