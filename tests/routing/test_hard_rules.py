"""Each hard rule by its name: the same day is planned otherwise without it, and the judge sees it broken.

The first half fails when the planner forgets a rule, the second when the independent checker does.
"""

from dataclasses import replace

import pytest

from chongyang.routing.rules.checking import broken_rules
from chongyang.routing.rules.day import Answer, Assignment, Day, Pause, Reason, Unserved, Visit
from chongyang.routing.rules.planner import Budget, plan
from tests.routing.days import carer, double, line, visit

NEAR_AND_FAR = (carer("ann"), replace(carer("bob"), start=2, end=2))
"""Ann sets out beside the home, Bob from far away: without a rule Ann goes."""
ROAD = line(0, 10, 40)


def planned(*visits: Visit, carers=NEAR_AND_FAR, travel=ROAD) -> Answer:
    day = Day(visits, carers, travel)
    answer = plan(day, Budget(rounds=200, threads=1))
    assert broken_rules(day, answer) == ()
    return answer


def who(answer: Answer, key: str = "v") -> list[str]:
    return sorted(one.carer for one in answer.by_visit.get(key, ()))


def left(answer: Answer) -> list[Reason]:
    return [one.reason for one in answer.unserved]


def test_time_windows_an_elder_is_visited_neither_earlier_nor_later() -> None:
    assert planned(visit("v", 1)).assignments[0].start == 10
    (one,) = planned(visit("v", 1, (300, 310))).assignments
    assert 300 <= one.start <= 310
    assert left(planned(visit("v", 1, (0, 9)))) == [Reason.NO_SHIFT]


def test_skills_who_has_no_certificate_does_not_go() -> None:
    people = (NEAR_AND_FAR[0], replace(NEAR_AND_FAR[1], skills=frozenset({"nurse"})))
    assert who(planned(visit("v", 1), carers=people)) == ["ann"]
    assert who(planned(visit("v", 1, needs={"nurse"}), carers=people)) == ["bob"]


def test_two_person_jobs_two_carers_begin_together() -> None:
    answer = planned(double("v", 1))
    assert who(answer) == ["ann", "bob"]
    assert len({one.start for one in answer.assignments}) == 1
    assert left(planned(double("v", 1), carers=NEAR_AND_FAR[:1])) == [Reason.ONE_CARER_ONLY]


def test_two_person_jobs_the_second_comes_within_the_gap() -> None:
    first, second = sorted(planned(double("v", 1, gap=(45, 60))).assignments, key=lambda one: one.part)
    assert 45 <= second.start - first.start <= 60


def test_continuity_who_knows_her_comes_from_a_little_farther() -> None:
    people = (NEAR_AND_FAR[0], replace(carer("bob"), start=2, end=2))
    road = line(0, 10, 15.5)  # Ann twice 10 minutes, Bob twice 5.5 from the other side
    assert who(planned(visit("v", 1), carers=people, travel=road)) == ["bob"]
    assert who(planned(visit("v", 1, known={"ann": 1.0}), carers=people, travel=road)) == ["ann"]


def test_gender_and_dialect_wishes_send_another_who_is_farther() -> None:
    road = line(0, 10, 21)
    assert who(planned(visit("v", 1), travel=road)) == ["ann"]
    assert who(planned(visit("v", 1, wishes={"ann": 1.0}), travel=road)) == ["bob"]
    assert who(planned(visit("v", 1, wishes={"ann": 1.0}), carers=NEAR_AND_FAR[:1])) == ["ann"]


def test_key_only_a_holder_goes() -> None:
    assert who(planned(visit("v", 1))) == ["ann"]
    assert who(planned(visit("v", 1, allowed=frozenset({"bob"})))) == ["bob"]


def test_banned_pairs_never_meet() -> None:
    assert who(planned(visit("v", 1, banned=frozenset({"ann"})))) == ["bob"]
    assert left(planned(visit("v", 1, banned=frozenset({"ann", "bob"})))) == [Reason.NOBODY_ALLOWED]


def test_pins_the_pinned_carer_comes_at_the_pinned_minute() -> None:
    (one,) = planned(visit("v", 1, pinned=("bob",), pinned_at=200.0)).assignments
    assert (one.carer, one.start) == ("bob", 200)


def test_breaks_nobody_is_sent_to_a_door_in_her_pause() -> None:
    at_noon = visit("v", 1, (100, 100), 60)
    alone = carer("ann")
    assert who(planned(at_noon, carers=(alone,))) == ["ann"]
    resting = replace(alone, pause=Pause((100, 150), 30))
    assert left(planned(at_noon, carers=(resting,))) == [Reason.NO_ROOM]


