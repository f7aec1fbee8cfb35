"""The desk of the library: who enters and reaches what, every page empty and full, the map and the gantt."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from chongyang.approvals import queries
from chongyang.approvals.models import Application
from chongyang.core.clock import now
from chongyang.projects import operations
from chongyang.projects.models import MonthReport, Problem
from chongyang.territory.enums import Role
from chongyang.territory.models import Account
from chongyang.territory.rules.capabilities import Can, can
from tests import factories
from tests.approvals import people
from tests.projects.people import CENTRE, centre, told
from tests.web.projects_desk import PAGES, act, county, filled, office, text
from tests.web.test_seat import signed_in

pytestmark = pytest.mark.usefixtures("db", "password_alone")


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


@pytest.mark.parametrize("role", [Role.DEPUTY_LEADER, Role.PLANNER])
def test_who_reaches_no_person_reads_the_library_by_the_areas_of_the_post(role):
    """No person stands in a project: a leader and a planner see the projects of their area, and no other."""
    whole = text(signed_in(factories.make_account(role)).get("/projects/"))
    jinshui = text(signed_in(factories.make_account(role, None, "410105")).get("/projects/"))
    erqi = text(signed_in(factories.make_account(role, None, "410103")).get("/projects/"))
    assert "金水区养老中心" in whole
    assert "金水区养老中心" in jinshui
    assert "金水区养老中心" not in erqi
    assert "二七" in erqi


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
