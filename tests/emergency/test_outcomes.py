"""Closure codes and what each asks for."""

import pytest

from chongyang.emergency.rules import outcomes
from chongyang.emergency.rules.outcomes import FalseReason, Outcome


@pytest.mark.parametrize(
    ("closure", "fields"),
    [
        (("solved",), set()),
        (("",), {"outcome"}),
        (("fixed",), {"outcome"}),
        (("false_alarm",), {"false_reason"}),
        (("false_alarm", "weather"), {"false_reason"}),
        (("false_alarm", "mistake"), set()),
        (("solved", "mistake"), {"false_reason"}),
        (("handed_over",), {"note"}),
        (("handed_over", "", "  "), {"note"}),
        (("handed_over", "", "交 120 急救车"), set()),
        (("no_contact", "test"), {"note", "false_reason"}),
    ],
)
def test_each_outcome_asks_for_what_it_needs(closure, fields):
    assert set(outcomes.faults_of(*closure)) == fields


def test_every_code_has_a_chinese_word_and_fits_its_column():
    for member in (*Outcome, *FalseReason):
        assert member.label
        assert len(member) <= 30


def test_solved_is_followed_up_and_dead_is_not():
    assert outcomes.is_followed_up("solved")
    assert not outcomes.is_followed_up("dead")


def test_three_false_alarms_a_week_deserve_a_visit():
    assert outcomes.deserves_visit(3, threshold=3)
    assert not outcomes.deserves_visit(2, threshold=3)
