"""A change in the middle of the day: what has begun stays, the rest moves little, no rule breaks."""

import random
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chongyang.routing.rules.checking import broken_rules
from chongyang.routing.rules.day import Answer, Day, Pause, Reason
from chongyang.routing.rules.planner import Budget, plan
from chongyang.routing.rules.replanning import replan, standing_still
from tests.routing.days import carer, double, line, random_day, visit

SOON = Budget(rounds=300, threads=1)


def morning() -> Day:
    """Ann works up the road and Bob down it, an hour a visit, at noon they meet for a double."""
    visits = (
        visit("a1", 1, (0, 60), pinned=("ann",)),
        visit("b1", 2, (0, 60), pinned=("bob",)),
        double("lift", 3, (120, 180)),
        visit("a2", 4, (240, 400)),
        visit("b2", 5, (240, 400)),
    )
    people = (carer("ann", pause=Pause((190, 230), 20)), carer("bob"))
    return Day(visits, people, line(0, 10, -10, 20, 30, -30))


def who_and_when(answer: Answer) -> set[tuple[str, int, str, float]]:
    return {(one.visit, one.part, one.carer, one.start) for one in answer.assignments}


def test_nothing_changed_moves_nothing() -> None:
    day = morning()
    answer = plan(day, SOON)
    again = replan(day, answer, 100.0, SOON)
    assert (again.moved, again.shifted) == ((), ())
    assert {one.visit for one in again.fixed} >= {"a1", "b1"}
    assert who_and_when(again.answer) == who_and_when(answer)
    assert broken_rules(day, again.answer) == ()


def test_a_new_visit_is_taken_in_without_moving_others_to_other_carers() -> None:
    day = morning()
    answer = plan(day, SOON)
    grown = replace(day, visits=(*day.visits, visit("new", 4, (150, 300))))
    again = replan(grown, answer, 100.0, SOON)
    assert "new" in again.answer.by_visit
    assert again.moved == ()
    assert broken_rules(grown, again.answer) == ()


def test_what_is_under_way_is_not_moved_when_its_carer_goes_home_early() -> None:
    day = morning()
    answer = plan(day, SOON)
    left = tuple(replace(one, shift=(0, 70)) if one.key == "ann" else one for one in day.carers)
    again = replan(replace(day, carers=left), answer, 20.0, SOON)
    assert again.answer.by_visit["a1"] == answer.by_visit["a1"]
    assert [(one.visit, one.reason) for one in again.answer.unserved] == [("lift", Reason.NO_SHIFT)]
    assert all(one.carer == "bob" for key in ("a2", "b2") for one in again.answer.by_visit[key])


def test_a_cancelled_visit_is_forgotten_and_others_keep_their_hour() -> None:
    day = morning()
    answer = plan(day, SOON)
    fewer = replace(day, visits=tuple(one for one in day.visits if one.key != "lift"))
    again = replan(fewer, answer, 50.0, SOON)
    assert again.shifted == ()
    assert broken_rules(fewer, again.answer) == ()


def test_a_double_under_way_keeps_its_second_carer_who_is_still_elsewhere() -> None:
    visits = (double("lift", 1, (60, 90)), visit("near", 2, (40, 60), allowed=frozenset({"bob"})))
    day = Day(visits, (carer("ann", shift=(0, 400)), carer("bob")), line(0, 55, 50))
    answer = plan(day, SOON)
    start = answer.by_visit["lift"][0].start
    again = replan(day, answer, start - 40, SOON)
    assert {one.visit for one in again.fixed} == {"near", "lift"}
    assert len([one for one in again.fixed if one.visit == "lift"]) == 1
    assert who_and_when(again.answer) == who_and_when(answer)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**6), st.floats(0, 700))
def test_no_hard_rule_breaks_whenever_the_day_is_cut(seed: int, now: float) -> None:
    day = replace(random_day(seed, 10, 4), strict=True)
    answer = plan(day, Budget(rounds=60, threads=1))
    chance = random.Random(seed)
    begun = {one.visit for one in answer.assignments if one.start - one.travel <= now}
    kept = tuple(one for one in day.visits if one.key in begun or chance.random() < 0.8)
    late = visit("late", 3, (now, now + 120))
    changed = replace(day, visits=(*kept, late))
    again = replan(changed, answer, now, Budget(rounds=60, threads=1))
    assert broken_rules(changed, again.answer) == ()
    before = {(one.visit, one.part): one for one in answer.assignments}
    assert all(before[one.visit, one.part] == one for one in again.fixed)
    assert all(one in again.answer.assignments for one in again.fixed)


def test_who_would_set_out_within_the_frozen_minutes_is_left_alone() -> None:
    day = morning()
    before = plan(day, SOON)
    first = next(one for one in before.assignments if one.visit == "a2")
    now = first.start - first.travel - 10.0
    assert first not in standing_still(day, before, now, 0.0)
    found = replan(day, before, now, SOON, frozen=15.0)
    assert first in found.fixed
    assert broken_rules(day, found.answer) == ()
