"""The desk of the library: months and money, the curve, envelopes, enterprises and banks, exports."""

import csv
import io
import itertools

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from chongyang.projects.models import Attraction, BankMatch, Enterprise, MonthReport, Project, Revenue
from tests import factories
from tests.projects.people import CENTRE, JINSHUI
from tests.web.projects_desk import LAST_MONTH, TODAY, act, county, filled, office, text
from tests.web.test_seat import signed_in

pytestmark = pytest.mark.usefixtures("db", "password_alone")


def test_a_second_report_and_bad_money_are_refused_with_what_was_typed():
    filled()
    month = {"month": f"{LAST_MONTH:%Y-%m}", "share": "30", "money_city": "1"}
    answer = act(county(), "month", **month)
    assert answer.status_code == 422
    assert "这个月已经报过" in text(answer)
    assert 'value="30"' in text(answer)
    coming = act(county(), "month", **month | {"month": f"{TODAY.year + 1}-12"})
    assert "月份还没有到" in text(coming)
    negative = act(county(), "month", **month | {"month": f"{TODAY:%Y-%m}", "money_city": "-1"})
    assert "金额不能小于零" in text(negative)
    assert MonthReport.objects.count() == 1


@pytest.mark.parametrize("month", ["", "x", "2026-13", "２０２６-01", "2026-1", "9999-01", "-2026-1"])
def test_what_is_no_month_is_refused(month):
    assert act(county(), "month", month=month, share="1").status_code == 422


def test_the_curve_adds_up_by_month_and_quarter():
    filled()
    url = f"/projects/investment/?year={LAST_MONTH.year}"
    page = text(county().get(url))
    drawn = {kind: page.split(f'class="{kind}"')[1].split("</svg>")[0] for kind in ("wide", "narrow")}
    assert [drawing.count("<rect") for drawing in drawn.values()] == [12, 12]
    assert "12.50" in page
    assert text(county().get(f"{url}&by=quarter")).count("<rect") == 8


def test_the_curve_of_a_telephone_lies_within_its_own_sheet():
    """A wide drawing made small has writing that nobody reads: the narrow one is drawn at its own size."""
    filled()
    page = text(county().get(f"/projects/investment/?year={LAST_MONTH.year}"))
    narrow = page.split('class="narrow"')[1].split("</svg>")[0]
    assert 'viewBox="0 0 320 260"' in narrow
    places = [float(one.split('"')[0]) for one in narrow.split('text-anchor="middle" x="')[1:]]
    assert len(places) == 12
    assert all(8 < place < 312 for place in places)
    assert min(b - a for a, b in itertools.pairwise(places)) > 20


def test_envelopes_say_how_many_are_missing():
    page = text(office().get("/projects/envelopes/"))
    assert "42 个项目中正文点名 3 个，其余 39 个在缺失的附件里" in page
    assert "593,000.00" in page
    assert "您的范围看不到" in text(county("410106").get("/projects/envelopes/"))


def test_an_amount_in_ten_thousand_yuan_reads_as_one_in_english():
    client = office()
    client.cookies["django_language"] = "en"
    assert "593,000.00 × 10,000 yuan" in text(client.get("/projects/envelopes/"))


def test_the_list_leaves_as_csv_and_xlsx_without_formulas():
    client = county()
    form = {"name": "=HYPERLINK(1)", "sector": "elder_care", "area": str(JINSHUI)}
    client.post("/projects/new/", form)
    answer = client.post("/projects/export/?text=HYPER", {"form": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][1] == "'=HYPERLINK(1)"
    filled()
    book = load_workbook(io.BytesIO(client.post("/projects/export/", {"form": "xlsx"}).content))
    sheet = book.worksheets[0]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [
        CENTRE,
        Project.objects.get(document="").number,
    ]
    assert sheet["U2"].value == 400
    assert book.worksheets[1].max_row == 3
    assert signed_in(factories.make_operator()).post("/projects/export/").status_code == 403


def test_enterprises_investors_and_banks():
    client = office()
    add = lambda what, **form: client.post(f"/projects/enterprises/{what}/", form)  # noqa: E731
    company = {"name": "测试用品公司", "area": str(JINSHUI), "kind": "products", "sector": "products"}
    assert add("enterprise", **company, level="municipal").status_code == 302
    assert add("enterprise", **company, level="municipal").status_code == 422
    row = Enterprise.objects.get()
    assert row.clause == "2018-34/3.6.2"
    tell = reverse("projects_enterprises_tell", args=[row.id, "revenue"])
    assert client.post(tell, {"year": str(TODAY.year), "revenue": "1", "document": "x"}).status_code == 422
    year = {"year": str(TODAY.year - 1), "revenue": "12000", "document": "审计报告"}
    assert client.post(tell, year).status_code == 302
    assert client.post(tell, year | {"revenue": "9"}).status_code == 422
    assert Revenue.objects.get().revenue_fen == 12000 * 1_000_000
    deal = {
        "investor": "测试投资",
        "area": str(JINSHUI),
        "state": "arrived",
        "agreed": "500",
        "arrived": "300",
    }
    assert add("attraction", **deal).status_code == 422
    deal |= {"agreed_on": str(TODAY), "arrived_on": str(TODAY), "is_known_operator": "on"}
    assert add("attraction", **deal).status_code == 302
    held = Attraction.objects.get()
    url = reverse("projects_attraction", args=[held.id])
    assert 'value="300"' in text(client.get(url))
    assert client.post(url, deal | {"arrived": "200"}).status_code == 422
    assert client.post(url, deal | {"arrived": "200", "reason": "撤资"}).status_code == 302
    loan = {"bank": "测试银行", "need": "100", "agreed": "50", "paid": "60", "met_on": str(TODAY)}
    assert add("bank", **loan).status_code == 422
    assert add("bank", **loan, enterprise=str(row.id)).status_code == 422
    assert add("bank", **loan | {"paid": "40"}, enterprise=str(row.id)).status_code == 302
    match = reverse("projects_bank", args=[BankMatch.objects.get().id])
    assert client.post(match, loan | {"paid": "50", "enterprise": str(row.id)}).status_code == 302
    assert "测试银行" in text(client.get("/projects/enterprises/"))
    assert add("flying").status_code == 404
    client.post(reverse("projects_enterprises_tell", args=[row.id, "leave"]))
    assert "测试用品公司" not in text(client.get("/projects/enterprises/")).partition("银企对接")[0]
