"""The desk of the library: who enters, every page empty and full, every form, rubbish, exports."""

import csv
import io
import itertools
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from chongyang.approvals import queries
from chongyang.approvals.models import Application
from chongyang.core.clock import now
from chongyang.projects import operations
from chongyang.projects.models import (
    Attraction,
    BankMatch,
    Enterprise,
    Grant,
    MonthReport,
    Parcel,
    Problem,
    Project,
    Proposal,
    Revenue,
)
from chongyang.territory.enums import Role
from chongyang.territory.models import Account
from chongyang.territory.rules.capabilities import Can, can
from tests import factories
from tests.approvals import people
from tests.projects.people import CENTRE, JINSHUI, ZHONGYUAN, centre, told
from tests.projects.test_money_and_months import photo
from tests.web.test_seat import signed_in

pytestmark = pytest.mark.usefixtures("db", "password_alone")
PAGES = (
    *("projects", "projects_map", "projects_gantt", "projects_investment", "projects_leaders"),
    *("projects_envelopes", "projects_work", "projects_enterprises"),
)
TODAY = timezone.localdate(now())
LAST_MONTH = (TODAY.replace(day=1) - timedelta(days=1)).replace(day=1)


def county(code: str = "410105") -> Client:
    return signed_in(factories.make_account(Role.COUNTY_REVIEWER, None, code))


def office() -> Client:
    return signed_in(factories.make_account(Role.LEADING_GROUP_OFFICE))


def text(answer) -> str:
    return answer.content.decode()


def act(client: Client, action: str, row: Project | None = None, **form):
    return client.post(reverse("projects_act", args=[(row or centre()).id, action]), form)


def filled() -> None:
    """A project under way with everything."""
    client = county()
    assert act(client, "stage", stage="building", on=str(TODAY), reason="跨阶段").status_code == 302
    assert act(client, "plan", year=str(TODAY.year), money_city="300", money_bank="100").status_code == 302
    assert act(client, "need", year=str(TODAY.year), money_city="300").status_code == 302
    month = {"month": f"{LAST_MONTH:%Y-%m}", "share": "20", "money_city": "12.5", "says": "主体施工"}
    assert act(client, "month", **month).status_code == 302
    due = str(TODAY + timedelta(days=9))
    assert act(client, "problem", says="管线未迁改", solver="区住建局", due_on=due).status_code == 302
    grant = {"year": str(TODAY.year), "source": "city", "amount": "200", "document": "测试文件"}
    assert act(client, "grant", **grant).status_code == 302
    parcel = {"label": "JS-1", "size_m2": "1200.5", "supply": "allocated", "state": "needed"}
    assert act(client, "parcel", **parcel).status_code == 302


@pytest.mark.parametrize("role", list(Role))
def test_each_role_enters_what_it_may(role):
    client = signed_in(factories.make_account(role))
    wanted = 200 if can(role, Can.READ_PROJECTS) else 403
    for name in PAGES:
        assert client.get(reverse(name)).status_code == wanted, name
    keeps = 200 if can(role, Can.KEEP_PROJECTS) else 403
    assert client.get(reverse("projects_new")).status_code == keeps


def test_a_visitor_signs_in_first():
    assert Client().get("/projects/").status_code == 302


@pytest.mark.parametrize("name", PAGES)
def test_every_page_stands_full_and_for_a_county_that_has_nothing(name):
    filled()
    for client in (office(), county(), county("410106")):
        assert client.get(reverse(name)).status_code == 200


def test_the_list_shows_every_named_project_with_its_milestone():
    page = text(office().get("/projects/"))
    for words in ("金水区养老中心", "郑州市老年医院", "四院一校", "续建", "力争开工", "谋划"):
        assert words in page
    assert page.count('scope="row"') == 44
    assert "未确定" in page


def test_filters_narrow_the_list():
    filled()
    page = text(office().get("/projects/?stage=building"))
    assert "金水区养老中心" in page
    assert "郑州市老年医院" not in page
    assert "没有符合条件的项目" in text(office().get("/projects/?text=没有这个名字"))


