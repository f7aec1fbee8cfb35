"""The day's planner: hard rules hold on any day, two carers meet, the same seed gives the same plan."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chongyang.routing.rules.checking import broken_rules, measured
from chongyang.routing.rules.day import Day, Pause, Reason, UnableToPlan, Weights
from chongyang.routing.rules.planner import Budget, plan
from tests.routing.days import carer, double, line, random_day, visit

SOON = Budget(rounds=400, threads=2)


def planned(day: Day, **more):
    return plan(day, replace(SOON, **more))


def test_the_shortest_way_is_found() -> None:
    day = Day(tuple(visit(f"v{i}", i) for i in (3, 1, 4, 2)), (carer("ann"),), line(0, 10, 20, 30, 40))
    answer = planned(day)
    assert [one.visit for one in answer.routes["ann"]] in (["v1", "v2", "v3", "v4"], ["v4", "v3", "v2", "v1"])
    assert answer.travel == 80
    assert broken_rules(day, answer) == ()


def test_two_carers_begin_a_double_together_and_the_first_waits() -> None:
    day = Day(
        (double("lift", 1, (60, 300)), visit("far", 2, (0, 20), banned=frozenset({"bob"}))),
        (carer("ann"), carer("bob")),
        line(0, 10, -20),
    )
    answer = planned(day)
    one, other = answer.by_visit["lift"]
    assert {one.carer, other.carer} == {"ann", "bob"}
    assert one.start == other.start == 80
    assert broken_rules(day, answer) == ()


def test_the_second_part_begins_within_its_gap() -> None:
    day = Day((double("drip", 1, gap=(45, 60)),), (carer("ann"), carer("bob")), line(0, 10))
    one, other = planned(day).by_visit["drip"]
    assert 45 <= other.start - one.start <= 60


def test_two_doubles_do_not_wait_for_each_other_in_a_circle() -> None:
    doubles = tuple(double(f"d{i}", i, (0, 400)) for i in range(1, 7))
    day = Day(doubles, (carer("ann"), carer("bob"), carer("cid")), line(0, 5, 10, 15, 20, 25, 30))
    answer = planned(day)
    assert not answer.unserved
    assert broken_rules(day, answer) == ()


def test_a_pause_is_taken_where_the_carer_is() -> None:
    lunch = Pause((100, 120), 30)
    day = Day(
        tuple(visit(f"v{i}", i) for i in range(1, 6)),
        (carer("ann", pause=lunch),),
        line(0, 5, 10, 15, 20, 25),
    )
    answer = planned(day)
    assert 100 <= answer.pauses["ann"] <= 120
    assert len(answer.assignments) == 5
    assert broken_rules(day, answer) == ()


def test_a_pause_that_comes_into_a_full_day_takes_a_visits_place() -> None:
    full = Day(tuple(visit(f"v{i}", 1, (30 * i, 30 * i)) for i in range(1, 9)), (carer("ann"),), line(0, 10))
    before = planned(full)
    assert not before.unserved
    day = replace(full, carers=(carer("ann", pause=Pause((100, 140), 30)),))
    answer = plan(day, replace(SOON, rounds=1, threads=1), given=before)
    assert {one.reason for one in answer.unserved} == {Reason.NO_ROOM}
    assert broken_rules(day, answer) == ()


def test_the_known_carer_goes_unless_that_costs_more() -> None:
    day = Day((visit("v1", 1, known={"bob": 1.0}),), (carer("ann"), carer("bob")), line(0, 10))
    assert planned(day).assignments[0].carer == "bob"
    away = replace(day.carers[1], start=2, end=2)
    far = Day(day.visits, (day.carers[0], away), line(0, 10, 200))
    assert planned(far).assignments[0].carer == "ann"


def test_a_pin_holds_carer_and_hour() -> None:
    day = Day(
        (visit("v1", 1, pinned=("bob",), pinned_at=90.0), visit("v2", 1)),
        (carer("ann"), carer("bob")),
        line(0, 10),
    )
    answer = planned(day)
    (one,) = answer.by_visit["v1"]
    assert (one.carer, one.start) == ("bob", 90)


def test_windows_that_are_not_strict_cost_tardiness() -> None:
    day = Day(
        (visit("v1", 1, (0, 0)), visit("v2", 2, (0, 0))),
        (carer("ann"),),
        line(0, 10, 20),
        Weights(greatest_tardiness=1.0),
        strict=False,
    )
    answer = planned(day)
    assert not answer.unserved
    assert (answer.travel, answer.tardiness, answer.greatest_tardiness) == (40, 60, 50)
    assert measured(day, answer).mankowska == 50


@pytest.mark.parametrize(
    ("day", "reason", "needs"),
    [
        (Day((visit("v", 1, needs={"bath"}),), (carer("ann"),), line(0, 1)), Reason.NO_SKILL, ("bath",)),
        (
            Day((visit("v", 1, banned=frozenset({"ann"})),), (carer("ann"),), line(0, 1)),
            Reason.NOBODY_ALLOWED,
            (),
        ),
        (Day((double("v", 1),), (carer("ann"),), line(0, 1)), Reason.ONE_CARER_ONLY, ()),
        (Day((visit("v", 1, (0, 5)),), (carer("ann"),), line(0, 50)), Reason.NO_SHIFT, ()),
        (Day((visit("v", 1),), (carer("ann"),), line(0, 1), Weights(unserved=1.0)), Reason.TOO_DEAR, ()),
        (Day((visit("v", 1),), (), line(0, 1)), Reason.NO_SKILL, ()),
    ],
)
def test_a_visit_left_out_says_why(day: Day, reason: Reason, needs: tuple[str, ...]) -> None:
    (left,) = planned(day).unserved
    assert (left.reason, left.needs) == (reason, needs)


def test_no_room_is_said_when_the_day_is_full_and_the_urgent_is_kept() -> None:
    day = Day(
        (visit("a", 1, (60, 60), 60), visit("b", 2, (60, 60), 60, priority=5.0)),
        (carer("ann"),),
        line(0, 10, 20),
    )
    answer = planned(day)
    assert [(one.visit, one.reason) for one in answer.unserved] == [("a", Reason.NO_ROOM)]


def test_the_same_seed_and_rounds_give_the_same_plan() -> None:
    day = random_day(5, visits=20, carers=5)
    assert planned(day, seed=7) == planned(day, seed=7)


def test_an_empty_day_has_an_empty_plan() -> None:
    assert planned(Day((), (carer("ann"),), line(0))).assignments == ()


@pytest.mark.parametrize(
    "day",
    [
        Day((visit("v", 9),), (carer("ann"),), line(0, 1)),
        Day((visit("v", 1, (10, 5)),), (carer("ann"),), line(0, 1)),
        Day((visit("v", 1), visit("v", 1)), (carer("ann"),), line(0, 1)),
        Day((visit("v", 1),), (carer("ann", shift=(10, 5)),), line(0, 1)),
        Day((visit("v", 1),), (carer("ann"),), -line(0, 1)),
        Day((visit("v", 1),), (carer("ann"),), np.zeros((2, 3))),
    ],
)
def test_what_is_no_day_is_refused(day: Day) -> None:
    with pytest.raises(UnableToPlan):
        planned(day)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**6), st.integers(1, 14), st.integers(1, 5))
def test_no_hard_rule_is_ever_broken(seed: int, visits: int, carers: int) -> None:
    day = random_day(seed, visits, max(carers, 2))
    answer = plan(day, Budget(rounds=100, threads=1, seed=seed))
    assert broken_rules(day, answer) == ()
