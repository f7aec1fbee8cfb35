"""The pages of reports and open data: who makes, reads, takes and publishes; what everybody finds."""

import hashlib
import json
from datetime import UTC, datetime

import pytest

from chongyang.indicators.operations import compute_period
from chongyang.indicators.rules.periods import Period
from chongyang.supervision.models import Report
from chongyang.supervision.rules.open_data import load_dictionary
from chongyang.territory.enums import Role
from tests.factories import JINSHUI, make_account, make_elder
from tests.web.test_street import signed_in

pytestmark = pytest.mark.usefixtures("db", "password_alone")
BEFORE = datetime(2018, 1, 1, tzinfo=UTC)
NOW = datetime(2019, 1, 5, tzinfo=UTC)
QUARTER = {"period": "2018Q4", "place": "city"}
DESK = "/supervision/reports/"


@pytest.fixture(autouse=True)
def counted():
    for _ in range(6):
        make_elder(area=JINSHUI, registered_at=BEFORE)
    compute_period(period=Period(2018, 4), now=NOW)


def office():
    return signed_in(make_account(Role.LEADING_GROUP_OFFICE, None, "4101"))


def made(client, **asked):
    answer = client.post(f"{DESK}make/", {**QUARTER, **asked})
    assert answer.status_code == 302
    return answer["Location"]


def test_a_report_is_made_read_and_taken_in_both_forms():
    client = office()
    page = made(client)
    assert "一、总体情况" in client.get(page).content.decode()
    listed = client.get(DESK).content.decode()
    assert Report.objects.get().digest[:12] in listed
    word, pdf = (client.get(f"{page}report.{form}") for form in ("docx", "pdf"))
    assert word.content.startswith(b"PK")
    assert pdf.content.startswith(b"%PDF")
    assert pdf["Content-Disposition"].startswith('attachment; filename="report-2018Q4-city-')
    assert client.get(f"{page}report.pdf").content == pdf.content
    assert client.get(f"{page}report.odt").status_code == 404


def test_the_same_values_again_say_so():
    client = office()
    assert made(client) == made(client)
    assert "数值没有变化" in client.get(DESK).content.decode()
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    "asked", [{"period": "2018-4"}, {"place": "nowhere"}, {"period": "2999Q1"}, {"place": ""}]
)
def test_what_cannot_be_reported_is_told(asked):
    client = office()
    assert made(client, **asked) == DESK
    assert 'class="alert bad' in client.get(DESK).content.decode()
    assert not Report.objects.exists()


def test_a_county_finds_its_own_alone_and_others_none():
    page = made(office())
    county = signed_in(make_account(Role.COUNTY_SIGN_OFF, None, "410105"))
    assert county.get(page).status_code == 404
    assert county.get(f"{page}report.pdf").status_code == 404
    own = made(county, place="jinshui")
    assert "金水区" in county.get(own).content.decode()
    assert made(county) == DESK


@pytest.mark.parametrize("role", [Role.STREET_CLERK, Role.OPERATOR, Role.ELDER])
def test_outsiders_are_refused(role):
    page = made(office())
    client = signed_in(make_account(role))
    for address in (DESK, page, f"{page}report.pdf"):
        assert client.get(address).status_code == 403
    assert client.post(f"{DESK}make/", QUARTER).status_code == 403
    assert client.post(f"{page}publish/").status_code == 403


def test_another_publishes_and_everybody_reads(client):
    maker = office()
    page = made(maker)
    key = page.rstrip("/").rpartition("/")[2]
    maker.post(f"{page}publish/")
    assert "另一人公布" in maker.get(page).content.decode()
    for address in (f"/results/reports/{key}/", f"/results/reports/{key}/report.pdf"):
        assert client.get(address).status_code == 404
    assert "还没有公布的报告" in client.get("/results/reports/").content.decode()
    second = office()
    assert "公布这一版" in second.get(page).content.decode()
    second.post(f"{page}publish/")
    assert "已公布" in second.get(page).content.decode()
    assert "2018年第4季度" in client.get("/results/reports/").content.decode()
    assert "总体情况" in client.get(f"/results/reports/{key}/").content.decode()
    assert client.get(f"/results/reports/{key}/report.docx").content.startswith(b"PK")


def test_an_english_reader_finds_english_words_around_a_chinese_paper():
    client = office()
    page = made(client)
    client.cookies["django_language"] = "en"
    told = client.get(page).content.decode()
    assert "Quarter 4 of 2018" in told
    assert 'lang="zh-Hans"' in told


def test_every_table_is_there_for_everybody(client):
    page = client.get("/results/data/").content.decode()
    for key in load_dictionary().tables:
        assert f"/results/data/{key}.csv" in page
        answer = client.get(f"/results/data/{key}.csv")
        data = b"".join(answer.streaming_content)
        assert answer["ETag"] == f'"{hashlib.sha256(data).hexdigest()}"'
        assert int(answer["Content-Length"]) == len(data)
        assert "public" in answer["Cache-Control"]


def test_who_has_the_newest_gets_304_and_other_values_another_tag(client):
    tag = client.get("/results/data/values.csv")["ETag"]
    again = client.get("/results/data/values.csv", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    make_elder(area=JINSHUI, registered_at=BEFORE)
    compute_period(period=Period(2018, 4), now=datetime(2019, 1, 6, tzinfo=UTC))
    later = client.get("/results/data/values.csv", headers={"If-None-Match": tag})
    assert later.status_code == 200
    assert later["ETag"] != tag


def test_manifest_and_dictionary_are_json_and_other_names_are_not_there(client):
    told = json.loads(client.get("/results/data/manifest.json").content)
    assert {one["table"] for one in told["files"]} == set(load_dictionary().tables)
    assert json.loads(client.get("/results/data/dictionary.json").content)["tables"]
    for name in ("nothing.csv", "values.xlsx", "values", ".csv", "..%2Fvalues.csv", "values.csv.csv"):
        assert client.get(f"/results/data/{name}").status_code == 404
    assert client.post("/results/data/values.csv").status_code == 405


def test_a_quarter_of_long_ago_can_be_chosen_where_it_has_values():
    page = office().get(DESK).content.decode()
    assert 'value="2018Q4"' in page
    assert 'value="2017Q4"' not in page
