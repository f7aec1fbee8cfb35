"""Rosters: every limit holds, what cannot be has its reason, the same question the same answer."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chongyang.routing.rules.rosters import Demand, Duty, Limits, Roster, Shift, Why, Worker, faults, fill

EARLY, LATE, NIGHT = (
    Shift("early", 420, 900, 30),
    Shift("late", 840, 1320, 30),
    Shift("night", 1320, 1860, 60),
)
LIMITS = Limits(week_minutes=2400, rest_minutes=660, days_running=6)


def workers(count: int, **more) -> tuple[Worker, ...]:
    return tuple(Worker(f"w{number}", frozenset({"east"}), **more) for number in range(count))


def every_day(
    days: int, shift: str = "early", count: int = 1, skill: str | None = None
) -> tuple[Demand, ...]:
    return tuple(Demand(day, shift, "east", count, skill) for day in range(days))


def roster(
    days: int, demands: tuple[Demand, ...], people: tuple[Worker, ...], limits: Limits = LIMITS
) -> Roster:
    return Roster(days, (EARLY, LATE, NIGHT), demands, people, limits)


def test_two_weeks_of_two_shifts_are_filled_under_every_limit() -> None:
    asked = roster(14, every_day(14, "early", 2) + every_day(14, "late"), workers(5))
    found = fill(asked)
    assert len(found.duties) >= 42
    assert faults(asked, found.duties) == []
    assert fill(asked) == found


def test_a_skill_is_demanded_beside_a_head_count() -> None:
    people = (*workers(3), Worker("nurse", frozenset({"east"}), frozenset({"nurse"})))
    asked = roster(5, every_day(5, "early", 2) + every_day(5, "early", 1, "nurse"), people)
    found = fill(asked)
    assert faults(asked, found.duties) == []
    assert sum(duty.worker == "nurse" for duty in found.duties) == 5


def test_nobody_works_early_after_late() -> None:
    asked = roster(2, (Demand(0, "late", "east", 1), Demand(1, "early", "east", 1)), workers(2))
    late, early = fill(asked).duties
    assert late.worker != early.worker


def test_a_seventh_day_running_is_another_ones() -> None:
    asked = roster(2, every_day(2), (Worker("old", frozenset({"east"}), days_before=5), *workers(1)))
    by_day = {duty.day: duty.worker for duty in fill(asked).duties}
    assert list(by_day.values()).count("old") <= 1


def test_rest_counts_from_the_shift_before_the_roster() -> None:
    tired = Worker("tired", frozenset({"east"}), ended_before=-60)
    assert fill(roster(1, every_day(1), (tired, *workers(1)))).duties[0].worker == "w0"
    assert fill(roster(1, every_day(1), (tired,))).impossible[0].why == Why.TOGETHER


def test_nobody_is_sent_to_a_shift_that_needs_her_no_more() -> None:
    """For an even share all four would be equally busy on a day that needs one."""
    assert len(fill(roster(1, every_day(1), workers(4))).duties) == 1
    assert len(fill(roster(2, every_day(2), workers(2))).duties) == 2
    assert len({duty.worker for duty in fill(roster(2, every_day(2), workers(2))).duties}) == 2


def test_a_wish_is_granted_where_it_costs_nobody() -> None:
    likes = Worker("likes", frozenset({"east"}), wishes={(0, ""): -5, (1, "early"): 5})
    found = fill(roster(2, every_day(2), (likes, *workers(1))))
    assert [duty.worker for duty in found.duties] == ["w0", "likes"]
    assert (found.wishes, found.proven) == (5, True)


@pytest.mark.parametrize(
    ("asked", "why", "day", "missing"),
    [
        (roster(1, every_day(1, skill="nurse"), workers(2)), Why.NOBODY, 0, 1),
        (roster(1, every_day(1), workers(1, leave=frozenset({0}))), Why.NOBODY, 0, 1),
        (roster(1, every_day(1) + every_day(1, "late"), workers(1)), Why.TOO_FEW, 0, 1),
        (roster(7, every_day(7), workers(1)), Why.HOURS, 0, 750),
        (roster(7, every_day(7), workers(1), replace(LIMITS, week_minutes=9000)), Why.TOGETHER, None, 0),
    ],
)
def test_what_cannot_be_has_a_reason(asked: Roster, why: Why, day: int | None, missing: int) -> None:
    found = fill(asked)
    assert found.duties == ()
    assert (found.impossible[0].why, found.impossible[0].day, found.impossible[0].missing) == (
        why,
        day,
        missing,
    )


def test_the_judge_of_rosters_sees_what_is_wrong() -> None:
    asked = roster(8, every_day(8), workers(2, leave=frozenset({3})))
    wrong = (*(Duty(day, "early", "east", "w0") for day in range(8)), Duty(1, "late", "west", "w0"))
    told = " ".join(faults(asked, wrong))
    for word in ("two shifts", "leave", "rest", "too many running", "minutes in the week"):
        assert word in told
    assert "day 0 early east: 0 of 1" in " ".join(faults(asked, ()))


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    st.integers(1, 9),
    st.integers(1, 6),
    st.lists(st.tuples(st.integers(0, 8), st.sampled_from(["early", "late", "night"])), max_size=12),
)
def test_no_limit_is_ever_broken(days: int, count: int, wanted: list[tuple[int, str]]) -> None:
    demands = tuple(Demand(day, shift, "east", 1) for day, shift in wanted if day < days)
    asked = roster(days, demands, workers(count))
    found = fill(asked)
    assert found.impossible or faults(asked, found.duties) == []


def test_a_pin_a_shorter_contract_and_half_a_day_away_are_kept() -> None:
    half = Worker("half", frozenset({"east"}), week_minutes=900, closed=frozenset({(1, "early")}))
    asked = replace(roster(4, every_day(4), (half, *workers(1))), pinned=(Duty(2, "late", "east", "half"),))
    found = fill(asked)
    assert faults(asked, found.duties) == []
    own = [(duty.day, duty.shift) for duty in found.duties if duty.worker == "half"]
    assert (2, "late") in own
    assert len(own) <= 2
    assert (1, "early") not in own
    wrong = replace(asked, pinned=(Duty(1, "early", "east", "half"),))
    told = fill(wrong).impossible[0]
    assert (told.why, told.day, told.worker) == (Why.PINNED, 1, "half")
