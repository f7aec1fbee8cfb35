"""Lights: reached, on the way, late, and what no number can judge."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from chongyang.indicators.enums import Level
from chongyang.indicators.rules.definitions import load_indicators
from chongyang.indicators.rules.lights import Light, goal_of, light_of, worst
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


def test_every_target_that_an_indicator_names_has_a_goal_or_is_a_milestone():
    for row in load_indicators():
        for name in row.targets:
            target = TARGETS[name]
            assert goal_of(row, target, Level.CITY) is not None or target.operator == "milestone", name


def test_of_several_lights_the_worst_is_told():
    assert worst([Light.GREEN, Light.RED, Light.GREY]) is Light.RED
    assert worst([Light.GREEN, Light.GREY]) is Light.GREEN
    assert worst([]) is Light.GREY
