"""Reasons are true: why this carer, what others would cost, and why nobody comes."""

from itertools import combinations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chongyang.routing.rules.checking import broken_rules
from chongyang.routing.rules.day import Answer, Assignment, Day, Reason, Unserved
from chongyang.routing.rules.explaining import explain
from chongyang.routing.rules.planner import Budget, plan
from tests.routing.brute import could_be_added
from tests.routing.days import carer, double, line, random_day, visit

SOON = Budget(rounds=200, threads=1)


def test_a_known_carer_with_the_skill_is_told_with_what_others_would_cost() -> None:
    day = Day(
        (visit("v", 1, needs={"bath"}, known={"ann": 0.75}),),
        (carer("ann", "bath"), carer("bob", "bath"), carer("cid"), carer("dan", "bath", shift=(0, 20))),
        line(0, 10),
    )
    (told,) = explain(day, plan(day, SOON), "v")
    assert (told.carer, told.needs, told.known, told.added_travel) == ("ann", ("bath",), 0.75, 20)
    assert [(other.carer, other.more) for other in told.alternatives] == [("bob", 11.25)]
    assert (told.unskilled, told.forbidden, told.busy) == (1, 0, 1)


def test_both_carers_of_a_double_are_told() -> None:
    day = Day((double("v", 1),), (carer("ann"), carer("bob"), carer("cid")), line(0, 10))
    told = explain(day, plan(day, SOON), "v")
    assert [one.part for one in told] == [0, 1]
    assert all(len(one.alternatives) == 1 and one.alternatives[0].more == 0 for one in told)


def test_a_visit_that_is_left_out_has_nothing_to_explain() -> None:
    day = Day((visit("v", 1, needs={"x"}),), (carer("ann"),), line(0, 1))
    assert explain(day, plan(day, SOON), "v") == ()
    assert explain(day, plan(day, SOON), "unknown") == ()


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**6), st.integers(4, 12), st.integers(2, 4))
def test_every_reason_is_true(seed: int, visits: int, carers: int) -> None:
    day = random_day(seed, visits, carers)
    answer = plan(day, Budget(rounds=60, threads=1, seed=seed))
    for left in answer.unserved:
        assert is_true(day, answer, left), left


def is_true(day: Day, answer: Answer, left: Unserved) -> bool:
    """Judged without the planner: by the day's words, or by trying every place and hour."""
    visit_left = day.visit_by_key[left.visit]
    able = [{one.key for one in day.carers if part.needs <= one.skills} for part in visit_left.parts]
    if left.reason == Reason.NO_SKILL:
        return not all(able)
    may = [
        {
            key
            for key in keys
            if key not in visit_left.banned
            and (visit_left.allowed is None or key in visit_left.allowed)
            and (i >= len(visit_left.pinned) or visit_left.pinned[i] in (None, key))
        }
        for i, keys in enumerate(able)
    ]
    if left.reason == Reason.NOBODY_ALLOWED:
        return not all(may)
    if left.reason == Reason.ONE_CARER_ONLY:
        return len(set().union(*may)) < 2
    empty = Answer((), {}, (), 0.0, 0.0, 0.0, 0.0)
    if left.reason == Reason.NO_SHIFT:
        return not could_be_added(day, empty, left.visit, pauses=False)
    if left.reason == Reason.NO_ROOM:
        return not could_be_added(day, answer, left.visit, pauses=True)
    return could_be_added(day, answer, left.visit, pauses=True)


def test_the_checker_finds_each_broken_rule() -> None:
    """A plan that breaks every rule it can; the checker that finds nothing proves nothing."""
    day = Day(
        (
            visit("skill", 1, (0, 10), needs={"x"}),
            visit("late", 1, (0, 10), banned=frozenset({"ann"})),
            double("apart", 2, (0, 500)),
            visit("gone", 1),
        ),
        (carer("ann", shift=(0, 200), most_work=50), carer("bob")),
        line(0, 10, 20),
    )
    wrong = Answer(
        (
            Assignment("skill", 0, "ann", 5.0, 0, 0),
            Assignment("late", 0, "ann", 20.0, 0, 0),
            Assignment("apart", 0, "ann", 190.0, 0, 0),
            Assignment("apart", 1, "bob", 250.0, 0, 0),
        ),
        {},
        (),
        0.0,
        0.0,
        0.0,
        0.0,
    )
    found = {one.rule for one in broken_rules(day, wrong)}
    assert found >= {"skill", "banned", "too_late", "together", "travel", "shift", "work", "forgotten"}
    assert all(pair[0] != pair[1] for pair in combinations(found, 2))
