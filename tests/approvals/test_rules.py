"""The catalogue, what facts spare a project, who answers for what on which day, and the stopped clock."""

from copy import deepcopy
from datetime import date, datetime, timedelta
from importlib import resources
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.approvals.rules import catalogue, clock, departments, papers, planning, tables, uses
from chongyang.core.workdays import china
from chongyang.core.yaml_files import read_yaml
from chongyang.policy.rules.documents import load_documents

ZONE = ZoneInfo("Asia/Shanghai")
TOLD = catalogue.load()
LAND = TOLD.stage("land")


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


def words_of_plan() -> dict[str, str]:
    clauses = (clause for document in load_documents() for clause in document.clauses)
    return {clause.id: "".join((clause.text or "").split()) for clause in clauses}


def test_the_four_stages_are_those_of_the_plan_with_its_lead_departments():
    assert [(stage.label, stage.lead) for stage in TOLD.stages] == [
        ("立项用地规划许可", "city.development-reform"),
        ("工程建设许可", "city.planning"),
        ("施工许可", "city.construction"),
        ("竣工验收", "city.construction"),
    ]
    text = words_of_plan()["2018-34/3.8.4"]
    assert "、".join(stage.label for stage in TOLD.stages) in text


def test_every_condition_stands_in_the_plan_word_for_word():
    said = words_of_plan()
    for rule in TOLD.conditions:
        assert rule.quote in said[rule.clause], rule.name
    for fact in TOLD.facts:
        assert fact.clause in said
    assert uses.years_of(TOLD.use) == 5


def test_what_the_plan_does_not_fix_is_not_confirmed():
    assert not TOLD.is_confirmed
    assert TOLD.source
    assert sum(stage.workdays for stage in TOLD.stages) <= 120


def test_no_assessment_of_its_own_inside_an_approved_regulatory_plan():
    plan = planning.plan(TOLD, LAND, {"in_regulatory_plan": True})
    assert set(plan.fallen) == {"traffic_assessment", "water_assessment", "seismic_assessment"}
    assert all(rule.name == "regulatory_plan" for rule in plan.fallen.values())
    assert "regulatory_plan_approval" in plan.required
    assert not {"traffic_report", "water_report", "seismic_report"} & set(plan.required)
    whole = planning.plan(TOLD, LAND, {})
    assert not whole.fallen
    assert {"traffic_report", "water_report", "seismic_report"} <= set(whole.required)
    assert "regulatory_plan_approval" not in whole.required


def test_a_hospitals_fire_report_serves_where_it_uses_medical_beds_alone():
    stage = TOLD.stage("completion")
    plan = planning.plan(TOLD, stage, {"uses_medical_beds": True})
    assert set(plan.fallen) == {"fire_acceptance"}
    assert "hospital_fire_report" in plan.required
    for facts in ({}, {"is_converted": True}, {"uses_medical_beds": False}):
        other = planning.plan(TOLD, stage, facts)
        assert not other.fallen
        assert "hospital_fire_report" not in other.required


def test_a_conversion_needs_no_change_of_planning_for_its_fire_items():
    plan = planning.plan(TOLD, TOLD.stage("construction"), {"is_converted": True})
    spared = {one.material.name: one.spared_by for one in plan.papers if one.spared_by}
    assert list(spared) == ["use_change_approval"]
    assert "use_change_approval" not in plan.required
    assert not planning.plan(TOLD, TOLD.stage("construction"), {}).reads(["fire_design"]) & set(spared)


def test_a_department_reads_the_papers_of_its_items_and_the_common_ones():
    plan = planning.plan(TOLD, LAND, {"in_regulatory_plan": True})
    assert plan.reads(["project_filing"]) == {
        "applicant_certificate",
        "project_report",
        "regulatory_plan_approval",
    }
    assert "land_proof" in plan.reads(["land_review"])
    assert plan.reads([]) == {"applicant_certificate", "regulatory_plan_approval"}


def test_who_answers_is_the_department_of_the_day():
    reform, before = date(2019, 1, 1), date(2018, 12, 31)
    on = departments.department_on
    assert (on("city.planning", before), on("city.planning", reform)) == (
        "city.planning",
        "city.natural-resources",
    )
    duty = "建设工程消防设计审查验收"
    assert (on("city.fire", before, duty), on("city.fire", reform, duty)) == (
        "city.fire",
        "city.urban-rural-construction",
    )
    assert on("city.fire", reform) == "city.fire-rescue"
    assert {"city.planning", "city.land-resources"} < departments.answers_for("city.natural-resources")
    assert "city.natural-resources" not in departments.answers_for("city.planning")
    for stage in TOLD.stages:
        for key, moved in [(stage.lead, ""), *((item.department, item.duty) for item in stage.items)]:
            assert departments.name_of(on(key, reform, moved)) != key


def test_nobody_who_decides_shares_a_place_with_the_window_or_who_applies():
    for stage in TOLD.stages:
        table = tables.tables()[stage.name]
        places = {item.name: tables.place_of(item) for item in stage.items}
        assert not set(places.values()) & {tables.APPLYING, tables.WINDOW, tables.CONVENING}
        for name, place in places.items():
            assert {
                table.action(f"{verb}_{name}").stage for verb in ("permit", "refuse", "opine", "lack")
            } == {place}
        assert table.action("finish").by_system
        by_system = [action for action in table.actions if action.by_system and action.target]
        assert [action.name for action in by_system] == ["finish"]
        assert by_system[0].needs == (tables.ALL_DONE,)


