"""When a quarter is reported, which were missed, what is proposed when."""

from datetime import date

import pytest

from chongyang.duties.enums import EscalationStep
from chongyang.duties.rules import days
from chongyang.indicators.rules.periods import Period

Q3, Q4 = Period(2018, 3), Period(2018, 4)


def test_a_quarter_is_written_until_ten_working_days_after_its_end():
    assert days.report_due(Q4) == date(2019, 1, 14)
    assert days.is_open(Q4, date(2018, 10, 1))
    assert days.is_open(Q4, date(2019, 1, 14))
    assert not days.is_open(Q4, date(2019, 1, 15))
    assert not days.is_open(Q4, date(2018, 9, 30))


def test_two_quarters_are_open_just_after_the_end_of_one():
    assert days.open_quarters(date(2019, 1, 10)) == (Q4, Period(2019, 1))
    assert days.open_quarters(date(2018, 12, 10)) == (Q4,)


def test_quarters_that_were_due_since_a_duty_was_given():
    assert list(days.due_quarters(date(2018, 8, 15), date(2019, 1, 15))) == [Q4, Q3]
    assert list(days.due_quarters(date(2018, 8, 15), date(2019, 1, 14))) == [Q3]
    assert list(days.due_quarters(date(2018, 12, 31), date(2019, 1, 14))) == []


@pytest.mark.parametrize(
    ("today", "percent", "behind"),
    [
        (date(2018, 1, 1), 0, 0),
        (date(2018, 7, 2), 20, 30),
        (date(2019, 6, 1), 90, 10),
        (date(2017, 6, 1), 0, 0),
    ],
)
def test_points_behind_the_time(today, percent, behind):
    assert days.points_behind(date(2018, 1, 1), date(2018, 12, 31), today, percent) == behind


def test_steps_follow_a_missed_day_in_working_days():
    missed = date(2018, 12, 28)
    assert days.steps_due(missed, missed) == ()
    assert days.steps_due(missed, date(2019, 1, 2)) == (EscalationStep.URGE,)
    assert days.steps_due(missed, date(2019, 3, 1))[-1] is EscalationStep.INTERVIEW
