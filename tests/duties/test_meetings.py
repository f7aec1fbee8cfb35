"""Meetings: problems come before them, somebody solves them by a day, until they are solved."""

from datetime import date

import pytest

from chongyang.core.access import enter
from chongyang.duties import operations, queries
from chongyang.duties.enums import Light
from chongyang.duties.operations import MeetingTold, UnableToMeet
from chongyang.territory.permissions import NotAllowed
from tests.duties import people
from tests.duties.people import AUTUMN, JINSHUI, acting, give, report

pytestmark = pytest.mark.usefixtures("db")
ON = date(2018, 9, 19)
TOLD = MeetingTold(held_on=ON, title="第一次领导小组会议", place="市政府三楼", chaired_by="组长")


def meeting(scope=None):
    return operations.plan_meeting(told=TOLD, **acting(scope or people.office()))


def raised(run=None, scope=None):
    return operations.raise_matter(
        words="设施用地没有落实", run=run.id if run else None, **acting(scope or people.office())
    )


def decide(matter, **words):
    said = {
        "decision": "由国土部门牵头解决",
        "organisation": "city.land-resources",
        "solve_by": date(2018, 11, 30),
    }
    return operations.decide_matter(matter=matter.id, **said | words, **acting(people.office()))


def test_a_problem_of_a_duty_is_decided_followed_and_solved():
    (run,) = give()
    report(run, percent=40, problem="设施用地没有落实")
    matter = raised(run, people.liaison())
    held = meeting()
    operations.take_up(matter=matter.id, meeting=held.id, **acting(people.office()))
    assert decide(matter).organisation_key == "city.land-resources"
    ended = operations.end_meeting(meeting=held.id, attended="成员单位七家", **acting(people.office()))
    assert ended.ended_at == AUTUMN
    before = queries.list_runs_lit(people.office(), people.Q3)[0]
    assert before.facts.has_problem
    solved = operations.solve_matter(
        matter=matter.id, outcome="土地已划拨", **acting(people.office(), AUTUMN.replace(day=21))
    )
    assert solved.state == "solved"
    after = queries.list_runs_lit(people.office(), people.Q3)[0]
    assert not after.facts.has_problem
    assert before.light is Light.YELLOW


def test_who_must_solve_it_sees_it():
    matter = raised()
    held = meeting()
    operations.take_up(matter=matter.id, meeting=held.id, **acting(people.office()))
    decide(matter, organisation=JINSHUI)
    for key, count in ((JINSHUI, 1), (people.ERQI, 0)):
        scope = people.liaison(key)
        with enter(scope):
            assert len(queries.list_matters(scope)) == count


def test_nothing_is_decided_outside_a_meeting_nor_twice_nor_in_one_that_is_over():
    matter, held = raised(), meeting()
    with pytest.raises(UnableToMeet):
        decide(matter)
    operations.take_up(matter=matter.id, meeting=held.id, **acting(people.office()))
    for words in ({"organisation": "city.nobody"}, {"decision": " "}, {"solve_by": date(2018, 9, 1)}):
        with pytest.raises(UnableToMeet):
            decide(matter, **words)
    with pytest.raises(UnableToMeet):
        operations.end_meeting(meeting=held.id, attended="七家", **acting(people.office()))
    decide(matter)
    with pytest.raises(UnableToMeet):
        decide(matter)
    operations.end_meeting(meeting=held.id, attended="七家", **acting(people.office()))
    with pytest.raises(UnableToMeet):
        operations.end_meeting(meeting=held.id, attended="七家", **acting(people.office()))
    late = raised()
    with pytest.raises(UnableToMeet):
        operations.take_up(matter=late.id, meeting=held.id, **acting(people.office()))


def test_a_post_longer_than_its_column_is_refused():
    told = MeetingTold(held_on=ON, title="甲", place="乙", chaired_by="丙" * 61)
    with pytest.raises(UnableToMeet):
        operations.plan_meeting(told=told, **acting(people.office()))


def test_only_what_was_decided_is_solved_and_once():
    matter = raised()
    with pytest.raises(UnableToMeet):
        operations.solve_matter(matter=matter.id, outcome="好", **acting(people.office()))


def test_an_owner_raises_its_own_problems_alone():
    (run,) = give()
    assert raised(run, people.liaison()).run_id == run.id
    with pytest.raises(NotAllowed):
        raised(run, people.liaison(people.FINANCE))
    with pytest.raises(NotAllowed):
        raised(None, people.liaison())
    with pytest.raises(NotAllowed):
        meeting(people.liaison())


def test_nothing_is_decided_at_a_meeting_that_is_still_to_come():
    matter, early = raised(), AUTUMN.replace(month=8)
    held = operations.plan_meeting(told=TOLD, **acting(people.office(), early))
    operations.take_up(matter=matter.id, meeting=held.id, **acting(people.office(), early))
    said = {"decision": "先议", "organisation": "city.land-resources", "solve_by": date(2018, 11, 30)}
    with pytest.raises(UnableToMeet, match="还没有开"):
        operations.decide_matter(matter=matter.id, **said, **acting(people.office(), early))
    operations.take_up(matter=matter.id, meeting=None, **acting(people.office(), early))
    with pytest.raises(UnableToMeet, match="还没有开"):
        operations.end_meeting(meeting=held.id, attended="七家", **acting(people.office(), early))
