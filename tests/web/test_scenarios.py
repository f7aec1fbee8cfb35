"""The desk of scenarios: who enters, a change in plain words, figures, comparing, exports, rubbish."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from chongyang.core.models import Event
from chongyang.scenarios.models import Scenario
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import Can, can
from tests import factories
from tests.scenarios.test_operations import city  # noqa: F401
from tests.web.test_seat import signed_in

pytestmark = pytest.mark.usefixtures("db", "password_alone", "city")
NEW = "/scenarios/new/?programme=bed_construction"


def finance(role: Role = Role.CITY_FINANCE, area: str = "4101") -> Client:
    return signed_in(factories.make_account(role, None, area))


def make(client: Client, **told: Any) -> Scenario:
    form = {
        "programme": "bed_construction",
        "name": "床位提高",
        "first_year": "2026",
        "years": "2",
        "goes_on": "1",
        "v:bed.new": "12000",
    }
    answer = client.post("/scenarios/new/", form | told)
    assert answer.status_code == 302, answer.content.decode()
    return Scenario.objects.order_by("-made_at", "-id")[0]


@pytest.mark.parametrize("role", list(Role))
def test_each_role_enters_what_it_may(role: Role) -> None:
    client = signed_in(factories.make_account(role))
    wanted = 200 if can(role, Can.RUN_SCENARIOS) else 403
    assert client.get(reverse("scenarios")).status_code == wanted


def test_a_visitor_signs_in_first() -> None:
    assert Client().get("/scenarios/").status_code == 302


def test_the_form_shows_todays_values_in_plain_words() -> None:
    page = finance().get(NEW).content.decode()
    assert "新建床位建设补贴" in page
    assert 'name="v:bed.new" value="9000"' in page
    assert "市、县各负担一半" in page
    assert 'name="p:bed.new:city" value="50"' in page


def test_only_what_differs_is_a_change() -> None:
    client = finance()
    row = make(
        client,
        **{
            "v:bed.converted": "6000",
            "v:bed.split": "split_total",
            "p:bed.new:city": "60",
            "p:bed.new:county": "40",
            "p:bed.new:street": "",
            "f:bed_construction": "lottery",
            "overlay": "bed.new",
            "overlay_area": "410105",
            "overlay_value": "13,000",
            "overlay_payer": "county",
        },
    )
    assert row.changes == [
        {"parameter": "bed.new", "value": 12000},
        {"parameter": "bed.new", "payers": {"city": 60, "county": 40}},
        {"programme": "bed_construction", "fund": "lottery"},
        {"overlay": "bed.new", "area": "410105", "value": 13000, "payer": "county"},
    ]
    page = client.get(reverse("scenarios_one", args=[row.id])).content.decode()
    assert "新建床位建设补贴：改为 12,000 元/张" in page
    assert "金水区" in page
    assert "未经确认" in page


def test_a_copy_begins_with_the_changes_of_the_first() -> None:
    client = finance()
    row = make(client)
    page = client.get(f"/scenarios/new/?like={row.id}").content.decode()
    assert 'name="v:bed.new" value="12000"' in page


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"v:bed.new": "多"}, "请填一个数"),
        ({"v:bed.new": "-1"}, "数值须是"),
        ({"v:bed.new": "9" * 400}, "请填一个数"),
        ({"name": "  "}, "名字"),
        ({"years": "99"}, "起始年份"),
        ({"years": "many"}, "起始年份"),
        ({"p:bed.new:city": "90"}, "合计100"),
        ({"v:bed.split": "province"}, "没有这个口径"),
        (
            {"overlay": "bed.new", "overlay_value": "1", "overlay_area": "x", "overlay_payer": "county"},
            "地区",
        ),
        ({"from_year": "1"}, "起始年份不对"),
    ],
)
def test_a_bad_form_is_told_and_nothing_is_kept_or_lost(told: dict[str, str], why: str) -> None:
    form = {
        "programme": "bed_construction",
        "name": "床位",
        "first_year": "2026",
        "years": "2",
        "v:bed.new": "12000",
    }
    answer = finance().post("/scenarios/new/", form | told)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert why in page
    assert not Scenario.objects.exists()


def test_a_neighbour_finds_nothing_and_the_city_all() -> None:
    row = make(finance(Role.COUNTY_FINANCE, "410105"))
    neighbour = finance(Role.COUNTY_FINANCE, "410102")
    assert neighbour.get(reverse("scenarios_one", args=[row.id])).status_code == 404
    for name in ("scenarios_run", "scenarios_put_away"):
        assert neighbour.post(reverse(name, args=[row.id])).status_code == 404
    assert neighbour.post("/scenarios/export/", {"s": str(row.id)}).status_code == 404
    assert neighbour.get(f"/scenarios/new/?like={row.id}").status_code == 404
    assert row.name not in neighbour.get("/scenarios/").content.decode()
    assert row.name in finance().get("/scenarios/").content.decode()


def test_a_part_of_the_figures_can_be_looked_at() -> None:
    client = finance()
    address = reverse("scenarios_one", args=[make(client).id])
    page = client.get(
        address, {"county": "410105000000", "programme": "platform", "level": "city"}
    ).content.decode()
    assert page.count("<option") > 5
    assert client.get(address, {"county": "x\x01", "programme": "长" * 900, "level": "9"}).status_code == 200


def test_two_are_compared_and_leave_as_files_without_a_name() -> None:
    client = finance()
    one, two = make(client), make(client, name="=星级", **{"v:bed.new": "1"})
    page = client.get("/scenarios/compare/", {"s": [one.id, two.id]}).content.decode()
    assert "按负担财政" in page
    assert client.get("/scenarios/compare/", {"s": [one.id]}).status_code == 302
    assert client.get("/scenarios/compare/", {"s": ["x", "y"]}).status_code == 302
    answer = client.post("/scenarios/export/", {"s": [str(one.id), str(two.id)], "form": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row[0] for row in rows if len(row) == 9} >= {"床位提高", "'=星级"}
    assert "测试养老院" not in answer.content.decode("utf-8-sig")
    book = load_workbook(
        io.BytesIO(client.post("/scenarios/export/", {"s": str(one.id), "form": "xlsx"}).content)
    )
    assert book.sheetnames == ["资金", "对象", "说明"]
    assert Event.objects.filter(kind="scenarios.scenario.exported").count() == 3


def test_run_again_and_put_away() -> None:
    client = finance()
    row = make(client)
    assert "重新测算" in client.post(reverse("scenarios_run", args=[row.id]), follow=True).content.decode()
    client.post(reverse("scenarios_put_away", args=[row.id]))
    assert row.name not in client.get("/scenarios/").content.decode()
    assert row.name in client.get("/scenarios/?away=1").content.decode()


def test_a_scenario_of_a_rule_that_is_gone_is_still_read() -> None:
    client = finance()
    row = make(client)
    Scenario.objects.filter(id=row.id).update(
        changes=[{"parameter": "bed.gone", "value": 1}, {"parameter": "bed.new", "value": 12000}]
    )
    page = client.get(reverse("scenarios_one", args=[row.id])).content.decode()
    assert "今天已不适用" in page
    assert "改为 12,000" in page
    page = client.post(reverse("scenarios_run", args=[row.id]), follow=True).content.decode()
    assert "没有这个参数" in page
    assert client.get(f"/scenarios/new/?like={row.id}").status_code == 200
    assert client.post("/scenarios/export/", {"s": str(row.id)}).status_code == 200


def test_each_reading_shows_its_cost() -> None:
    client = finance()
    page = client.get("/scenarios/readings/bed.split/").content.decode()
    assert "市、县各给全额" in page
    assert "现用" in page
    assert "没有哪个项目" in client.get("/scenarios/readings/plan.li/").content.decode()
    for name in ("bed.new", "gift", "长"):
        assert client.get(f"/scenarios/readings/{name}/").status_code == 404


def test_in_english_every_sentence_stands() -> None:
    client = finance()
    client.cookies.load({"django_language": "en"})
    page = client.get(reverse("scenarios_one", args=[make(client).id])).content.decode()
    assert "Today's rules" in page
    assert "Scenario" in page


GARBAGE = (
    "\x01\x1b",
    "长" * 3000,
    "-1",
    "' OR 1=1 --",
    "\u202e\U0001f9d3",
    "9" * 400,
    "%s{0}{{x}}",
    "nan",
    "1e999",
)
WORDS = """
name first_year years from_year goes_on programme v:bed.new v:bed.split p:bed.new:city p:bed.new:county
f:bed_construction overlay overlay_area overlay_value overlay_payer like s form county level away kind area
value payer valid_from valid_to document alternative ask star
"""
FIELDS = WORDS.split()


def test_garbage_in_any_field_is_no_error_of_ours() -> None:
    client = finance()
    client.raise_request_exception = False
    row = make(client)
    addresses = [
        *(
            "/scenarios/",
            "/scenarios/new/",
            "/scenarios/compare/",
            "/scenarios/export/",
            "/programmes/star_award/",
        ),
        *("/scenarios/readings/bed.split/", "/plan/parameters/", "/plan/parameters/2018-34:bed.new/"),
        *("/plan/parameters/2018-34:bed.new/raise/", "/plan/parameters/2018-34:bed.split/choose/"),
        *(f"/scenarios/{row.id}/", f"/plan/parameters/proposals/choice/{row.id}/confirm/"),
        *("/plan/parameters/%00/", "/scenarios/readings/%ED%A0%80/", "/programmes/%00/"),
    ]
    for address in addresses:
        for turn in (0, 4):
            told = {name: [GARBAGE[(place + turn) % len(GARBAGE)], "x"] for place, name in enumerate(FIELDS)}
            words = told | {"programme": ["bed_construction"]} if turn else told
            assert client.get(address, words).status_code < 500, address
            assert client.post(address, words).status_code < 500, address
        assert client.post(address, {"name": "a\x00b", "programme": "bed_construction"}).status_code < 500
        assert client.get(address + "?county=%ED%A0%80&s=%ED%A0%80&star=%ED%A0%80&ask=1").status_code < 500


def test_each_value_alone_may_be_garbage() -> None:
    client = finance()
    client.raise_request_exception = False
    good = {"programme": "bed_construction", "name": "床位", "first_year": "2026", "years": "1"}
    for name in ("first_year", "years", "from_year", "v:bed.new", "v:bed.split", "p:bed.new:city"):
        for text in GARBAGE:
            assert client.post("/scenarios/new/", good | {name: text}).status_code < 500, (name, text)
