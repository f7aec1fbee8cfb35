"""Days of one carer a visit, by PyVRP: windows, skills, loads, and the same checker as for every plan."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chongyang.routing.rules.checking import broken_rules
from chongyang.routing.rules.day import Day, Pause, Reason, UnableToPlan
from chongyang.routing.rules.planner import Budget
from chongyang.routing.rules.single import Loads, plan_single, suits
from tests.routing.days import carer, double, line, random_day, visit

SOON = Budget(rounds=100)


def test_skills_and_windows_are_kept() -> None:
    day = Day(
        (visit("bath", 1, (0, 30), needs={"bath"}), visit("any", 2, (100, 120))),
        (carer("ann"), carer("bob", "bath")),
        line(0, 10, 20),
    )
    answer = plan_single(day, SOON)
    assert answer.by_visit["bath"][0].carer == "bob"
    assert not answer.unserved
    assert broken_rules(day, answer) == ()


def test_a_van_holds_only_so_much() -> None:
    meals = tuple(visit(f"m{i}", 1, minutes=5) for i in range(4))
    day = Day(meals, (carer("ann"), carer("bob")), line(0, 10))
    answer = plan_single(day, SOON, Loads(2, {one.key: 1 for one in meals}))
    assert sorted(len(route) for route in answer.routes.values()) == [2, 2]


def test_what_cannot_be_served_says_why() -> None:
    day = Day((visit("v", 1, (0, 5)), visit("w", 1)), (carer("ann"),), line(0, 50))
    answer = plan_single(day, SOON)
    assert [(one.visit, one.reason) for one in answer.unserved] == [("v", Reason.NO_SHIFT)]


@pytest.mark.parametrize(
    "day",
    [
        Day((double("d", 1),), (carer("ann"), carer("bob")), line(0, 1)),
        Day((visit("v", 1),), (carer("ann", pause=Pause((0, 100), 10)),), line(0, 1)),
        Day((visit("v", 1),), (carer("ann", most_work=10),), line(0, 1)),
    ],
)
def test_a_day_that_does_not_suit_is_refused(day: Day) -> None:
    assert not suits(day)
    with pytest.raises(UnableToPlan):
        plan_single(day, SOON)


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**6), st.integers(1, 10), st.integers(2, 4))
def test_no_hard_rule_is_broken(seed: int, visits: int, carers: int) -> None:
    drawn = random_day(seed, visits, carers)
    plain = tuple(replace(one, parts=one.parts[:1], gap=(0.0, 0.0)) for one in drawn.visits)
    people = tuple(replace(one, pause=None, most_work=float("inf")) for one in drawn.carers)
    day = replace(drawn, visits=plain, carers=people, strict=True)
    answer = plan_single(day, SOON)
    assert broken_rules(day, answer) == ()
    assert plan_single(day, SOON) == answer
