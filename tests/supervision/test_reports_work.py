"""What the rooms below tell a report: duties, projects, approvals, titles, returns, calls, money, scores."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chongyang.core.scopes import system_scope
from chongyang.indicators.rules.periods import Period
from chongyang.supervision.operations.reports import make_report
from chongyang.supervision.reports_sections import providers
from chongyang.supervision.rules.reports_plan import load_plan
from chongyang.treasury.models import PaymentOrder
from tests.approvals import people as building
from tests.designations import titled
from tests.duties import people as ledger
from tests.emergency.test_ledger import chain_of
from tests.emergency.test_ledger import made as incident
from tests.factories import JINSHUI, ZHONGYUAN
from tests.reporting import people as handing
from tests.supervision import people as assessed
from tests.treasury.people import fund_budget, order

pytestmark = pytest.mark.usefixtures("db")
SPRING_2019 = datetime(2019, 2, 1, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.FILES = tmp_path


def blocks(key, period, place="city", now=SPRING_2019):
    row = make_report(period=Period.read(period), place=place, scope=system_scope("test"), now=now)
    return next(part["blocks"] for part in row.sections if part["key"] == key)


def text(told):
    return "\n".join(block["text"] for block in told if block["kind"] == "words")


def grids(told):
    return {block["title"]: block["rows"] for block in told if block["kind"] == "grid"}


def test_every_section_has_somebody_who_tells_it():
    assert providers() == {row.key for row in load_plan().sections}


def test_duties_by_organisation_with_the_reason_of_a_red_one():
    ledger.give(ledger.NEW_2018, ledger.CIVIL)
    told = blocks("duties", "2019Q1", now=datetime(2019, 3, 1, tzinfo=UTC))
    assert "分解到单位的任务 1 项，已销号 0 项" in text(told)
    assert grids(told)["各单位任务进展"][0][:2] == ["郑州市民政局", "1"]
    assert "红灯任务" in grids(told)
    assert all(grids(told)["红灯任务"][0])


def test_a_county_has_the_duties_of_its_own_areas_alone():
    ledger.give(ledger.EACH, ledger.JINSHUI, ledger.ERQI)
    told = blocks("duties", "2018Q4", place="jinshui")
    assert [row[0] for row in grids(told)["各单位任务进展"]] == ["郑州市金水区人民政府"]


def test_named_projects_stand_by_unit_and_stage():
    told = blocks("projects", "2018")
    rows = {row[0]: row for row in grids(told)["各地项目"]}
    assert "入库项目" in text(told)
    assert rows["巩义市"][1] == rows["巩义市"][2]
    assert sum(int(row[1]) for row in rows.values()) == int(text(told).split()[1])


def test_approvals_decided_in_the_period_alone():
    cast = building.Cast()
    building.permitted(cast, building.begun(cast))
    now = datetime(2026, 11, 20, tzinfo=UTC)
    (row,) = grids(blocks("approvals", "2026Q1", now=now))["本期办结的审批阶段"]
    assert (row[1], row[3]) == ("1", "100.0%")
    assert grids(blocks("approvals", "2026Q2", now=now)) == {}


def test_returns_count_streets_with_their_unit():
    handing.opened()
    told = blocks("reporting", "2018Q4")
    rows = {row[0]: row for row in grids(told)["填报的按时情况"]}
    assert int(rows["金水区"][1]) > 20
    assert rows["金水区"][2] == "0"
    assert rows["金水区"][-1] == "0.0%"
    assert "按时 0 份" in text(told)
    assert "未到期" not in text(told)


def test_an_early_report_calls_nothing_missing_that_still_has_time():
    handing.opened()
    told = blocks("reporting", "2018Q4", now=datetime(2019, 1, 4, 4, tzinfo=UTC))
    assert "应报 0 份，按时 0 份，迟报 0 份，未报 0 份" in text(told)
    assert "份未到期" in text(told)
    rows = {row[0]: row for row in grids(told)["填报的按时情况"]}
    assert rows["金水区"][1:5] == ["0", "0", "0", "0"]
    assert rows["金水区"][-1] == "–"


def test_calls_are_told_as_the_ledger_tells_them_and_small_groups_covered():
    opened = datetime(2018, 11, 5, 4, tzinfo=UTC)
    for place, area in enumerate([JINSHUI] * 7 + [ZHONGYUAN] * 2):
        incident(area, opened + timedelta(hours=place), chain_of(opened, 0, 20, 300))
    told = blocks("emergencies", "2018Q4")
    assert "本期紧急呼叫 9 件" in text(told)
    rows = {row[0]: row[1:] for row in grids(told)["各地紧急呼叫响应"]}
    assert set(rows["中原区"]) == {"从略"}
    assert blocks("emergencies", "2018Q3")[0]["text"] == "本期没有数值。"


def test_money_that_arrived_and_few_persons_are_covered():
    fund_budget()
    for _ in range(2):
        order()
    PaymentOrder.objects.update(state="paid", paid_on=date(2018, 11, 5))
    told = blocks("money", "2018Q4")
    assert [row[1:] for row in grids(told)["各项目到账金额"]] == [["从略", "从略"]]
    assert text(told) == ""
    for _ in range(4):
        order()
    PaymentOrder.objects.update(state="paid", paid_on=date(2018, 11, 5))
    told = blocks("money", "2018Q4")
    assert [row[1:] for row in grids(told)["各项目到账金额"]] == [["6", "0.18"]]
    assert "本期到账 6 笔，共 0.18 万元" in text(told)


def test_what_was_published_of_the_assessment_stands_in_the_year_alone():
    row = assessed.published(assessed.office())
    now = datetime(2019, 3, 1, tzinfo=UTC)
    told = grids(blocks("assessment", "2018", now=now))[f"考核结果（{row.number}）"]
    assert len(told) == len(row.extract["rows"])
    (own,) = grids(blocks("assessment", "2018", place="jinshui", now=now)).values()
    assert own[0][1] == "金水区"


def test_titles_held_on_the_last_day():
    titled.TitleHeld.objects.create(
        title="smart_street",
        holder_kind="street",
        slot="street:410105001000",
        name="经八路街道",
        area=410105001000,
        plaque="测试001",
        valid_from=date(2018, 12, 1),
        valid_to=date(2021, 12, 1),
        review_on=date(2019, 12, 1),
        given_at=SPRING_2019,
    )
    (rows,) = grids(blocks("designations", "2018Q4")).values()
    assert [row[1:] for row in rows] == [["1", "0"]]
    assert grids(blocks("designations", "2018Q4", place="erqi")) == {}
