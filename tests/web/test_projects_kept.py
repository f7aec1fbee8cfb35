"""The desk of the library: every form with what it refuses, papers and pictures, rubbish."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from chongyang.core.clock import now
from chongyang.projects import operations
from chongyang.projects.models import Grant, MonthReport, Parcel, Problem, Project, Proposal
from chongyang.territory.enums import Role
from tests import factories
from tests.approvals import people
from tests.projects.people import CENTRE, JINSHUI, ZHONGYUAN, centre
from tests.projects.test_money_and_months import photo
from tests.web.projects_desk import TODAY, act, county, filled, office, text
from tests.web.test_seat import signed_in

pytestmark = pytest.mark.usefixtures("db", "password_alone")


def test_a_stage_back_without_reason_is_refused_beside_its_field():
    filled()
    answer = act(county(), "stage", stage="reserve", on=str(TODAY))
    assert answer.status_code == 422
    assert "退回或停缓必须写明原因和依据文件" in text(answer)
    assert centre().stage == "building"


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


def test_a_planner_keeps_projects_of_the_area_and_a_leader_keeps_none():
    form = {"name": "规划新建日间照料中心", "sector": "elder_care", "area": str(JINSHUI)}
    leader = signed_in(factories.make_account(Role.DEPUTY_LEADER))
    assert leader.post("/projects/new/", form).status_code == 403
    away = signed_in(factories.make_account(Role.PLANNER, None, "410103"))
    assert away.post("/projects/new/", form).status_code == 422
    assert not Project.objects.filter(name=form["name"]).exists()
    planner = signed_in(factories.make_account(Role.PLANNER, None, "410105"))
    assert planner.post("/projects/new/", form).status_code == 302
    assert Project.objects.filter(name=form["name"]).exists()


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
