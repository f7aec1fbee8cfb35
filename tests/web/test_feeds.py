"""The desk of feeds: who enters, uploading, what a run shows, reports of faults, what stays covered."""

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from chongyang.claims.models import Claim, Fault, Run
from chongyang.claims.operations import keeping, working
from chongyang.core.models import Event
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import Can, can
from tests import factories
from tests.claims.feed_files import people, person, write_csv
from tests.web.test_street import office, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone", "own_folder")]
FEED = "police_population"
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
BAD_NAME = "=王9"


@pytest.fixture
def own_folder(settings, tmp_path):
    settings.FEED_FILES = tmp_path / "kept"


def client_of(role, code=""):
    return signed_in(factories.make_account(role, office(code) if code else None))


@pytest.fixture
def steward(db):
    return client_of(Role.DATA_STEWARD)


def upload(client, path, day="2026-11-01", **more):
    file = SimpleUploadedFile(path.name, path.read_bytes())
    return client.post(reverse("feeds_upload", args=[FEED]), {"file": file, "told_on": day, **more})


@pytest.fixture
def taken(steward, tmp_path):
    """A run with one refused row and one to be looked at."""
    rows = [*people(30), person(40, 联系电话="12"), person(41, 姓名=BAD_NAME)]
    assert upload(steward, write_csv(tmp_path / "a.csv", rows)).status_code == 302
    assert working.work_once(lambda: NOW) == 1
    return Run.objects.get()


@pytest.mark.parametrize("role", list(Role))
def test_each_role_enters_what_it_may(db, role):
    client = client_of(role)
    for name in ("feeds", "feeds_runs"):
        assert client.get(reverse(name)).status_code == (200 if can(role, Can.READ_FEEDS) else 403), name
    answer = client.post(reverse("feeds_upload", args=[FEED]), {})
    assert answer.status_code == (422 if can(role, Can.IMPORT_FEEDS) else 403)


def test_the_list_and_a_description_say_what_is_agreed(steward):
    assert "从未收到" in steward.get(reverse("feeds")).content.decode()
    page = steward.get(reverse("feeds_feed", args=[FEED])).content.decode()
    for words in ("郑州市公安局户政部门", "公民身份号码", "每月", "GB/T 4761-2008", "待确认"):
        assert words in page
    assert steward.get(reverse("feeds_feed", args=["nobody"])).status_code == 404


def test_an_upload_waits_is_taken_in_and_its_file_is_gone(taken, steward):
    assert (taken.state, taken.new_claims, taken.faults, taken.warnings) == ("done", 31, 1, 1)
    assert taken.told_on == date(2026, 11, 1)
    assert not keeping.path_of(taken.id).exists()
    page = steward.get(reverse("feeds_run", args=[taken.id])).content.decode()
    assert "姓名含有数字或符号" in page
    assert "只填写姓名" in page
    assert BAD_NAME not in page
    assert "15400000" not in page


def test_the_same_file_again_is_the_same_run(taken, steward, tmp_path):
    answer = upload(steward, tmp_path / "a.csv")
    assert answer.url == reverse("feeds_run", args=[taken.id])
    assert Run.objects.count() == 1
    assert "没有重复导入" in steward.get(answer.url).content.decode()


def test_a_file_with_exchanged_columns_is_refused_in_words(steward, tmp_path):
    rows = [dict(row, 姓名=row["公民身份号码"], 公民身份号码=row["姓名"]) for row in people(50)]
    answer = upload(steward, write_csv(tmp_path / "b.csv", rows))
    working.work_once(lambda: NOW)
    page = steward.get(answer.url).content.decode()
    assert "“姓名”和“公民身份号码”两列的内容似乎互换了" in page
    assert Claim.objects.count() == 0


def test_what_is_no_table_is_refused_at_once(steward, tmp_path):
    path = tmp_path / "c.csv"
    path.write_bytes(b"\x00\x01\x02" * 100)
    page = steward.get(upload(steward, path).url).content.decode()
    assert "文件不是 CSV、XLSX 或 JSON Lines" in page


def test_too_large_a_file_is_refused_and_not_kept(steward, tmp_path, settings):
    settings.FEED_BYTES = 100
    answer = upload(steward, write_csv(tmp_path / "a.csv", people(50)))
    assert answer.status_code == 413
    assert "文件太大" in answer.content.decode()
    assert not (tmp_path / "kept").exists()


def test_a_report_covers_cells_and_reveals_them_with_an_event(taken, steward):
    url = reverse("feeds_report", args=[taken.id])
    book = openpyxl.load_workbook(io.BytesIO(steward.post(url, {"form": "xlsx"}).content))
    rows = list(book.active.iter_rows(values_only=True))
    assert len(rows) == 3
    assert BAD_NAME not in str(rows)
    words = {"form": "csv", "reveal": "1", "purpose": "correction"}
    text = steward.post(url, words).content.decode("utf-8-sig")
    assert f"'{BAD_NAME}" in text  # a spreadsheet must not take it for a formula
    event = Event.objects.filter(kind="claims.faults.exported").order_by("-at", "-id").first()
    assert (event.purpose, event.payload["reveals"]) == ("correction", True)
    assert BAD_NAME not in str(event.payload)


def test_a_report_with_cells_needs_a_purpose(taken, steward):
    answer = steward.post(reverse("feeds_report", args=[taken.id]), {"form": "csv", "reveal": "1"})
    assert answer.status_code == 302
    assert not Event.objects.filter(kind="claims.faults.exported").exists()


