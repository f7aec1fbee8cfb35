"""Words of the plan's data in English: none is missing where a page shows it."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import gettext, override

from chongyang.policy.rules.asking import last_day_in_force
from chongyang.policy.rules.engine.steps import trace
from chongyang.policy.rules.engine.values import Decided
from chongyang.policy.rules.programmes import Programme, get_programme, load_programmes
from chongyang.policy.rules.promises import Parameter, load_parameters
from chongyang.web.parts.figures import figure_of
from chongyang.web.parts.steps import label_of, value_of

SIGNS, DECIDED = {"%", "‰"}, Decided()


def words_of(programme: Programme) -> Iterator[str]:
    yield from (programme.title, programme.applicant, programme.recovery)
    yield from (*programme.evidence, *programme.stop)
    for asked in programme.inputs.values():
        yield from (asked.label, *asked.words.values())
    yield from steps_of(programme)


def steps_of(programme: Programme) -> list[str]:
    day = last_day_in_force(programme, DECIDED, date(2030, 1, 1))
    assert day
    return [one.step.label for one in trace(programme.function, DECIDED.values_on(day))]


def words_of_parameter(row: Parameter) -> Iterator[str]:
    yield from (row.what, *row.alternatives.values())
    yield from (one for one in (row.unit, row.value) if isinstance(one, str) and one)


@pytest.mark.parametrize("code", [one.code for one in load_programmes()])
def test_every_word_of_a_programme_has_an_english_one(code):
    with override("en"):
        missing = [word for word in words_of(get_programme(code)) if gettext(word) == word]
    assert not missing


def test_every_word_of_a_parameter_has_an_english_one():
    words = {word for row in load_parameters() for word in words_of_parameter(row)} - SIGNS
    with override("en"):
        missing = sorted(word for word in words if gettext(word) == word)
    assert not missing


@pytest.mark.parametrize("code", [one.code for one in load_programmes()])
def test_no_step_is_said_in_fen(code):
    with override("en"):
        labels = [label_of(label) for label in steps_of(get_programme(code))]
    assert not [label for label in labels if "fen" in label or "（" in label]


def test_values_have_their_units_and_thousands():
    with override("en"):
        assert figure_of(100_000, "元/个") == "100,000 yuan each"
        assert figure_of(30, "%") == "30%"
        assert figure_of(Decimal(700), "亿元") == "70 billion yuan"
        assert figure_of(Decimal("59.3"), "亿元", Decimal(12_345)) == "5.93–1,234.5 billion yuan"
        assert figure_of("力争", "亿元").endswith("× 100 million yuan")
    assert figure_of(700, "亿元") == "700 亿元"
    with override("en"):
        assert value_of("value", "补贴（分）", 10_200_000) == "¥102,000.00"
        assert value_of("value", "面积（百分之一平方米）", 123_456) == "1,234.56 m²"
        assert value_of("condition", "有床位", False) == "does not hold"
