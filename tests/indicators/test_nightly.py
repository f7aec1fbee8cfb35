"""Counting as the clock and the command do it: no scope is entered before."""

import pytest

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.scopes import system_scope
from chongyang.indicators.operations import compute_period
from chongyang.indicators.rules.periods import Period


@pytest.mark.usefixtures("committed")
def test_a_period_is_counted_without_a_scope_of_the_caller():
    assert compute_period(period=Period.read("2026Q3"), now=now()).written > 0
    with enter(system_scope("test")):
        assert Event.objects.filter(kind="indicators.period.computed").count() == 1