def test_rest_nobody_works_before_or_after_her_shift() -> None:
    asked = visit("v", 1, (0, 30))
    assert who(planned(asked, carers=(carer("ann", shift=(0, 60)),))) == ["ann"]
    assert left(planned(asked, carers=(carer("ann", shift=(0, 49)),))) == [Reason.NO_SHIFT]
    assert left(planned(asked, carers=(carer("ann", shift=(25, 600)),))) == [Reason.NO_SHIFT]


def test_rest_a_day_holds_only_so_many_minutes_of_care_and_ways() -> None:
    assert who(planned(visit("v", 1), carers=(carer("ann", most_work=50),))) == ["ann"]
    assert left(planned(visit("v", 1), carers=(carer("ann", most_work=49),))) == [Reason.NO_SHIFT]


def test_travel_there_is_time_for_the_way_from_door_to_door() -> None:
    pair = (visit("a", 1, (60, 60)), visit("b", 2, (100, 100)))
    assert not planned(*pair, carers=(carer("ann"),), travel=line(0, 10, 20)).unserved
    assert left(planned(*pair, carers=(carer("ann"),), travel=line(0, 10, 20.5))) == [Reason.NO_ROOM]


def at(key: str, start: float, who: str = "ann", part: int = 0) -> Assignment:
    return Assignment(key, part, who, start, 0.0, 0.0)


ONE = visit("v", 1, (0, 300))
TWO = double("v", 1, (0, 300))
NOON = Pause((100, 150), 30)
LEFT = Unserved("v", Reason.NO_ROOM)
WRONG = {
    "forgotten": (ONE, carer("ann"), ()),
    "unknown_visit": (ONE, carer("ann"), (at("v", 50), at("other", 200))),
    "planned_and_left_out": (ONE, carer("ann"), (at("v", 50), LEFT)),
    "parts": (TWO, carer("ann"), (at("v", 50),)),
    "two_carers": (TWO, carer("ann"), (at("v", 50), at("v", 50, part=1))),
    "together": (TWO, carer("ann"), (at("v", 50), at("v", 51, "bob", 1))),
    "unknown_carer": (ONE, carer("ann"), (at("v", 50, "nobody"),)),
    "skill": (visit("v", 1, needs={"nurse"}), carer("ann"), (at("v", 50),)),
    "banned": (visit("v", 1, banned=frozenset({"ann"})), carer("ann"), (at("v", 50),)),
    "not_allowed": (visit("v", 1, allowed=frozenset({"bob"})), carer("ann"), (at("v", 50),)),
    "pinned_carer": (visit("v", 1, pinned=("bob",)), carer("ann"), (at("v", 50),)),
    "pinned_time": (visit("v", 1, pinned_at=60.0), carer("ann"), (at("v", 50),)),
    "too_early": (visit("v", 1, (60, 90)), carer("ann"), (at("v", 59),)),
    "too_late": (visit("v", 1, (20, 40)), carer("ann"), (at("v", 41),)),
    "travel": (ONE, carer("ann"), (at("v", 9),)),
    "shift": (ONE, carer("ann", shift=(0, 89)), (at("v", 50),)),
    "work": (ONE, carer("ann", most_work=49), (at("v", 50),)),
    "pause_missing": (ONE, carer("ann", pause=NOON), (at("v", 50),)),
    "pause_window": (ONE, carer("ann", pause=NOON), (at("v", 10), 151.0)),
    "pause_overlaps": (ONE, carer("ann", pause=NOON), (at("v", 80), 105.0)),
}
TOGETHER = {"two_carers": {"two_carers", "travel"}}
"""Who is to be her own second carer cannot be at the door twice at once, either."""


@pytest.mark.parametrize("rule", WRONG)
def test_the_judge_names_the_broken_rule_and_no_other(rule: str) -> None:
    wanted, ann, told = WRONG[rule]
    day = Day((wanted,), (ann, carer("bob")), line(0, 10))
    rows = tuple(one for one in told if isinstance(one, Assignment))
    unserved = tuple(one for one in told if isinstance(one, Unserved))
    pauses = dict(zip(["ann"], (one for one in told if isinstance(one, float)), strict=False))
    answer = Answer(rows, pauses, unserved, 0.0, 0.0, 0.0, 0.0)
    assert {one.rule for one in broken_rules(day, answer)} == TOGETHER.get(rule, {rule})


def test_every_rule_of_the_judge_has_its_wrong_answer() -> None:
    """A rule that is added to the checker without a case here is found by its name."""
    from inspect import getsource
    from re import findall

    from chongyang.routing.rules import checking

    named = set(findall(r'"([a-z_]+)"', "\n".join(findall(r"Broken\(.*", getsource(checking)))))
    assert named - {"shift", "end of shift", "travel"} == set(WRONG) - {"shift", "travel"}
