"""A county's day through the rows, small: `chongyang bench visits --rows` has the large one."""

from chongyang.orders.models import Assignment
from chongyang.scheduling.models import PlannedVisit
from chongyang.workshop.benches import visits_rows
from chongyang.workshop.benches.frame import Result

SIZE = (60, 12)


def test_an_invented_day_is_planned_and_published_through_the_rows(db):
    result = Result("visits", {"name": "test"})
    provider = visits_rows.prepare(*SIZE)
    visits_rows.measure(provider, 1.0, result)
    figures = result.figures
    assert figures["visits"] == SIZE[0]
    assert figures["left_out"] < SIZE[0] / 2
    assert Assignment.objects.filter(organisation=provider, ended_at=None).count() == figures["assigned"]
    assert PlannedVisit.objects.filter(plan__state="published").count() == figures["assigned"]
    assert not PlannedVisit.objects.exclude(outcome="").exists()
    assert result.holds