def test_a_neighbour_finds_no_page_and_no_form():
    filled()
    neighbour = county("410102")
    report, problem = MonthReport.objects.get(), Problem.objects.get()
    assert neighbour.get(reverse("project", args=[centre().id])).status_code == 404
    assert neighbour.get(reverse("projects_edit", args=[centre().id])).status_code == 404
    assert neighbour.get(reverse("projects_month", args=[report.id])).status_code == 404
    assert act(neighbour, "batch", batch="to_start", reason="x").status_code == 404
    answer = neighbour.post(reverse("projects_problem", args=[problem.id, "answer"]), {"text": "x"})
    assert answer.status_code == 404


def test_the_page_of_a_named_project_tells_what_is_not_stated():
    page = text(county().get(reverse("project", args=[centre().id])))
    assert "金水区、惠济区、管城区等养老中心项目开工建设" in page
    assert "方案没有写明" in page
    assert "还没有月报" in page


def test_everything_of_a_project_stands_on_its_page():
    filled()
    page = text(county().get(reverse("project", args=[centre().id])))
    for words in (
        "12.50",
        "主体施工",
        "管线未迁改",
        "区住建局",
        "JS-1",
        "1,200.50",
        "100.00",
        "测试文件",
        "在建",
    ):
        assert words in page, words


def test_a_reader_sees_no_form():
    client = signed_in(factories.make_account(Role.AUDITOR))
    page = text(client.get(reverse("project", args=[centre().id])))
    assert "办理" not in page
    assert act(client, "batch", batch="to_start", reason="x").status_code == 403


def test_a_stage_back_without_reason_is_refused_beside_its_field():
    filled()
    answer = act(county(), "stage", stage="reserve", on=str(TODAY))
    assert answer.status_code == 422
    assert "退回或停缓必须写明原因和依据文件" in text(answer)
    assert centre().stage == "building"


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


def test_a_month_is_corrected_and_pictured(tmp_path, settings):
    settings.FILES = tmp_path
    filled()
    client, row = county(), MonthReport.objects.get()
    url = reverse("projects_month", args=[row.id])
    assert 'value="12.5"' in text(client.get(url))
    refused = client.post(url, {"share": "10", "money_city": "9", "reason": "报错", "document": ""})
    assert refused.status_code == 422
    told = {"share": "10", "money_city": "9", "reason": "报错", "document": "更正函"}
    assert client.post(url, told).status_code == 302
    assert "12.50 → 9.00" in text(client.get(url))
    file = SimpleUploadedFile("工地.png", photo(), "image/png")
    client.post(reverse("projects_add_photo", args=[row.id]), {"photo": file, "caption": "主体"})
    page = text(client.get(url))
    picture = reverse("projects_photo", args=[row.photos.get().id])
    assert picture in page
    assert client.get(picture)["Content-Type"] == "image/png"
    assert county("410102").get(picture).status_code == 404
    client.post(reverse("projects_add_photo", args=[row.id]), {"photo": SimpleUploadedFile("x.png", b"x")})
    assert row.photos.count() == 1


def test_a_photo_that_does_not_come_says_so_in_the_readers_language(tmp_path, settings):
    settings.FILES = tmp_path
    filled()
    client, row = county(), MonthReport.objects.get()
    add = reverse("projects_add_photo", args=[row.id])
    assert "请先选择文件。" in text(client.post(add, {"caption": "主体"}, follow=True))
    client.cookies["django_language"] = "en"
    assert "Choose a file first." in text(client.post(add, {"caption": "主体"}, follow=True))
    empty = {"photo": SimpleUploadedFile("x.png", b"x")}
    assert "Only PDF, JPEG, PNG" in text(client.post(add, empty, follow=True))
    fine = {"photo": SimpleUploadedFile("工地.png", photo(), "image/png")}
    assert "Saved." in text(client.post(add, fine, follow=True))
    assert row.photos.count() == 1


