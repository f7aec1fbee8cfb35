"""Lights: reached, on the way, late, and what no number can judge."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from chongyang.indicators.enums import Level
from chongyang.indicators.rules.definitions import load_indicators
from chongyang.indicators.rules.lights import Light, goal_of, is_own_goal, light_of, worst
from chongyang.policy.rules.promises import load_targets

TARGETS = {row.id: row for row in load_targets()}
BEDS = TARGETS["2018-34:beds.per_thousand"]
BEFORE, AFTER = date(2019, 1, 1), date(2021, 1, 1)


def of(key):
    return next(row for row in load_indicators() if row.key == key)


@pytest.mark.parametrize(
    ("operator", "value", "today", "light"),
    [
        ("at_least", "40", AFTER, Light.GREEN),
        ("at_least", "39.9", BEFORE, Light.YELLOW),
        ("at_least", "39.9", BEDS.by, Light.YELLOW),
        ("at_least", "39.9", AFTER, Light.RED),
        ("more_than", "40", AFTER, Light.RED),
        ("more_than", "40.1", AFTER, Light.GREEN),
        ("at_most", "40", AFTER, Light.GREEN),
        ("at_most", "40.1", AFTER, Light.RED),
        ("strive", "39.9", AFTER, Light.YELLOW),
        ("about", "39.9", AFTER, Light.YELLOW),
        ("milestone", "40", AFTER, Light.GREY),
        ("at_least", None, AFTER, Light.GREY),
    ],
)
def test_a_light_follows_the_operator_and_the_day(operator, value, today, light):
    target = replace(BEDS, operator=operator)
    number = None if value is None else Decimal(value)
    assert light_of(of("beds.per_thousand"), target, Level.CITY, number, today) is light


def test_of_what_each_county_needs_the_city_needs_all_and_a_county_its_number():
    homes, target = of("public_homes.per_county"), TARGETS["2018-34:public_homes.per_county"]
    assert goal_of(homes, target, Level.CITY) == 100
    assert goal_of(homes, target, Level.UNIT) == 1
    assert light_of(homes, target, Level.UNIT, Decimal(1), AFTER) is Light.GREEN
    assert light_of(homes, target, Level.CITY, Decimal("93.8"), AFTER) is Light.RED


def test_a_number_of_the_whole_city_judges_no_county():
    beds, target = of("beds.new"), TARGETS["2018-34:beds.new_2018"]
    assert light_of(beds, target, Level.CITY, Decimal(200), AFTER) is Light.RED
    assert light_of(beds, target, Level.UNIT, Decimal(200), AFTER) is Light.GREY
    assert light_of(beds, target, Level.STREET, Decimal(4000), AFTER) is Light.GREY


def test_shares_ratios_what_each_needs_and_a_county_named_alone_have_their_own_goal():
    own = {
        "registration.share": "2018-34:registration.2018",
        "beds.per_thousand": "2018-34:beds.per_thousand",
        "public_homes.per_county": "2018-34:public_homes.per_county",
        "xingyang.backbone": "2018-34:xingyang.backbone",
    }
    assert all(is_own_goal(of(key), TARGETS[name], Level.UNIT) for key, name in own.items())
    assert not is_own_goal(of("routes.fine"), TARGETS["2018-34:routes.fine"], Level.UNIT)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("purchase.county_rules", "2018-34:purchase.county_rules"),
        ("platform.county_built", "2018-34:platform.county_built"),
        ("county_policies", "2014-25:duties.county_policies"),
    ],
)
def test_a_county_that_has_the_one_that_all_need_is_green(key, name):
    """The plan gives no number: 各县（市、区）全部 means one in each."""
    assert goal_of(of(key), TARGETS[name], Level.UNIT) == 1
    assert light_of(of(key), TARGETS[name], Level.UNIT, Decimal(1), BEFORE) is Light.GREEN
    assert light_of(of(key), TARGETS[name], Level.UNIT, Decimal(0), AFTER) is not Light.GREEN
    assert goal_of(of(key), TARGETS[name], Level.CITY) == 100


def test_every_target_that_an_indicator_names_has_a_goal_or_is_a_milestone():
    for row in load_indicators():
        for name in row.targets:
            target = TARGETS[name]
            assert goal_of(row, target, Level.CITY) is not None or target.operator == "milestone", name


def test_of_several_lights_the_worst_is_told():
    assert worst([Light.GREEN, Light.RED, Light.GREY]) is Light.RED
    assert worst([Light.GREEN, Light.GREY]) is Light.GREEN
    assert worst([]) is Light.GREY
