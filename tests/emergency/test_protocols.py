"""Triage protocols: red flags decide, points add up, unknown about life is urgent, versions stand."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.emergency.rules import protocols
from chongyang.emergency.rules.levels import Level
from chongyang.emergency.rules.protocols import LIFE_OPEN, Question, judge

STRICT = [one for one in protocols.newest().values() if one.strict]
TEN = {
    *("fall", "chest_pain", "stroke", "breathlessness", "wandering"),
    *("gas", "fire", "distress", "abuse", "silent_call"),
}


def calm(protocol):
    return {question.code: False for question in protocol.life_questions}


@st.composite
def cases(draw):
    protocol = draw(st.sampled_from(STRICT))
    codes = [question.code for question in protocol.questions]
    answers = draw(st.dictionaries(st.sampled_from(codes), st.sampled_from([True, False, None])))
    return protocol, answers


def test_the_ten_protocols_are_there_and_none_claims_to_be_confirmed():
    assert {one.code for one in STRICT} == TEN
    assert not any(one.confirmed for one in protocols.newest().values())
    assert all(one.source and one.opening and one.until_help for one in protocols.newest().values())


@given(case=cases(), data=st.data())
def test_one_more_yes_never_lowers_the_level(case, data):
    protocol, answers = case
    question = data.draw(st.sampled_from([one for one in protocol.questions if not one.harmless]))
    before, after = judge(protocol, answers), judge(protocol, answers | {question.code: True})
    assert after.level <= before.level
    assert set(before.must_call) <= set(after.must_call)


@given(case=cases(), data=st.data())
def test_the_order_of_the_answers_does_not_matter(case, data):
    protocol, answers = case
    shuffled = dict(data.draw(st.permutations(list(answers.items()))))
    assert judge(protocol, answers) == judge(protocol, shuffled)


@given(case=cases())
def test_a_life_question_without_answer_keeps_it_urgent(case):
    protocol, answers = case
    judged = judge(protocol, answers)
    if any(answers.get(one.code) is None for one in protocol.life_questions):
        assert judged.level <= Level.P1
        assert judged.unasked
    assert judged.reasons


@given(case=cases())
def test_a_red_flag_decides_and_calls_somebody(case):
    protocol, answers = case
    judged = judge(protocol, answers)
    assert (judged.level == Level.P0) == bool(judged.flags)
    assert judged.must_call or judged.level != Level.P0


@given(case=cases())
def test_answers_of_other_protocols_change_nothing(case):
    protocol, answers = case
    assert judge(protocol, answers) == judge(protocol, answers | {"asked_by_nobody": True})


@pytest.mark.parametrize(
    ("code", "yes", "level", "must"),
    [
        ("fall", ["cannot_rise"], "P1", ()),
        ("fall", ["fell"], "P2", ()),
        ("fall", ["alone", "fell", "fell_before"], "P1", ()),
        ("fall", ["mistake"], "P4", ()),
        ("fall", ["mistake", "hip_pain"], "P1", ()),
        ("fall", ["head_hit"], "P0", ("120",)),
        ("stroke", ["fast_face"], "P0", ("120",)),
        ("wandering", ["missing"], "P1", ("110",)),
        ("gas", ["gas", "poisoned"], "P0", ("120", "119")),
        ("fire", ["burnt_pot"], "P2", ()),
        ("abuse", ["attacked_now"], "P0", ("120", "110")),
        ("distress", ["distress"], "P2", ()),
        ("silent_call", ["groans"], "P0", ("120",)),
    ],
)
def test_what_the_answers_give_when_all_about_life_was_asked(code, yes, level, must):
    protocol = protocols.get(code)
    judged = judge(protocol, calm(protocol) | dict.fromkeys(yes, True))
    assert (judged.level, judged.must_call) == (level, must)


def test_a_mistake_is_believed_only_when_all_about_life_was_asked():
    fall = protocols.get("fall")
    assert judge(fall, {"mistake": True}).level == Level.P1
    assert LIFE_OPEN in judge(fall, {"mistake": True}).reasons
    assert judge(fall, calm(fall)).level == Level.P3


def test_points_add_up_in_any_order():
    fall = protocols.get("fall")
    for order in permutations(["alone", "fell", "fell_before"]):
        assert judge(fall, calm(fall) | dict.fromkeys(order, True)).score == 7


def test_a_published_version_is_never_edited(monkeypatch):
    real = protocols.sha256

    class Other:
        def __init__(self, raw):
            self.raw = raw

        def hexdigest(self):
            return real(self.raw + b" ").hexdigest()

    monkeypatch.setattr(protocols, "sha256", Other)
    protocols.all_versions.cache_clear()
    try:
        with pytest.raises(ValueError, match="edited after it was published"):
            protocols.all_versions()
    finally:
        monkeypatch.undo()
        protocols.all_versions.cache_clear()
    assert protocols.all_versions()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"life": True}, "decides P0 or P1"),
        ({"weight": -1}, "not negative"),
        ({"must_call": ("114",)}, "nobody answers"),
        ({"harmless": Level.P4, "weight": 1}, "harmless"),
    ],
)
def test_a_protocol_that_contradicts_itself_is_refused(change, fault):
    fall = protocols.get("fall")
    wrong = replace(fall, questions=(*fall.questions, Question(code="x", label="x", **change)))
    assert any(fault in one for one in protocols.faults_of(wrong))


def test_an_unknown_protocol_or_version_is_told():
    for code, version in (("horoscope", 0), ("fall", 99)):
        with pytest.raises(protocols.UnknownProtocol):
            protocols.get(code, version)
    assert protocols.get("").code == protocols.GENERAL
    assert protocols.suggested("smoke").code == "fire"
    assert protocols.suggested("sos").code == protocols.GENERAL