def test_a_problem_goes_its_way_by_two():
    filled()
    first, second, row = county(), county(), Problem.objects.get()

    def step(client, action, words=""):
        client.post(reverse("projects_problem", args=[row.id, action]), {"text": words})
        row.refresh_from_db()
        return row.state

    assert step(first, "answer", "") == "open"
    assert step(first, "answer", "本周迁改") == "answered"
    assert step(first, "solve") == "answered"
    assert step(second, "return", "没有迁改") == "open"
    assert step(first, "answer", "已迁改") == "answered"
    assert step(second, "solve") == "solved"
    assert second.post(reverse("projects_problem", args=[row.id, "fly"])).status_code == 404


def test_land_moves_and_a_proposal_is_decided():
    filled()
    client, parcel = county(), Parcel.objects.get()
    told = {"state": "supplied", "document": "划拨决定书", "supplied_on": str(TODAY)}
    client.post(reverse("projects_parcel", args=[parcel.id]), told)
    parcel.refresh_from_db()
    assert parcel.state == "supplied"
    operations.propose_batches(now=now())
    row = Proposal.objects.get()
    assert "开工一批" in text(client.get("/projects/work/"))
    client.post(reverse("projects_proposal", args=[row.id, "refuse"]), {"reason": ""})
    assert "请写明原因" in text(client.get("/projects/work/"))
    client.post(reverse("projects_proposal", args=[row.id, "accept"]), {"reason": ""})
    assert centre().batch == "to_start"


def test_an_application_that_is_none_is_not_there():
    assert act(county(), "application", application=str(uuid4())).status_code == 404
    assert act(county(), "application", application="x").status_code == 422
    assert not Grant.objects.exists()


def test_a_project_is_brought_in_and_described():
    client = county()
    form = {"name": "测试中心", "sector": "elder_care", "area": str(JINSHUI)}
    far = form | {"longitude": "116.4", "latitude": "39.9"}
    answer = client.post("/projects/new/", far)
    assert answer.status_code == 422
    assert "地图位置不在本市范围内" in text(answer)
    assert client.post("/projects/new/", form | {"area": str(ZHONGYUAN)}).status_code == 422
    made = client.post("/projects/new/", form | {"longitude": "113.68", "latitude": "34.77"})
    row = Project.objects.get(document="")
    assert made["Location"] == reverse("project", args=[row.id])
    edit = reverse("projects_edit", args=[row.id])
    assert 'value="测试中心"' in text(client.get(edit))
    client.post(edit, form | {"beds": "200"})
    row.refresh_from_db()
    assert row.beds == 200
    assert ">1</text>" not in text(office().get("/projects/map/"))  # the point was taken away again


def test_the_name_of_a_named_project_is_not_to_be_changed():
    client = county()
    form = {"name": "改名", "sector": "elder_care", "area": str(JINSHUI), "beds": "9"}
    assert client.post(reverse("projects_edit", args=[centre().id]), form).status_code == 302
    assert (centre().name, centre().beds) == ("金水区养老中心", 9)


