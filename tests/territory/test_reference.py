"""The shipped tree, organisations and reporting units of Zhengzhou hold together."""

import csv
from collections import Counter
from datetime import date
from importlib.resources import files
from itertools import combinations

import pytest

from chongyang.core.scopes import interval_of, merge
from chongyang.territory.rules.organisations import (
    load_groups,
    load_organisations,
    load_transfers,
    members_of,
    street_offices,
)
from chongyang.territory.rules.reference import ReportingUnit, load_areas, load_reporting_units, unit_of

ORGANISATIONS = {each.key: each for each in load_organisations()}
GROUPS = {group.key: group for group in load_groups()}
UNITS = {unit.key: unit for unit in load_reporting_units()}
DAY_OF_THE_PLAN = date(2018, 7, 30)


def test_the_tree_is_whole() -> None:
    assert Counter(area.level for area in load_areas()) == {
        "city": 1,
        "county": 15,
        "street": 208,
        "community": 3306,
    }
    codes = {area.code for area in load_areas()}
    assert all(area.parent in codes for area in load_areas() if area.level != "city")


def test_an_area_lies_inside_its_parent() -> None:
    areas = {area.code: area for area in load_areas()}
    for area in load_areas():
        if area.parent is not None:
            first, last = areas[area.parent].interval
            assert first <= area.interval[0] <= area.interval[1] <= last


def test_sixteen_units_share_the_city_without_overlap() -> None:
    assert len(UNITS) == 16
    assert len({unit.code for unit in UNITS.values()}) == 16
    for one, other in combinations(UNITS.values(), 2):
        pairs = [(a, b) for a in one.intervals for b in other.intervals]
        assert not [pair for pair in pairs if pair[0][0] <= pair[1][1] and pair[1][0] <= pair[0][1]]
    together = merge(interval for unit in UNITS.values() for interval in unit.intervals)
    assert together == merge(area.interval for area in load_areas() if area.level == "county")


def test_every_street_and_community_has_one_unit() -> None:
    for area in load_areas():
        if area.level in {"street", "community"}:
            holders = [unit.key for unit in UNITS.values() if unit.covers(area.interval[0])]
            assert len(holders) == 1, area


def test_zhengdong_is_a_named_set_of_streets_and_says_that_it_is_inferred() -> None:
    unit = UNITS["zhengdong"]
    names = {area.code: area.name for area in load_areas()}
    assert unit.is_local
    assert not unit.confirmed
    assert unit.note
    assert "如意湖街道" in {names[code] for code in unit.streets}
    assert {code[:6] for code in unit.streets} == {"410104", "410105", "410122"}
    assert ORGANISATIONS[unit.manager].intervals == unit.intervals


def test_the_legal_county_of_a_zhengdong_street_does_not_count_it() -> None:
    street = interval_of("410105560")[0]
    assert not UNITS["jinshui"].covers(street)
    assert unit_of(street, UNITS.values()) is UNITS["zhengdong"]
    assert unit_of(interval_of("410105001")[0], UNITS.values()) is UNITS["jinshui"]
    assert unit_of(interval_of("410105")[0], UNITS.values()) is UNITS["jinshui"]


def test_unit_of_elsewhere_is_nobody() -> None:
    assert unit_of(interval_of("410200")[0], UNITS.values()) is None


def test_residents_are_the_published_ones() -> None:
    lines = (files("chongyang.workshop") / "data" / "county_resident_2019.csv").read_text(encoding="utf-8")
    published = {row["code"]: row["resident_wan"] for row in csv.DictReader(lines.splitlines())}
    for unit in UNITS.values():
        tenths = published["" if unit.is_local else unit.code].replace(".", "")
        assert unit.residents_2019 == int(tenths) * 1000
    assert sum(unit.residents_2019 for unit in UNITS.values()) == 10_352_000


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_the_manager_of_a_unit_exists(unit: ReportingUnit) -> None:
    assert ORGANISATIONS[unit.manager].kind in {"government", "zone_committee"}


def test_jurisdictions_are_codes_of_the_tree() -> None:
    codes = {area.code for area in load_areas()}
    for organisation in load_organisations():
        assert set(organisation.jurisdiction) <= codes, organisation.key
        assert organisation.seat is None or organisation.seat in codes
        assert any(first <= organisation.area <= last for first, last in organisation.intervals)


def test_a_name_means_one_organisation_on_one_day() -> None:
    alive = [each for each in load_organisations() if each.is_valid_on(DAY_OF_THE_PLAN)]
    names = Counter(name for each in alive for name in each.names)
    assert [name for name, count in names.items() if count > 1] == []


def test_successors_begin_when_their_predecessors_end() -> None:
    for organisation in load_organisations():
        for successor in organisation.successors:
            assert not successor.confirmed, "no plan states a succession"
            assert ORGANISATIONS[successor.key].valid_from == organisation.valid_to


def test_the_reform() -> None:
    for old in ("industry-commerce", "quality", "food-drug"):
        assert [each.key for each in ORGANISATIONS[f"city.{old}"].successors] == ["city.market-regulation"]
    assert not ORGANISATIONS["city.health-commission"].is_valid_on(DAY_OF_THE_PLAN)
    assert not ORGANISATIONS["city.health-family-planning"].is_valid_on(date(2019, 1, 1))
    for transfer in load_transfers():
        assert {transfer.giver, transfer.taker} <= set(ORGANISATIONS)


def test_groups() -> None:
    counties = members_of("group.county-governments", GROUPS)
    assert len(counties) == 12
    assert {ORGANISATIONS[key].kind for key in counties} == {"government"}
    assert len(members_of("group.reporting-unit-authorities", GROUPS)) == 16
    assert set(members_of("group.reporting-unit-authorities", GROUPS)) == {u.manager for u in UNITS.values()}
    assert all(set(members_of(key, GROUPS)) <= set(ORGANISATIONS) for key in GROUPS)
    assert members_of("city.finance", GROUPS) == ("city.finance",)


def test_every_county_government_has_its_civil_affairs_bureau() -> None:
    for key in members_of("group.county-governments", GROUPS):
        bureau = ORGANISATIONS[key.replace(".government", ".civil-affairs")]
        assert bureau.parent == key
        assert bureau.jurisdiction == ORGANISATIONS[key].jurisdiction


def test_every_street_has_its_office() -> None:
    offices = list(street_offices(load_areas()))
    assert len(offices) == len({office.key for office in offices}) == 208
    names = {office.key: office.name for office in offices}
    assert names["street.410104008.office"] == "紫荆山南路街道办事处"
    assert names["street.410122105.office"] == "白沙镇人民政府"