def test_an_outsider_finds_no_run_of_another_area(taken):
    reviewer = client_of(Role.COUNTY_REVIEWER, "410102002")
    assert reviewer.get(reverse("feeds_run", args=[taken.id])).status_code == 404
    assert reviewer.post(reverse("feeds_report", args=[taken.id]), {"form": "csv"}).status_code == 404
    auditing_city = client_of(Role.CITY_REVIEWER)
    assert auditing_city.get(reverse("feeds_run", args=[taken.id])).status_code == 200


def test_progress_asks_again_while_a_run_works_and_ends_the_page_when_done(taken, steward):
    url = reverse("feeds_run_state", args=[taken.id])
    assert steward.get(url).headers["HX-Refresh"] == "true"
    Run.objects.update(state="running", done_rows=16, total_rows=32)
    answer = steward.get(url)
    assert "HX-Refresh" not in answer.headers
    assert "every 2s" in answer.content.decode()
    assert "还需" in answer.content.decode()
    Run.objects.update(state="cut", reason="failed")
    assert "还需" not in steward.get(url).content.decode(), "what stands still has no time left"


def test_a_cut_run_is_let_go_on(taken, steward):
    Run.objects.update(state="cut", reason="failed")
    go_on = reverse("feeds_go_on", args=[taken.id])
    page = steward.post(go_on, follow=True).content.decode()
    assert "文件已不在" in page
    keeping.path_of(taken.id).write_text("x")
    steward.post(go_on)
    assert Run.objects.get().state == "waiting"


def test_faults_are_paged_and_filtered(taken, steward):
    Fault.objects.all().delete()
    Fault.objects.bulk_create(
        Fault(run=taken, area=taken.area, line=n, column="姓名", code="name", is_refused=True)
        for n in range(2, 122)
    )
    url = reverse("feeds_run", args=[taken.id])
    assert "下一页" in steward.get(url, {"code": "name"}).content.decode()
    assert "下一页" not in steward.get(url, {"code": "name", "page": "3"}).content.decode()


@pytest.fixture
def held(taken, steward, tmp_path):
    """A second file shows ten of thirty-one records."""
    upload(steward, write_csv(tmp_path / "short.csv", people(10)), day="2026-11-08")
    working.work_once(lambda: NOW)
    return Run.objects.get(told_on=date(2026, 11, 8))


def test_many_endings_are_confirmed_by_a_second_steward(held, steward):
    page, url = reverse("feeds_run", args=[held.id]), reverse("feeds_ending", args=[held.id])
    assert "请另一位数据管理员核对后确认" in steward.get(page).content.decode()
    assert "不能自己确认" in steward.post(url, {"choice": "end", "note": "x"}, follow=True).content.decode()
    colleague = client_of(Role.DATA_STEWARD)
    assert "请写明核对的经过" in colleague.post(url, {"choice": "end"}, follow=True).content.decode()
    assert colleague.post(url, {"choice": "?"}).status_code == 400
    assert Claim.objects.filter(valid_to=None).count() == 31
    said = colleague.post(url, {"choice": "end", "note": "已电话核对"}, follow=True).content.decode()
    assert "已确认失效" in said
    assert "已电话核对" in said
    assert Claim.objects.filter(valid_to=None).count() == 10


def test_who_is_to_confirm_finds_the_file_from_the_desk_and_in_the_list(held, steward):
    colleague, page = client_of(Role.DATA_STEWARD), reverse("feeds_run", args=[held.id])
    desk = colleague.get(reverse("feeds")).content.decode()
    assert f'href="{page}"' in desk
    assert "等待第二人确认" in desk
    assert colleague.get(reverse("feeds_runs")).content.decode().count("等待第二人确认") == 1
    outsider = client_of(Role.COUNTY_REVIEWER, "410102002")
    assert "等待第二人确认" not in outsider.get(reverse("feeds")).content.decode()
    colleague.post(reverse("feeds_ending", args=[held.id]), {"choice": "keep", "note": "已电话核对"})
    for name in ("feeds", "feeds_runs"):
        assert "等待第二人确认" not in colleague.get(reverse(name)).content.decode()


def test_an_outsider_confirms_nothing(held):
    url = reverse("feeds_ending", args=[held.id])
    assert client_of(Role.CITY_REVIEWER).post(url, {"choice": "end", "note": "x"}).status_code == 403
    assert client_of(Role.STREET_CLERK, "410105001").post(url, {"choice": "end"}).status_code == 403
    assert (
        "已电话核对"
        not in client_of(Role.CITY_REVIEWER).get(reverse("feeds_run", args=[held.id])).content.decode()
    )
    assert Claim.objects.filter(valid_to=None).count() == 31


def test_an_english_page_names_feeds_and_columns_in_english(taken, steward, settings):
    steward.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "Population and households" in steward.get(reverse("feeds")).content.decode()
    page = steward.get(reverse("feeds_feed", args=[FEED])).content.decode()
    for words in ("Public Security Bureau", "Citizen identity number of 18 digits", "Registered address"):
        assert words in page
    assert "联系电话 (Telephone)" in steward.get(reverse("feeds_run", args=[taken.id])).content.decode()
    report = steward.post(reverse("feeds_report", args=[taken.id]), {"form": "csv"}).content.decode(
        "utf-8-sig"
    )
    assert "姓名 (Name)" in report
