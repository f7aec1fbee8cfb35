"""The ladder: the gravest answer decides, and what is not known counts as urgent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.emergency.rules import triage
from chongyang.emergency.rules.triage import LIFE_QUESTIONS, QUESTIONS, Level

CALM = {question.code: False for question in LIFE_QUESTIONS}


@pytest.mark.parametrize(
    ("answers", "level", "must", "may"),
    [
        ({"breathing": True}, "P0", ("120",), ()),
        ({"fire": True}, "P0", ("120", "119"), ()),
        ({"gas": True}, "P0", ("119",), ("120",)),
        ({"gas": True, "unresponsive": True}, "P0", ("120", "119"), ()),
        ({"unreachable": True}, "P0", ("120",), ("110",)),
        ({"cannot_rise": True}, "P1", (), ("120",)),
        ({"missing": True}, "P1", ("110",), ()),
        ({"cannot_rise": True, "mistake": True}, "P1", (), ("120",)),
        ({"fell": True}, "P2", (), ()),
        ({"service": True}, "P3", (), ()),
        ({"mistake": True}, "P4", (), ()),
        ({"test": True, "device_fault": True}, "P2", (), ()),
    ],
)
def test_the_gravest_answer_decides(answers, level, must, may):
    found = triage.triage(answers)
    assert (found.level, found.must_call, found.may_call) == (level, must, may)


def test_what_is_not_known_is_urgent():
    found = triage.triage({})
    assert (found.level, found.reasons) == (Level.P1, (triage.UNCERTAIN,))
    assert len(found.unasked) == len(LIFE_QUESTIONS)
    assert triage.triage(CALM | {"choking": None}).level == Level.P1


def test_all_well_is_a_matter_of_service():
    found = triage.triage(CALM)
    assert (found.level, found.reasons, found.unasked) == (Level.P3, (triage.NOTHING_WRONG,), ())


def test_an_unknown_question_is_refused():
    with pytest.raises(KeyError):
        triage.triage({"horoscope": True})


CODES = [question.code for question in QUESTIONS]
answered = st.dictionaries(st.sampled_from(CODES), st.sampled_from([True, False, None]))


@given(answers=answered, code=st.sampled_from(CODES))
def test_one_more_symptom_never_lowers_the_level_or_drops_a_number(answers, code):
    if not any(answers.values()):
        return
    before, after = triage.triage(answers), triage.triage(answers | {code: True})
    assert after.level <= before.level
    assert set(before.must_call) <= set(after.must_call)
    assert not set(after.must_call) & set(after.may_call)


@given(answers=answered)
def test_danger_to_life_always_calls_somebody(answers):
    found = triage.triage(answers)
    assert found.reasons
    assert (found.level == Level.P0) == any(answers.get(question.code) for question in LIFE_QUESTIONS)
    assert found.must_call or found.level != Level.P0
