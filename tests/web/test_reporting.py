"""The desk of returns: owner, colleague, outsider; a figure that two write; workbooks; corrections."""

import io
import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from chongyang.core.clock import now
from chongyang.indicators.operations import compute_period
from chongyang.indicators.rules.periods import Period
from chongyang.reporting.models import Correction, Entry, Proof, Remark, Return, Workbook
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from tests import factories
from tests.indicators.trees import merged, tree_of
from tests.reporting import people
from tests.reporting.people import fill, report

pytestmark = pytest.mark.usefixtures("db", "password_alone")
KEY = "purchase.county_rules"
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _opened(settings, tmp_path):
    settings.FILES = tmp_path / "files"
    people.opened()


def account(role: Role, *codes: str, office: str = factories.CITY_ORGANISATION) -> Any:
    return factories.make_account(role, territory.get_organisation(office), *codes)


@pytest.fixture
def maker() -> Any:
    return account(Role.LIAISON, "410105", office="county.410105.government")


@pytest.fixture
def page(client, maker) -> str:
    client.force_login(maker)
    return f"/reporting/returns/{report('purchase').id}/"


def save(client, page: str, value: str, seen: int = 0, do: str = "save") -> Any:
    return client.post(page, {f"n-{KEY}": value, f"v-{KEY}": seen, "do": do})


def test_what_waits_for_me_comes_first(client, maker):
    client.force_login(maker)
    text = client.get("/reporting/").content.decode()
    assert "财政条线报表" in text
    assert "金水区" in text
    assert "中原区" not in text
    assert "街道（乡镇）养老服务" not in text


@pytest.mark.parametrize(
    "query", ["?show=late", "?show=open", "?show=all", "?show=x&period=2018Q9", "?period=2018"]
)
def test_every_list_opens(client, query):
    client.force_login(account(Role.LEADING_GROUP_OFFICE))
    assert client.get(f"/reporting/{query}").status_code == 200


def test_a_return_shows_its_cells_and_takes_figures(client, page):
    text = client.get(page).content.decode()
    assert "已出台的政府购买养老服务实施细则" in text
    assert "保存并上报" in text
    assert save(client, page, "1", do="submit").status_code == 302
    assert report("purchase").state == "signing"
    assert "保存并上报" not in client.get(page).content.decode()


def test_an_english_page_says_in_english_what_is_counted(client, page):
    client.cookies["django_language"] = "en"
    text = client.get(page).content.decode()
    assert "Rules of government purchase issued" in text
    assert "已出台的政府购买养老服务实施细则" not in text


@pytest.mark.parametrize(
    ("form", "level", "wanted"),
    [
        (
            "civil_affairs",
            "unit",
            {"全市 不低于 20 家（2020）", "不低于 40 张", "全市 50 名左右"},
        ),
        ("civil_affairs", "city", {"不低于 20 家（2020）", "不低于 40 张"}),
        ("industry", "unit", {"全市 3–5 家"}),
    ],
)
def test_a_number_of_the_whole_city_is_no_countys_goal(client, form, level, wanted):
    client.force_login(account(Role.LEADING_GROUP_OFFICE))
    place = "jinshui" if level == "unit" else "city"
    text = client.get(f"/reporting/returns/{report(form, place).id}/").content.decode()
    goals = {goal for told in re.findall("目标 <b>(.*?)</b>", text) for goal in told.split("、")}
    assert wanted <= goals, goals


def test_a_refused_figure_stands_beside_its_sentence(client, page):
    answer = save(client, page, "十二")
    assert answer.status_code == 422
    assert "十二" in answer.content.decode()
    assert "须为数字" in answer.content.decode()
    assert f'href="#line-{KEY}"' in answer.content.decode()
    assert f'id="line-{KEY}"' in answer.content.decode()
    assert Entry.objects.count() == 0


def test_an_empty_form_is_not_handed_in(client, page):
    assert save(client, page, "", do="submit").status_code == 422


def test_the_second_writer_sees_the_first_figure_and_decides(client, page):
    fill(report("purchase"), people.county_liaison(), purchase__county_rules=3)
    answer = save(client, page, "1")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "现在的数字是 3" in text
    assert f'name="v-{KEY}" value="1"' in text
    assert save(client, page, "1", seen=1).status_code == 302
    assert people.entry(report("purchase"), KEY)[0] == 1


@pytest.mark.parametrize(
    ("role", "codes", "office", "status"),
    [
        (Role.COUNTY_SIGN_OFF, ("410105",), factories.CITY_ORGANISATION, 200),
        (Role.LIAISON, (), "city.finance", 200),
        (Role.LIAISON, (), "city.commerce", 404),
        (Role.COUNTY_REVIEWER, ("410102",), factories.CITY_ORGANISATION, 404),
        (Role.STREET_CLERK, ("410105001",), factories.CITY_ORGANISATION, 404),
        (Role.OPERATOR, (), "city.12349-centre", 403),
        (Role.PLANNER, (), factories.CITY_ORGANISATION, 403),
    ],
)
def test_who_sees_a_countys_return(client, role, codes, office, status):
    client.force_login(account(role, *codes, office=office))
    row = report("purchase")
    assert client.get(f"/reporting/returns/{row.id}/").status_code == status
    if status != 200:
        assert save(client, f"/reporting/returns/{row.id}/", "1").status_code == status
        assert Entry.objects.count() == 0


