"""Scenarios are kept with their figures; a county sees its own, the city all, an outsider none."""

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.scopes import Scope
from chongyang.providers.models import Provider
from chongyang.scenarios import operations, queries
from chongyang.scenarios.models import AlternativeCost, Scenario
from chongyang.scenarios.rules import tables
from chongyang.scenarios.rules.changes import UnableToSimulate
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from tests.factories import JINSHUI, ZHONGYUAN, make_account, make_elder, scope_of

pytestmark = pytest.mark.usefixtures("db")
RAISE = [{"parameter": "bed.new", "value": 12000}]


@pytest.fixture(autouse=True)
def city() -> None:
    for area, beds in ((JINSHUI, 200), (ZHONGYUAN, 100)):
        Provider.objects.create(
            name="测试养老院",
            kind="care_home",
            owner_kind="non_profit",
            area=area,
            address="测试路1号",
            longitude=113.6,
            latitude=34.7,
            beds=beds,
            residents=beds // 2,
        )
    for area in (*[JINSHUI] * 4, ZHONGYUAN):
        make_elder(area=area, born_on=date(1965, 1, 1))


def someone(role: Role = Role.CITY_FINANCE, area: str = "4101") -> Scope:
    return scope_of(make_account(role, None, area))


def make(scope: Scope, **told: Any) -> Scenario:
    asked: dict[str, Any] = {"name": "床位提高", "changes": RAISE, "first_year": 2026, "years": 3}
    return operations.make_scenario(**(asked | told), scope=scope, now=now())


def test_a_scenario_is_kept_with_figures_of_its_makers_areas() -> None:
    scope = someone(Role.COUNTY_FINANCE, "410105")
    kept = queries.get_kept(scope, make(scope).id, now=now())
    assert {one.area for one in kept.sums} == {410105000000}
    assert tables.total(kept.sums).more_fen > 0
    assert set(kept.run.people) == {"410105000000"}
    event = Event.objects.filter(kind="scenarios.scenario.made").get()
    assert event.payload == {"changes": 1, "years": 3}


def test_the_city_sees_a_countys_scenario_and_a_neighbour_does_not() -> None:
    row = make(someone(Role.COUNTY_FINANCE, "410105"))
    city, neighbour = someone(), someone(Role.COUNTY_FINANCE, "410102")
    assert [one.id for one in queries.list_scenarios(city, now=now())] == [row.id]
    assert queries.list_scenarios(neighbour, now=now()) == []
    for ask in (queries.get_kept, queries.access_scenario):
        with pytest.raises(queries.NotFound):
            ask(neighbour, row.id, now=now())
    with pytest.raises(queries.NotFound):
        operations.put_away(scenario=row.id, scope=neighbour, now=now())


def test_a_county_does_not_see_the_citys_scenario() -> None:
    row = make(someone())
    with pytest.raises(queries.NotFound):
        queries.get_kept(someone(Role.COUNTY_FINANCE, "410105"), row.id, now=now())


@pytest.mark.parametrize(
    "role", [Role.DEPUTY_LEADER, Role.PLANNER, Role.LEADING_GROUP_OFFICE, Role.CITY_REVIEWER]
)
def test_who_may_know_no_person_may_still_simulate(role: Role) -> None:
    scope = someone(role)
    kept = queries.get_kept(scope, make(scope).id, now=now())
    assert {one.area for one in kept.effects} >= {410105000000, 410102000000}


@pytest.mark.parametrize("role", [Role.STREET_CLERK, Role.AUDITOR, Role.ELDER, Role.INSTITUTION_CLERK])
def test_others_may_not(role: Role) -> None:
    with pytest.raises(NotAllowed):
        make(someone(role))
    with pytest.raises(NotAllowed):
        queries.list_scenarios(someone(role), now=now())


