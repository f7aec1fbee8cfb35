"""Reports: the same values give the same, other values another edition; who makes, reads and publishes."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from chongyang.core.access import enter
from chongyang.core.models import Event
from chongyang.core.running import list_running
from chongyang.core.scopes import system_scope
from chongyang.indicators.operations import compute_period
from chongyang.indicators.rules.periods import Period
from chongyang.supervision import tasks
from chongyang.supervision.models import Report
from chongyang.supervision.operations.reports import (
    UnableToMakeReport,
    UnableToPublishReport,
    make_report,
    publish_report,
)
from chongyang.supervision.queries.reports import (
    NotFound,
    access_report,
    get_published,
    list_published,
    list_reports,
)
from chongyang.supervision.reports_sections import providers
from chongyang.supervision.rules.reports import NOTHING, digest_of
from chongyang.supervision.rules.reports_plan import load_plan
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from tests.factories import JINSHUI, ZHONGYUAN, make_account, make_device, make_elder, scope_of

pytestmark = pytest.mark.usefixtures("db")
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
BEFORE = datetime(2020, 1, 1, tzinfo=UTC)
QUARTER = Period(2026, 3)
SYSTEM = system_scope("test")


@pytest.fixture
def counted():
    for area in [JINSHUI] * 8 + [ZHONGYUAN] * 6:
        make_device(make_elder(area=area, registered_at=BEFORE))
    for period in (QUARTER, Period(2026)):
        compute_period(period=period, now=NOW)


def made(period=QUARTER, place="city", scope=SYSTEM, now=NOW):
    return make_report(period=period, place=place, scope=scope, now=now)


def post(role, code="4101"):
    return scope_of(make_account(role, None, code))


def text_of(row, key):
    part = next(part for part in row.sections if part["key"] == key)
    cells = [block.get("text") or str(block.get("rows", "")) + block["title"] for block in part["blocks"]]
    return "\n".join(cells)


def test_the_same_values_give_the_same_report_on_any_day_by_anybody(counted):
    first = made()
    again = made(scope=post(Role.LEADING_GROUP_OFFICE), now=datetime(2027, 3, 1, tzinfo=UTC))
    assert again.id == first.id
    assert Report.objects.count() == 1
    assert Event.objects.filter(kind="supervision.report.made").count() == 1


def test_other_values_make_another_edition_beside_the_first(counted):
    first = made()
    make_elder(registered_at=BEFORE)
    compute_period(period=QUARTER, now=NOW)
    second = made()
    assert (first.edition, second.edition) == (1, 2)
    assert first.digest != second.digest


def test_what_is_kept_has_the_digest_that_was_told(counted):
    row = Report.objects.get(id=made().id)
    assert digest_of(row.sections) == row.digest


def test_without_any_value_every_section_says_so():
    row = made(period=Period(2019, 2))
    assert [part["key"] for part in row.sections] == [one.key for one in load_plan().sections if not one.only]
    assert "都还没有可以评价的数值" in text_of(row, "summary")
    assert text_of(row, "money") == NOTHING
    assert "资金兑付" in text_of(row, "missing")
    assert "已达到" not in text_of(row, "targets")


def test_sentences_say_what_the_values_say(counted):
    row = made()
    told = text_of(row, "summary")
    assert "截至2026年9月30日" in told
    assert "没有可与上期（2026年第二季度）比较的数值" in told
    assert "老年人入网登记率" in told
    assert "本期尚未结束" not in told


def test_a_running_period_says_that_it_is_not_over(counted):
    compute_period(period=Period(2026, 4), now=NOW)
    assert "截至2026年11月20日" in text_of(made(period=Period(2026, 4)), "summary")
    assert "本期尚未结束" in text_of(made(period=Period(2026, 4)), "summary")


def test_a_period_that_has_not_begun_has_no_report():
    with pytest.raises(UnableToMakeReport):
        made(period=Period(2027, 1))


def test_few_people_stand_in_no_report(counted):
    """Four devices of a county are not told, by whatever share; eight of another are."""
    for _ in range(4):
        make_device(make_elder(area=410103001001, registered_at=BEFORE))
    compute_period(period=QUARTER, now=NOW)
    grids = [block for part in made().sections if part["key"] == "places" for block in part["blocks"]]
    rows = {row[0]: row[1:] for block in grids if block["kind"] == "grid" for row in block["rows"]}
    assert rows["金水区"][-1].startswith("1,000.0")
    assert rows["二七区"][-1] == "从略"


def test_a_whole_number_of_the_city_is_no_target_of_a_county(counted):
    told = text_of(made(place="jinshui"), "targets")
    assert "全市不低于 3,000 张" in told
    assert "全市 3–5 家" in told
    assert "全市 700 亿元左右" in told


def test_what_is_late_is_named_as_often_as_it_is_counted(counted):
    told = text_of(made(), "summary")
    counts = re.search(r"到期未达到 (\d+) 项", told), re.search(r"到期未达到的目标：.*等 (\d+) 项", told)
    assert counts[0]
    assert counts[1]
    assert counts[0][1] == counts[1][1]


def test_an_annual_report_has_the_assessment_and_a_county_its_own_office(counted):
    row = made(period=Period(2026), place="jinshui")
    assert "assessment" in [part["key"] for part in row.sections]


def test_every_section_of_the_plan_but_those_to_come_has_somebody_who_tells_it():
    assert providers() <= {row.key for row in load_plan().sections}


def test_a_county_makes_and_reads_its_own_and_finds_no_other(counted):
    jinshui = post(Role.COUNTY_REVIEWER, "410102")
    row = made(place="zhongyuan", scope=jinshui)
    made(place="jinshui")
    assert [one.id for one in list_reports(jinshui, now=NOW)] == [row.id]
    with pytest.raises(NotFound):
        made(place="city", scope=jinshui)
    with pytest.raises(NotFound):
        access_report(post(Role.COUNTY_REVIEWER, "410105"), row.id, now=NOW)
    assert access_report(post(Role.AUDITOR), row.id, now=NOW).id == row.id


@pytest.mark.parametrize("role", [Role.STREET_CLERK, Role.ELDER, Role.OPERATOR])
def test_who_does_not_read_assessment_makes_none(role, counted):
    with pytest.raises(NotAllowed):
        made(scope=post(role))


def test_another_person_publishes_once_and_after_the_end(counted):
    office, second = post(Role.LEADING_GROUP_OFFICE), post(Role.LEADING_GROUP_OFFICE)
    row = made(scope=office)
    for scope in (office, post(Role.PLANNER)):
        with pytest.raises((UnableToPublishReport, NotAllowed)):
            publish_report(report=row.id, scope=scope, now=NOW)
    assert not list_published()
    publish_report(report=row.id, scope=second, now=NOW)
    assert [one.id for one in list_published()] == [row.id]
    with pytest.raises(UnableToPublishReport):
        publish_report(report=row.id, scope=second, now=NOW)
    running = made(period=Period(2026, 4))
    with pytest.raises(UnableToPublishReport):
        publish_report(report=running.id, scope=second, now=NOW)
    with pytest.raises(NotFound):
        get_published(running.id)


def test_row_level_security_lets_nobody_but_the_system_write(counted):
    names = ("period", "place", "sections", "digest", "made_on", "made_at")
    row = made()
    told = {name: getattr(row, name) for name in names}
    with pytest.raises(DatabaseError), enter(post(Role.LEADING_GROUP_OFFICE)), transaction.atomic():
        Report.objects.create(**told, edition=9)


def test_the_plan_tells_what_is_published(counted):
    labels = {entry.url_name: entry.figure for entry in list_running("2018-34/4.6") if entry.figure}
    assert labels["results_reports"](NOW) == "还没有公布季度或年度报告。"
    publish_report(report=made().id, scope=post(Role.LEADING_GROUP_OFFICE), now=NOW)
    assert labels["results_reports"](NOW) == "已公布 1 份报告，最近一份是 2026Q3。"
    assert "张表" in labels["results_data"](NOW)


def test_the_clock_makes_the_former_quarters_report_once(counted, monkeypatch):
    monkeypatch.setattr(tasks, "now", lambda: datetime(2026, 10, 9, 4, tzinfo=UTC))
    assert tasks.draft_report(0) == 0
    monkeypatch.setattr(tasks, "now", lambda: datetime(2026, 10, 12, 4, tzinfo=UTC))
    assert [tasks.draft_report(0), tasks.draft_report(0)] == [1, 0]
    assert [(row.period, row.made_by) for row in Report.objects.all()] == [("2026Q3", None)]


def test_the_command_writes_both_files(counted, tmp_path, capsys):
    call_command("make_report", quarter="2026Q3", out=tmp_path, json=True)
    told = json.loads(capsys.readouterr().out)
    assert [Path(name).suffix for name in told["files"]] == [".docx", ".pdf"]
    assert all(Path(name).stat().st_size > 1000 for name in told["files"])
    for wrong in ({"quarter": "2026"}, {"year": "2026Q3"}, {"quarter": "x"}, {"quarter": "2999Q1"}):
        with pytest.raises(CommandError):
            call_command("make_report", out=tmp_path, **wrong)
    with pytest.raises(CommandError):
        call_command("make_report", quarter="2026Q3", county="nowhere", out=tmp_path)