def test_a_visitor_signs_in_first(client):
    assert client.get("/reporting/").status_code == 302


def test_who_signs_passes_on_or_sends_back_with_remarks(client, page):
    save(client, page, "1", do="submit")
    client.force_login(account(Role.COUNTY_SIGN_OFF, "410105"))
    text = client.get(page).content.decode()
    assert "退回修改" in text
    client.post(page, {"do": "return", "reason": "数字对不上", f"r-{KEY}": "只有一个"})
    assert report("purchase").state == "returned"
    assert Remark.objects.count() == 2
    text = client.get(page).content.decode()
    assert "数字对不上" in text
    assert "只有一个" in text


def test_a_step_that_is_not_mine_is_told_in_words(client, page):
    answer = client.post(page, {"do": "pass"}, follow=True)
    assert answer.status_code == 200
    assert report("purchase").state == "open"


@pytest.mark.parametrize("form", ["streets", "civil_affairs", "growth", "training", "organisation"])
def test_every_form_opens_for_the_office(client, form):
    client.force_login(account(Role.LEADING_GROUP_OFFICE))
    for row in Return.objects.filter(form=form, place__in=("city", "jinshui", people.JINSHUI_STREET)):
        assert client.get(f"/reporting/returns/{row.id}/").status_code == 200


def test_a_county_adds_its_streets_up(client):
    client.force_login(account(Role.COUNTY_REVIEWER, "410105"))
    row = report("streets")
    text = client.get(f"/reporting/returns/{row.id}/").content.decode()
    assert "采用下级合计" in text
    assert "下级已接受 0 / " in text
    assert client.post(f"/reporting/returns/{row.id}/", {"do": "submit"}).status_code == 422


def test_evidence_is_added_opened_and_taken_away(client, page, maker):
    row = report("purchase")
    client.post(f"{page}proofs/", {"file": SimpleUploadedFile("细则.pdf", PDF)})
    proof = Proof.objects.get(report=row)
    answer = client.get(f"/reporting/proofs/{proof.id}/")
    assert answer.content == PDF
    assert "attachment" in answer["Content-Disposition"]
    assert "细则.pdf" in client.get(page).content.decode()
    client.force_login(account(Role.COUNTY_REVIEWER, "410102"))
    assert client.get(f"/reporting/proofs/{proof.id}/").status_code == 404
    client.force_login(maker)
    client.post(f"/reporting/proofs/{proof.id}/")
    assert Proof.objects.count() == 0


@pytest.mark.parametrize("data", [b"MZ\x90\x00 program", b"<html>", b""])
def test_what_is_no_evidence_is_refused(client, page, data):
    client.post(f"{page}proofs/", {"file": SimpleUploadedFile("x.pdf", data)})
    assert Proof.objects.count() == 0


def workbook(client) -> bytes:
    answer = client.get("/reporting/workbooks/download/?place=jinshui&quarter=2018Q4")
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(answer.content))
    book["财政条线报表"]["F5"] = 1
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_workbook_goes_out_and_comes_back(client, maker):
    client.force_login(maker)
    assert "金水区" in client.get("/reporting/workbooks/").content.decode()
    told = {"which": "jinshui/2018Q4", "file": SimpleUploadedFile("表.xlsx", workbook(client))}
    answer = client.post("/reporting/workbooks/", told)
    row = Workbook.objects.get()
    assert answer.status_code == 302
    assert "财政条线报表!F5" in client.get(f"/reporting/workbooks/{row.id}/").content.decode()
    client.post(f"/reporting/workbooks/{row.id}/", {"do": "take"})
    assert people.entry(report("purchase"), KEY)[0] == 1
    assert client.get(f"/reporting/workbooks/{row.id}/").status_code == 200
    client.force_login(account(Role.COUNTY_REVIEWER, "410105"))
    assert client.get(f"/reporting/workbooks/{row.id}/").status_code == 404


def test_a_bad_workbook_is_refused_in_words(client, maker):
    client.force_login(maker)
    told = {"which": "jinshui/2018Q4", "file": SimpleUploadedFile("表.xlsx", b"no book")}
    assert client.post("/reporting/workbooks/", told).status_code == 422
    told = {"which": "zhongyuan/2018Q4", "file": SimpleUploadedFile("表.xlsx", workbook(client))}
    assert client.post("/reporting/workbooks/", told).status_code == 422
    assert client.post("/reporting/workbooks/", {"which": "x"}).status_code == 422
    assert client.get("/reporting/workbooks/download/?place=zhongyuan&quarter=2018Q4").status_code == 404
    assert client.get("/reporting/workbooks/download/?place=x&quarter=y").status_code == 404