def test_a_day_within_the_spring_festival_moves_the_deadline():
    """Received on Friday 13 February 2026: Saturday 14 is worked, 15–23 are off, Saturday 28 is worked."""
    assert clock.due(at(date(2026, 2, 13)), 1).date() == date(2026, 2, 14)
    assert clock.due(at(date(2026, 2, 13)), 2).date() == date(2026, 2, 24)
    assert clock.due(at(date(2026, 2, 13)), 6).date() == date(2026, 2, 28)
    assert clock.due(at(date(2026, 2, 13)), 7).date() == date(2026, 3, 2)


def test_a_stop_over_the_spring_festival_costs_the_working_days_alone():
    due = clock.due(at(date(2026, 2, 9)), 10)
    stopped, resumed = at(date(2026, 2, 12)), at(date(2026, 2, 25))
    assert clock.stopped_workdays(stopped, resumed) == 4  # 13, 14, 24, 25
    moved = clock.moved(due, stopped, resumed)
    assert china().count(date(2026, 2, 25), moved.date()) == china().count(date(2026, 2, 12), due.date())


def test_the_day_of_a_stop_is_the_citys_day():
    due = clock.due(at(date(2026, 3, 2)), 5)
    late = datetime(2026, 3, 3, 16, 30, tzinfo=ZoneInfo("UTC"))  # half past midnight on 4 March in China
    assert clock.stopped_workdays(late, at(date(2026, 3, 5))) == 1
    assert clock.moved(due, late, at(date(2026, 3, 5))).date() == date(2026, 3, 10)


DAYS = st.dates(date(2025, 1, 2), date(2026, 9, 30))


@given(DAYS, st.integers(1, 40), st.integers(0, 60), st.integers(0, 60))
def test_what_was_left_at_a_stop_is_left_when_the_clock_goes_on(start, days, until_stop, stop):
    """Exactly the promised working days are counted, however long the stop, late ones stay as late."""
    since = at(start)
    due = clock.due(since, days)
    stopped = since + timedelta(days=until_stop)
    resumed = stopped + timedelta(days=stop)
    moved = clock.moved(due, stopped, resumed)
    counted = china().count(start, moved.date()) - clock.stopped_workdays(stopped, resumed)
    assert counted == days
    assert moved >= due
    assert clock.left(resumed, moved) == clock.left(stopped, due)


@given(DAYS, st.integers(1, 20), st.lists(st.integers(0, 12), min_size=2, max_size=8))
def test_used_and_left_add_up_to_what_was_promised(start, days, steps):
    """Through any number of stops, the working days used and left are the promised ones."""
    due, moment, stopped = clock.due(at(start), days), at(start), 0
    for place, length in enumerate(steps):
        after = moment + timedelta(days=length)
        if place % 2:
            due, stopped = clock.moved(due, moment, after), stopped + clock.stopped_workdays(moment, after)
        moment = after
    assert clock.used(at(start), moment, stopped) + clock.left(moment, due) == days


def test_a_paper_serves_again_until_its_months_are_over():
    certificate, contract = TOLD.materials["applicant_certificate"], TOLD.materials["builder_contract"]
    handed = date(2024, 8, 31)
    assert papers.usable_until(certificate, handed) == date(2026, 8, 28)
    assert papers.is_usable(certificate, handed, date(2026, 8, 27), same_stage=False)
    assert not papers.is_usable(certificate, handed, date(2026, 8, 28), same_stage=False)
    assert not papers.is_usable(contract, handed, handed, same_stage=False)
    assert papers.is_usable(contract, handed, date(2030, 1, 1), same_stage=True)
    assert papers.is_usable(TOLD.materials["land_proof"], handed, date(2040, 1, 1), same_stage=False)


def test_five_years_count_from_the_last_of_three_filings():
    days = {"city.civil-affairs": date(2020, 1, 5), "city.planning": date(2020, 2, 29)}
    assert uses.kept_until(days, TOLD.use) is None
    assert uses.kept_until(days | {"city.land-resources": date(2020, 1, 1)}, TOLD.use) == date(2025, 3, 1)


def shipped() -> dict:
    return read_yaml(
        resources.files("chongyang.approvals").joinpath("data", "stages.yaml").read_text("utf-8")
    )


@pytest.mark.parametrize(
    "spoil",
    [
        lambda told: told["stages"][0].update(main="nothing"),
        lambda told: told["stages"][0]["items"][0].update(needs=["nothing"]),
        lambda told: told["stages"][0]["items"][0].update(workdays=0),
        lambda told: told["stages"][1]["items"][0].update(name="project_filing"),
        lambda told: told["stages"][2]["joint"].update(items=["project_filing"]),
        lambda told: told["conditions"][0].update(fact="nothing"),
        lambda told: told["conditions"][0].update(items=["nothing"]),
        lambda told: told["conditions"][0].update(proof="nothing"),
        lambda told: told["materials"][0].update(only_if="nothing"),
        lambda told: told["stages"][0].pop("lead"),
        lambda told: told["window"].update(surprise=1),
    ],
)
def test_a_file_that_contradicts_itself_is_not_read(spoil):
    told = deepcopy(shipped())
    catalogue.read(told)
    spoil(told)
    with pytest.raises(catalogue.UnableToReadStages):
        catalogue.read(told)