def test_the_map_and_the_gantt_show_what_has_a_place_and_days():
    scope = factories.scope_of(factories.make_account(Role.COUNTY_REVIEWER, None, "410105"))
    given = told(longitude=113.68, latitude=34.77, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    operations.add_project(told=given, scope=scope, by=scope.actor, now=now())
    page = text(county().get("/projects/map/"))
    assert ">1</text>" in page
    gantt = text(county().get("/projects/gantt/"))
    assert 'class="planned"' in gantt
    assert "style=" not in gantt.split("<main")[1]


def test_projects_beside_each_other_share_a_mark_with_their_numbers():
    scope = factories.scope_of(factories.make_account(Role.COUNTY_REVIEWER, None, "410105"))
    for name, place in (("东一", 113.68), ("西一", 113.2), ("东二", 113.681), ("东三", 113.69)):
        given = told(name=name, longitude=place, latitude=34.77)
        operations.add_project(told=given, scope=scope, by=scope.actor, now=now())
    page = text(county().get("/projects/map/"))
    assert page.count('class="point facility"') == 2
    listed = page.split('class="placed"')[1].split("</ol>")[0]
    order = sorted(("东一", "东二", "东三", "西一"), key=listed.index)
    labels = ("1–3", "4") if order[3] == "西一" else ("1", "2–4")
    assert order[0 if order[0] == "西一" else 3] == "西一"
    assert all(f">{label}</text>" in page for label in labels)


def test_filters_fold_with_the_number_of_those_that_hold():
    assert "filter-fold" in (page := text(county().get("/projects/?stage=reserve&sector=elder_care")))
    assert "2 项生效" in page
    assert "项生效" not in text(county().get("/projects/"))


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


@pytest.mark.parametrize(
    "rubbish", ["\x01", "长" * 3000, "-1", "9" * 400, "1e999999", "NaN", "' OR 1=1", "%s{0}"]
)
def test_rubbish_in_any_field_is_refused_with_a_page(rubbish):
    client = county()
    client.raise_request_exception = False
    money = {
        "month",
        "share",
        "year",
        "money_city",
        "amount",
        "size_m2",
        "on",
        "due_on",
        "document",
        "reason",
    }
    words = {"says", "solver", "label", "supply", "state", "stage", "batch", "source", "application"}
    form = dict.fromkeys(money | words, rubbish)
    for action in ("month", "stage", "problem", "plan", "need", "grant", "application", "parcel", "batch"):
        assert act(client, action, **form).status_code in (302, 422), action
    fields = ("name", "sector", "area", "longitude", "latitude", "site_m2", "beds", "starts_on", "clause")
    assert client.post("/projects/new/", dict.fromkeys(fields, rubbish)).status_code == 422
    assert client.get("/projects/", dict.fromkeys(("stage", "county", "text"), rubbish)).status_code == 200
    assert client.get("/projects/investment/", {"year": rubbish, "by": rubbish}).status_code == 200
    assert Decimal(1)


def test_english_pages_have_no_chinese_frame():
    client = office()
    client.cookies["django_language"] = "en"
    filled()
    for name in PAGES:
        page = text(client.get(reverse(name)))
        for words in ("计划投资（万元）", "完成投资（万元）", "没有符合条件的项目", "按责任领导"):
            assert words not in page, (name, words)


def test_a_project_shows_its_approvals_and_the_way_to_open_them(tmp_path, settings):
    settings.FILES = tmp_path
    cast, url = people.Cast(), reverse("project", args=[centre().id])
    assert f"/approvals/mine/?library={CENTRE}" in text(county().get(url))
    builder = Client()
    builder.force_login(Account.objects.get(id=cast.applicant.actor.account))
    assert f'value="{CENTRE}"' in text(builder.get("/approvals/mine/", {"library": CENTRE}))
    builder.post("/approvals/mine/", {"form": "begin", "name": "金水测试工程", "library": CENTRE})
    row = Application.objects.get()
    page = text(county().get(url))
    assert "草稿，还没有交窗口" in page
    assert "金水测试工程" not in page
    assert "/approvals/mine/" not in page
    people.permitted(cast, row, now())
    page = text(county().get(url))
    for words in ("金水测试工程", row.number, "立项用地规划许可", "已办结，准予许可"):
        assert words in page, words
    assert row.code not in page
    for item in queries.list_documents(row):
        assert item.number in page


def test_an_application_that_is_not_of_the_project_is_parted_by_its_keeper():
    row = people.begun(people.Cast(), now(), library=CENTRE)
    url = reverse("projects_unbind", args=[row.id])
    assert county("410102").post(url).status_code == 404
    assert signed_in(factories.make_account(Role.AUDITOR)).post(url).status_code == 403
    assert county().get(url).status_code == 405
    answer = county().post(url, follow=True)
    assert "已与本项目脱钩" in text(answer)
    assert "还没有报建" in text(answer)
    assert county().post(url).status_code == 404
