"""What the library lets be counted: projects by their stages in a period, money, investors, enterprises."""

from datetime import date
from decimal import Decimal

import pytest

from chongyang.core.measuring import Days, get_measure, list_measures
from chongyang.core.queries.measuring import count_by_street, list_counted
from chongyang.core.scopes import Scope, interval_of
from chongyang.indicators.models import Value
from chongyang.indicators.operations import compute_period
from chongyang.indicators.rules.periods import Period
from chongyang.projects import operations, queries
from chongyang.projects.models import Project
from chongyang.projects.operations import AttractionTold, EnterpriseTold
from chongyang.projects.rules.told import MonthTold
from tests.indicators.drilling import by_unit, refuses_an_elder, rows_seen
from tests.projects.people import JINSHUI, NOW, centre, keeper, month, move, office, said, told

pytestmark = pytest.mark.usefixtures("db")
QUARTER = Period.read("2026Q3")
YI = 10**10


def count(key: str, days: Days | None = None) -> Decimal:
    measure = get_measure(key)
    assert measure
    return sum(count_by_street(measure, days or QUARTER.days).values(), Decimal(0))


def test_a_start_counts_in_its_period_and_a_step_back_counts_nowhere():
    scope = keeper()
    move(scope, "started", date(2026, 7, 5))
    assert count("projects.started") == 1
    assert count("projects.started", Period.read("2026Q2").days) == 0
    move(scope, "reserve", date(2026, 8, 1), reason="退回", document="纪要")
    assert count("projects.started") == 1
    assert count("projects.completed") == 0
    assert count("projects.listed") == 44


def test_completed_counts_once_even_if_it_goes_into_operation_in_the_same_period():
    scope = keeper()
    move(scope, "completed", date(2026, 7, 5))
    move(scope, "in_operation", date(2026, 8, 5))
    assert count("projects.completed") == 1


def test_the_four_hospitals_count_as_they_stood_at_the_end_of_the_period():
    scope = office()
    row = queries.get_by_number(scope, "2018-34-13")
    told = {"project": row.id, "stage": "completed", "on": date(2026, 9, 30), "reason": "跨阶段"}
    operations.change_stage(**told, **said(scope))
    assert count("projects.hospitals") == 1
    assert count("projects.hospitals", Period.read("2026Q2").days) == 0