def test_running_again_gives_the_same_digest_and_keeps_the_former_run() -> None:
    scope = someone()
    row = make(scope)
    first = queries.get_kept(scope, row.id, now=now()).run
    second = operations.run_scenario(scenario=row.id, scope=scope, now=now())
    assert second.id != first.id
    assert second.digest == first.digest
    assert row.runs.count() == 2
    Provider.objects.filter(area=JINSHUI).update(residents=180)
    assert operations.run_scenario(scenario=row.id, scope=scope, now=now()).digest != first.digest


def test_put_away_leaves_the_list_and_stays_readable() -> None:
    scope = someone()
    row = make(scope)
    for _ in range(2):
        operations.put_away(scenario=row.id, scope=scope, now=now())
    assert queries.list_scenarios(scope, now=now()) == []
    assert [one.id for one in queries.list_scenarios(scope, now=now(), put_away=True)] == [row.id]
    assert Event.objects.filter(kind="scenarios.scenario.put_away").count() == 1


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"name": " "}, "名字"),
        ({"name": "长" * 81}, "名字"),
        ({"name": "a\x00b"}, "名字"),
        ({"name": "a\ud800b"}, "名字"),
        ({"years": 0}, "起始年份"),
        ({"years": 11}, "起始年份"),
        ({"first_year": 1}, "起始年份"),
        ({"changes": [{"parameter": "gift", "value": 1}]}, "没有这个参数"),
        ({"changes": {}}, "列表"),
    ],
)
def test_a_bad_scenario_is_refused_with_a_sentence_and_nothing_is_kept(
    told: dict[str, Any], why: str
) -> None:
    with pytest.raises(UnableToSimulate, match=why):
        make(someone(), **told)
    assert not Scenario.objects.exists()


def test_a_county_cannot_raise_in_another_county() -> None:
    rows = [{"overlay": "bed.new", "area": "410102", "value": 10000, "payer": "county"}]
    with pytest.raises(UnableToSimulate, match="管理范围"):
        make(someone(Role.COUNTY_FINANCE, "410105"), changes=rows)


def test_two_are_compared_in_the_order_asked_for() -> None:
    scope = someone()
    one, two = make(scope), make(scope, name="星级", changes=[{"parameter": "star.3", "value": 1}])
    found = queries.compare(scope, [two.id, one.id, two.id], now=now())
    assert [kept.scenario.id for kept in found] == [two.id, one.id]


def test_each_reading_of_an_interpretation_has_its_cost() -> None:
    assert operations.compute_alternatives(now=now(), parameter="bed.split") == 2
    for _ in range(2):
        operations.compute_alternatives(now=now(), parameter="bed.split")
    costs = {(row.alternative, row.level): row.fen for row in queries.list_alternative_costs("bed.split")}
    assert costs["each_pays_all", "city"] == pytest.approx(2 * costs["split_total", "city"], abs=10)
    assert AlternativeCost.objects.count() == 6


def test_a_reading_that_no_rule_asks_for_costs_nothing() -> None:
    assert operations.compute_alternatives(now=now(), parameter="plan.li") == 0


def test_simulate_prints_and_keeps(tmp_path: Path) -> None:
    file, out = tmp_path / "raise.yaml", StringIO()
    file.write_text(
        "name: 床位提高\nfirst_year: 2026\nyears: 2\nchanges:\n- {parameter: bed.new, value: 12000}\n"
    )
    call_command("simulate", str(file), stdout=out)
    assert "by county" in out.getvalue()
    assert Scenario.objects.count() == 1
    call_command("simulate", str(file), "--json", "--dry-run", stdout=StringIO())
    assert Scenario.objects.count() == 1


@pytest.mark.parametrize(
    "text",
    [
        "- 1",
        "name: [",
        "colour: red",
        "name: x\nyears: many",
        "name: x\nchanges: [{parameter: gift, value: 1}]",
    ],
)
def test_simulate_refuses_a_bad_file_with_a_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(text)
    with pytest.raises(CommandError):
        call_command("simulate", str(file), stdout=StringIO())
    with pytest.raises(CommandError):
        call_command("simulate", str(tmp_path / "none.yaml"), stdout=StringIO())
