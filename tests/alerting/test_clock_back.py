"""The clock is put back in the middle of a chain: what follows is due by the clock as it is now."""

from datetime import timedelta

import pytest

from chongyang.core.clock import now
from tests.alerting.ways import LEAD, OVERFLOW, SECOND, begin, make_chain, next_due, step, told, wait

pytestmark = pytest.mark.usefixtures("db")


def test_after_a_clock_that_went_back_the_waits_count_from_now():
    make_chain(wait(15), OVERFLOW, wait(15), LEAD, {"kind": "repeat", "from": 3, "every": 30, "times": 3})
    ahead = now()
    subject = begin(at=ahead)
    back = ahead - timedelta(hours=24)
    step(back)
    assert next_due(subject) <= back + 30 * SECOND
    step(back + 30 * SECOND)
    assert len(told(subject)) == 2
    assert next_due(subject) <= back + 90 * SECOND