def test_the_matrix_is_cut_to_the_readers_places(client):
    client.force_login(account(Role.CITY_REVIEWER))
    text = client.get("/reporting/overview/?period=2018Q4").content.decode()
    assert "中原区" in text
    assert "荥阳市" in text
    assert "经八路街道" not in text
    assert "经八路街道" in client.get("/reporting/overview/?period=2018Q4&unit=jinshui").content.decode()
    client.force_login(account(Role.COUNTY_REVIEWER, "410105"))
    text = client.get("/reporting/overview/").content.decode()
    assert "经八路街道" in text
    assert "中原区" not in text
    assert client.get("/reporting/overview/?period=x").status_code == 404


def test_the_office_closes_a_period_with_a_reason(client):
    client.force_login(account(Role.LEADING_GROUP_OFFICE))
    client.post("/reporting/overview/", {"do": "close", "period": "2018Q4"})
    assert "关闭期间" in client.get("/reporting/overview/?period=2018Q4").content.decode()
    client.post("/reporting/overview/", {"do": "close", "period": "2018Q4", "reason": "换届前封存"})
    assert "换届前封存" in client.get("/reporting/overview/?period=2018Q4").content.decode()
    client.force_login(account(Role.CITY_REVIEWER))
    assert client.get("/reporting/overview/?period=2018Q4").status_code == 200
    client.post("/reporting/overview/", {"do": "close", "period": "2018", "reason": "x"})
    assert "2018 已于" not in client.get("/reporting/overview/?period=2018Q4").content.decode()


def test_a_correction_is_proposed_and_confirmed_by_another(client, page, maker):
    row = report("purchase")
    fill(row, factories.scope_of(maker), now(), purchase__county_rules=1)
    steps = (people.sign_off(), people.lead("city.finance"), people.office())
    people.go(row, factories.scope_of(maker), *steps, now=now())
    assert "提出更正" in client.get(page).content.decode()
    told = {"do": "correct", "item": KEY, "numerator": "0", "reason": "尚未印发", "document": "纪要2号"}
    client.post(page, told | {"dated_on": "2019-01-08"})
    made = Correction.objects.get()
    office = account(Role.LEADING_GROUP_OFFICE)
    client.force_login(office)
    assert "尚未印发" in client.get("/reporting/corrections/").content.decode()
    client.post("/reporting/corrections/", {"do": "agree", "correction": str(made.id)})
    assert people.value(KEY, "jinshui").numerator == 0
    assert "纪要2号" in client.get("/reporting/corrections/?show=done").content.decode()


def test_nothing_is_a_calm_page(client):
    Return.objects.all().delete()
    client.force_login(account(Role.CITY_REVIEWER))
    for url in ("", "overview/", "workbooks/", "corrections/"):
        assert client.get(f"/reporting/{url}").status_code == 200


def test_the_pages_in_english(client, maker):
    client.force_login(maker)
    client.cookies["django_language"] = "en"
    text = client.get(f"/reporting/returns/{report('purchase').id}/").content.decode()
    assert "Counties with rules of government purchase" in text


def test_what_is_reported_stands_beside_what_is_computed_with_the_difference(client, maker):
    compute_period(period=people.QUARTER, now=now())
    row = report("civil_affairs")
    fill(row, factories.scope_of(maker), now(), beds__per_thousand=40)
    client.force_login(maker)
    text = client.get(f"/reporting/returns/{row.id}/").content.decode()
    assert "系统计算" in text
    assert "相差 <b>+40</b>" in text


@pytest.mark.parametrize(
    "rubbish", ["\x01\x1b[31m", "长" * 3000, "-1", "9" * 400, "1e-999999999", "%s{0}", ""]
)
def test_rubbish_at_a_real_return_is_told_and_changes_nothing(client, page, maker, rubbish):
    names = ("note", "reason", "item", "numerator", "denominator", "document", "dated_on", "correction")
    told = dict.fromkeys((*names, f"n-{KEY}", f"d-{KEY}", f"v-{KEY}", "n-x", f"r-{KEY}", "r-x"), rubbish)
    for do in ("save", "submit", "sum", "pass", "return", "correct", "agree", rubbish):
        for url in (page, "/reporting/corrections/", "/reporting/workbooks/", "/reporting/overview/"):
            assert client.post(url, told | {"do": do, "which": rubbish}).status_code < 500
    for url in ("", "overview/", "workbooks/download/", "corrections/"):
        query = {"show": rubbish, "period": rubbish, "unit": rubbish, "place": rubbish, "quarter": "2018Q4"}
        assert client.get(f"/reporting/{url}", query).status_code < 500
    assert Entry.objects.count() == 0
    assert report("purchase").state == "open"


def test_the_pages_of_a_quarter_show_a_county_that_is_gone(client, monkeypatch):
    client.force_login(account(Role.LEADING_GROUP_OFFICE))
    with tree_of(monkeypatch, merged(date(2018, 7, 1), ("jinshui", "huiji"))):
        people.opened(Period.read("2018Q2"))
        row = Return.objects.filter(period="2018Q2", place="huiji").order_by("form").first()
        assert client.get("/reporting/?show=all&period=2018Q2").status_code == 200
        for path in (f"returns/{row.id}/", "overview/?period=2018Q2"):
            answer = client.get(f"/reporting/{path}")
            assert answer.status_code == 200, path
            assert "惠济区" in answer.content.decode(), path
