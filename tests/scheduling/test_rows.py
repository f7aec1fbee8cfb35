"""A county's day through the rows, small: `chongyang bench visits --rows` has the large one."""

from chongyang.core.scopes import system_scope
from chongyang.orders.models import Assignment
from chongyang.scheduling.models import DayPlan, PlannedVisit
from chongyang.workshop.benches import visits_measured, visits_rows
from chongyang.workshop.benches.frame import Result

SIZE = (60, 12)
STEPS = ("gathering_seconds", "solving_seconds", "writing_seconds", "publishing_seconds")


def test_an_invented_day_is_planned_published_and_planned_again_at_ten(db):
    result = Result("visits", {"name": "test"})
    provider = visits_rows.prepare(*SIZE)
    visits_measured.measure(provider, 1.0, result)
    figures, ten = result.figures, result.figures["at_ten"]
    assert figures["visits"] == ten["visits"] == SIZE[0]
    assert figures["left_out"] < SIZE[0] / 2
    assert (ten["leaving"], ten["fixed"] > 0) == (1, True)
    assert all(figures[name] >= 0 and ten[name] >= 0 for name in STEPS)
    assert Assignment.objects.filter(organisation=provider, ended_at=None).count() == ten["assigned"]
    assert PlannedVisit.objects.filter(plan__state="published").count() == ten["assigned"]
    assert not PlannedVisit.objects.exclude(outcome="").exists()
    assert [goal.holds for goal in result.goals] == [True] * 4


def test_the_bench_sees_a_day_that_breaks_a_rule(db):
    """What is judged is what stands in the rows, not what the planner said of itself."""
    result = Result("visits", {"name": "test"})
    provider = visits_rows.prepare(20, 6)
    visits_measured.measure(provider, 1.0, result)
    plan = DayPlan.objects.get(organisation=provider, state="published")
    assert visits_measured.broken_in_rows(plan, system_scope("test")) == 0
    plan.pauses = {}
    assert visits_measured.broken_in_rows(plan, system_scope("test")) > 0
