"""The desk of indicators: owner, colleague of another county, outsider; numbers, lights, rows."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from chongyang.core.clock import now
from chongyang.indicators.models import Value
from chongyang.indicators.operations import compute_period
from chongyang.indicators.rules.periods import Period
from chongyang.projects.models import Project
from chongyang.territory.enums import Role
from tests.factories import JINSHUI, ZHONGYUAN, make_account, make_elder
from tests.indicators.trees import split, tree_of
from tests.workforce.made import make_carer, organisation

pytestmark = pytest.mark.usefixtures("db", "password_alone")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
SHARE, BEDS = "registration.known_share", "beds.per_thousand"
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


@pytest.mark.parametrize(
    ("key", "chinese", "english"),
    [
        ("hospitals.green_channel", "设有老年人绿色通道的医疗机构", "Medical institutions with"),
        (BEDS, "养老床位", "Care beds"),
    ],
)
def test_what_units_report_is_said_in_the_readers_language(client, counted, key, chinese, english):
    """As the number itself, and beside a number that is counted."""
    client.force_login(make_account(Role.CITY_REVIEWER, None, "4101"))
    assert f"<dd>{chinese}" in client.get(f"/indicators/{key}/", QUERY).content.decode()
    client.cookies["django_language"] = "en"
    page = client.get(f"/indicators/{key}/", QUERY).content.decode()
    assert f"<dd>{english}" in page
    assert f"<dd>{chinese}" not in page


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
        "/indicators/hospitals.green_channel/rows/numerator/",
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


def test_the_page_says_how_it_is_counted_since_when_and_what_stood_before(client, counted):
    client.force_login(make_account(Role.CITY_REVIEWER, None, "4101"))
    make_elder(area=JINSHUI)
    compute_period(period=Period.read("2026Q3"), now=now())
    page = client.get(f"/indicators/{SHARE}/", QUERY).content.decode()
    assert "第 1 版" in page
    assert "自开始统计起" in page
    assert "越高越好" in page
    assert "已被替换" in page
    assert "−8.9%" in page
    assert 'class="trend"' in page
    assert "2026Q3：80.0%" in page


def test_what_units_report_stands_beside_what_is_counted(client, counted):
    first = Value.objects.get(indicator=BEDS, place="jinshui", period="2026Q3", replaced_at=None)
    Value.objects.create(
        **{
            name: getattr(first, name)
            for name in ("indicator", "version", "level", "place", "period", "first_on", "until_on")
        },
        source="reported",
        numerator=600,
        denominator=first.denominator,
        value=Decimal("2.5"),
        found_at=now(),
    )
    client.force_login(make_account(Role.CITY_REVIEWER, None, "4101"))
    page = client.get(f"/indicators/{BEDS}/", QUERY).content.decode()
    assert "+2.5 张" in page
    assert client.get(f"/indicators/values/{first.id}/").url.endswith("?period=2026Q3&place=jinshui")


def beside(first, **more):
    """The same place and period once more, as a unit reports it."""
    names = ("indicator", "version", "level", "place", "period", "first_on", "until_on", "denominator")
    told = {name: getattr(first, name) for name in names} | {"source": "reported", "found_at": now()}
    return Value.objects.create(**told | more)


def accounts(client, key, place="jinshui"):
    """The lines of the page that say which account counts, without their tags."""
    page = client.get(f"/indicators/{key}/", QUERY | {"place": place}).content.decode()
    told = re.search(r'<dl class="pairs" id="accounts">(.*?)</dl>', page, re.DOTALL)
    return [" ".join(re.sub("<.*?>", " ", one).split()) for one in told[1].split("<dt>")[1:]] if told else []


def test_of_two_accounts_the_page_says_which_counts(client, counted):
    first = Value.objects.get(indicator=BEDS, place="jinshui", period="2026Q3", replaced_at=None)
    beside(first, numerator=600, value=Decimal("2.5"))
    client.force_login(make_account(Role.CITY_REVIEWER, None, "4101"))
    computed, reported = accounts(client, BEDS)
    assert computed.startswith("自动计算 0.0 张")
    assert "以此为准" in computed
    assert reported.startswith("单位填报 2.5 张")
    assert "对照" in reported


def test_what_only_a_unit_reported_counts_and_a_correction_names_its_document(client, counted):
    first = Value.objects.get(indicator=BEDS, place="jinshui", period="2026Q3", replaced_at=None)
    told = {"reason": "漏计一所", "document": "更正单2号", "locked_at": now()}
    beside(first, numerator=600, value=Decimal("2.5"), **told)
    Value.objects.filter(id=first.id).update(replaced_at=now())
    client.force_login(make_account(Role.CITY_REVIEWER, None, "4101"))
    (corrected,) = accounts(client, BEDS)
    assert corrected.startswith("单位填报，经更正 2.5 张")
    assert "漏计一所（更正单2号）" in corrected
    assert "以此为准" in corrected


def test_where_nothing_is_known_no_account_is_told(client, counted):
    client.force_login(make_account(Role.CITY_REVIEWER, None, "4101"))
    assert accounts(client, "venues.per_street") == []
    client.force_login(make_account(Role.PLANNER, None, "4101"))
    assert accounts(client, SHARE, str(JINSHUI // 1000 * 1000)) == []


def test_a_street_clerk_reads_her_street_and_no_other(client, counted):
    client.force_login(make_account(Role.STREET_CLERK, None, "410105001"))
    page = client.get(f"/indicators/{SHARE}/", QUERY).content.decode()
    assert "85.7%" in page
    assert client.get(f"/indicators/{SHARE}/", QUERY | {"place": "410105002000"}).status_code == 404
    assert client.get(f"/indicators/{SHARE}/", QUERY | {"place": "jinshui"}).status_code == 404


def test_before_a_split_the_page_shows_the_former_tree(client, monkeypatch):
    make_elder(area=JINSHUI, registered_at=LONG_AGO)
    west = {"key": "jinxi", "code": "410185", "name": "金西区", "streets": [{"code": "410105001"}]}
    with tree_of(monkeypatch, split(date(2026, 7, 1), "jinshui", west)):
        for name in ("2026Q2", "2026Q3"):
            compute_period(period=Period.read(name), now=now())
        client.force_login(make_account(Role.CITY_REVIEWER, None, "4101"))
        before, after = ({"period": name, "place": "jinxi"} for name in ("2026Q2", "2026Q3"))
        assert client.get(f"/indicators/{SHARE}/", before).status_code == 404
        page = client.get(f"/indicators/{SHARE}/", after).content.decode()
        assert "区划调整" in page
        assert "place=jinshui" in page
        rows = client.get(f"/indicators/{SHARE}/rows/numerator/", after).content.decode()
        assert rows.count("<code>") == 1


def test_english_pages_tell_targets_in_english_beside_the_quote(client, counted):
    client.force_login(make_account(Role.CITY_REVIEWER, None, "4101"))
    client.cookies.load({"django_language": "en"})
    page = client.get(f"/indicators/{BEDS}/", QUERY).content.decode()
    assert "Elder-care beds per thousand elders" in page
    assert "每千名老人拥有养老床位" in page


def test_a_county_sees_a_number_of_the_whole_city_as_such_and_is_not_judged_by_it(client, counted):
    first = Value.objects.get(indicator=BEDS, place="jinshui", period="2026Q3", replaced_at=None)
    Value.objects.filter(indicator="routes.fine", place="zhongyuan", replaced_at=None).delete()
    names = ("period", "first_on", "until_on", "version")
    kept = {name: getattr(first, name) for name in names} | {"indicator": "routes.fine", "source": "computed"}
    Value.objects.create(**kept, level="unit", place="zhongyuan", numerator=2, value=2, found_at=now())
    client.force_login(make_account(Role.COUNTY_REVIEWER, None, "410102"))
    page = client.get("/indicators/routes.fine/", QUERY | {"place": "zhongyuan"}).content.decode()
    assert "全市 不低于 20 条" in page
    assert "无法判断" in page
    assert "到期未达到" not in page


def test_a_period_of_long_ago_is_shown_as_chosen_and_can_be_chosen_where_it_has_values(client, counted):
    compute_period(period=Period.read("2018Q4"), now=now())
    client.force_login(make_account(Role.CITY_REVIEWER, None, "4101"))
    page = client.get("/indicators/", {"period": "2019Q2"}).content.decode()
    assert "<option selected>2019Q2</option>" in page
    assert "<option>2018Q4</option>" in page
    assert "<option>2017Q4</option>" not in page


def test_why_a_number_can_only_be_reported_is_told_in_the_readers_language(client):
    client.force_login(make_account(Role.CITY_REVIEWER, None, "4101"))
    page = client.get("/indicators/hospitals.green_channel/", QUERY).content.decode()
    assert "只能填报：这里没有医疗机构名录" in page
    assert "Can only be reported" not in page
    client.cookies.load({"django_language": "en"})
    page = client.get("/indicators/hospitals.green_channel/", QUERY).content.decode()
    assert "Can only be reported: there is no register of medical institutions" in page
    assert "只能填报" not in page


def test_carers_of_two_counties_are_counted_and_shown_to_their_own(client):
    for area in (JINSHUI, JINSHUI, ZHONGYUAN):
        make_carer(organisation().id, area=area, skills=("care_worker",) if area == JINSHUI else ())
    compute_period(period=Period.read("2026Q3"), now=now())
    client.force_login(make_account(Role.COUNTY_REVIEWER, None, "410102"))
    key = "carers.trained_before_work"
    assert "66.7%" in client.get(f"/indicators/{key}/", QUERY | {"place": "city"}).content.decode()
    assert "0.0%" in client.get(f"/indicators/{key}/", QUERY).content.decode()
    address = f"/indicators/{key}/rows/denominator/"
    assert client.get(address, QUERY | {"place": "city"}).content.decode().count("<code>") == 1
    client.force_login(make_account(Role.PLANNER, None, "4101"))
    assert "<code>" not in client.get(address, QUERY | {"place": "city"}).content.decode()


def test_the_desk_opens_on_the_newest_quarter_that_has_values(client, counted):
    client.force_login(make_account(Role.CITY_REVIEWER, None, "4101"))
    assert "<option selected>2026Q3</option>" in client.get("/indicators/").content.decode()


@pytest.mark.parametrize(("codes", "is_told"), [(("4101",), True), (("410105",), True), (("410102",), False)])
def test_who_reaches_no_person_sees_rows_of_things_in_the_areas_of_the_post(client, codes, is_told):
    client.force_login(make_account(Role.PLANNER, None, *codes))
    page = client.get("/indicators/projects.listed/rows/numerator/", QUERY | {"place": "city"})
    centre = Project.objects.get(number="2018-34-07")
    assert (str(centre.id) in page.content.decode()) is is_told