def test_investment_adds_up_and_its_rows_are_listed():
    scope = keeper()
    for number, fen in ((7, YI), (9, YI // 2), (10, YI)):
        operations.report_month(project=centre().id, told=month(number, fen=fen), **said(scope))
    assert count("projects.investment_done") == Decimal("1.5")
    measure = get_measure("projects.investment_done")
    rows = list(list_counted(measure, QUARTER.days, interval_of("410105")))
    assert len(rows) == 2


def test_enterprises_above_the_rules_revenue_and_known_operators_are_counted():
    scope = office()
    for name, revenue in (("甲用品", YI + 1), ("乙用品", YI)):
        told = EnterpriseTold(name, JINSHUI, "products", "products")
        row = operations.list_enterprise(told=told, **said(scope))
        year = {"year": 2025, "revenue_fen": revenue, "document": "审计报告"}
        operations.tell_revenue(enterprise=row.id, **year, **said(scope))
    days = Period.read("2026").days
    assert count("projects.big_enterprises", days) == 1
    day = {"agreed_on": date(2026, 7, 1), "arrived_on": date(2026, 8, 1)}
    deal = AttractionTold("丙", JINSHUI, "arrived", is_known_operator=True, arrived_fen=YI, **day)
    operations.tell_attraction(told=deal, **said(scope))
    assert count("projects.known_operators") == 1
    assert count("projects.attracted") == 1


def test_the_indicators_of_the_plan_are_computed_from_these_rows():
    scope = keeper()
    move(scope, "started", date(2026, 7, 5))
    compute_period(period=QUARTER, now=NOW)
    held = {
        row.indicator: row.value
        for row in Value.objects.filter(period="2026Q3", place="city", replaced_at=None)
    }
    assert held["projects.started"] == 1
    for key in ("hospitals.geriatric", "operators.attracted", "products.big_enterprises"):
        assert held[key] == 0


def test_every_measure_of_the_room_runs():
    keys = [measure.key for measure in list_measures() if measure.key.startswith("projects.")]
    assert len(keys) == 18
    for key in keys:
        assert count(key) is not None


def of_2014(number: str) -> Project:
    return Project.objects.get(number=f"2014-25-{number}")


def report_2014(scope: Scope, number: str, month: int, fen: int) -> None:
    told = MonthTold(month=date(2014, month, 1), share=5 * month, money={"city": fen}, reason="补报")
    operations.report_month(project=of_2014(number).id, told=told, **said(scope))


def test_a_section_of_2014_counts_its_named_projects_and_those_brought_in_under_its_clause():
    scope = office()
    told_so = {"sector": "medical", "clause": "2014-25/3.1", "area": JINSHUI}
    for more in ({}, {"sector": "sports"}, {"clause": "2018-34/3.3.1"}):
        operations.add_project(told=told(**told_so | more), **said(scope))
    days = Period.read("2026Q4").days
    assert count("projects.medical_2014", days) == 4
    assert count("projects.medical_2014", Period.read("2014Q3").days) == 3
    assert count("projects.medical_2014", Period.read("2014Q2").days) == 0
    assert count("projects.biomedicine_2014", days) == 3
    assert count("projects.culture_and_tourism_2014", days) == 3


def test_money_of_2014_is_that_of_its_year_up_to_the_end_of_the_period():
    scope = office()
    report_2014(scope, "01", 8, YI)
    report_2014(scope, "01", 11, YI // 2)
    report_2014(scope, "09", 9, YI // 4)
    operations.report_month(
        project=of_2014("01").id,
        told=MonthTold(month=date(2015, 1, 1), share=100, money={"city": YI}, reason="补报"),
        **said(scope),
    )
    key = "projects.medical_done_2014"
    assert count(key, Period.read("2014Q3").days) == 1
    assert count(key, Period.read("2014Q4").days) == count(key) == Decimal("1.5")
    assert count("projects.sports_done_2014") == Decimal("0.25")
    assert count("projects.medical_devices_done_2014") == 0


def test_devices_and_medicine_of_one_clause_are_told_apart():
    scope = office()
    report_2014(scope, "14", 8, YI)
    report_2014(scope, "17", 8, 2 * YI)
    assert count("projects.biomedicine_done_2014") == 1
    assert count("projects.medical_devices_done_2014") == 2
    assert by_unit("projects.biomedicine_done_2014", "2014Q4") == {"dengfeng": 1}


def test_the_planned_total_of_elder_care_is_of_all_its_years():
    scope = office()
    for number, year in (("04", 2013), ("04", 2014), ("08", 2015), ("01", 2014)):
        operations.plan_money(project=of_2014(number).id, year=year, money={"city": YI}, **said(scope))
    assert count("projects.elder_care_total_2014") == 3
    assert count("projects.elder_care_done_2014") == 0


def test_rows_of_2014_are_for_whoever_reaches_their_county():
    report_2014(office(), "14", 8, YI)
    for key in ("projects.biomedicine_2014", "projects.biomedicine_done_2014"):
        assert len(rows_seen(key, "2014Q4", "410185")) == 1
        assert rows_seen(key, "2014Q4", "410105") == []
        refuses_an_elder(key, "2014Q4")


def test_where_the_library_has_no_month_of_2014_what_units_report_counts():
    compute_period(period=Period.read("2014Q4"), now=NOW)
    assert not Value.objects.filter(indicator="investment.medical").exists()
    assert Value.objects.get(indicator="projects.medical", place="city").value == 3
    report_2014(office(), "01", 8, YI)
    compute_period(period=Period.read("2014Q4"), now=NOW)
    assert Value.objects.get(indicator="investment.medical", replaced_at=None).value == 1
