"""The light of a duty by rule, with its trace."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.duties.enums import Light
from chongyang.duties.rules.lights import FACTS, Facts, UnableToReadRule, judge, load_rules, read, worst

GOING = Facts(days_left=400, percent=50, has_reported=True)


def light(**facts):
    return judge(replace(GOING, **facts), load_rules())


@pytest.mark.parametrize(
    ("facts", "wanted", "why"),
    [
        ({}, Light.GREEN, "going"),
        ({"is_closed": True, "days_late": 90}, Light.GREEN, "closed"),
        ({"days_late": 1, "days_left": 0}, Light.RED, "overdue"),
        ({"milestones_missed": 1}, Light.RED, "milestone"),
        ({"indicators_red": 1}, Light.RED, "indicator"),
        ({"quarters_silent": 2}, Light.RED, "silent_twice"),
        ({"quarters_silent": 1}, Light.YELLOW, "silent_once"),
        ({"points_behind": 20}, Light.YELLOW, "behind"),
        ({"days_left": 60, "percent": 89}, Light.YELLOW, "near"),
        ({"days_left": 60, "percent": 90}, Light.GREEN, "going"),
        ({"has_problem": True}, Light.YELLOW, "problem"),
        ({"has_reported": False}, Light.GREY, "unreported"),
        ({"has_reported": False, "days_late": 3}, Light.RED, "overdue"),
    ],
)
def test_the_gravest_rule_that_holds_makes_the_light(facts, wanted, why):
    judged = light(**facts)
    assert judged.light is wanted
    assert why in [rule.key for rule in judged.why]


def test_the_trace_tells_every_rule_with_what_it_found():
    judged = light(days_late=3)
    assert [line.rule.key for line in judged.lines] == [rule.key for rule in load_rules()]
    overdue = next(line for line in judged.lines if line.rule.key == "overdue")
    assert overdue.holds
    assert overdue.found == (("days_late", 3),)


facts_of_any_duty = st.builds(
    Facts,
    is_closed=st.booleans(),
    days_late=st.integers(0, 400),
    days_left=st.integers(0, 900),
    milestones_missed=st.integers(0, 3),
    indicators_red=st.integers(0, 2),
    quarters_silent=st.integers(0, 4),
    points_behind=st.integers(0, 100),
    percent=st.integers(0, 100),
    has_problem=st.booleans(),
    has_reported=st.booleans(),
)


@given(facts_of_any_duty)
def test_a_light_always_has_a_reason_and_nothing_gets_greener_by_being_late(facts):
    judged = judge(facts, load_rules())
    assert judged.why
    later = judge(replace(facts, days_late=facts.days_late + 1), load_rules())
    order = [Light.RED, Light.YELLOW, Light.GREEN, Light.GREY]
    if not facts.is_closed:
        assert order.index(later.light) <= order.index(judged.light)
        assert later.light is Light.RED


@pytest.mark.parametrize(
    "row",
    [
        {"key": "a", "light": "blue", "words": "", "english": "", "when": []},
        {"key": "a", "light": "red", "words": "", "english": "", "when": [{"fact": "mood", "is": True}]},
        {"key": "a", "light": "red", "words": "", "english": "", "when": [{"fact": "percent", "near": 3}]},
        {"key": "a", "light": "red", "when": []},
    ],
)
def test_a_rule_that_names_what_is_not_there_is_refused(row):
    with pytest.raises(UnableToReadRule):
        read([row])


def test_every_fact_has_words():
    assert set(FACTS) == set(Facts.__dataclass_fields__)


def test_the_worst_of_several():
    assert worst([Light.GREEN, Light.YELLOW, Light.GREY]) is Light.YELLOW
    assert worst([]) is Light.GREY
