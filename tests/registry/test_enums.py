"""Words of the elder record: every member has a Chinese label, values are codes that never repeat."""

from __future__ import annotations

import inspect

import pytest

from chongyang.core.labels import Labelled
from chongyang.registry import enums

LISTS = [
    kind
    for _, kind in inspect.getmembers(enums, inspect.isclass)
    if issubclass(kind, Labelled) and kind != Labelled
]


@pytest.mark.parametrize("kind", LISTS, ids=lambda kind: kind.__name__)
def test_each_word_list(kind):
    labels = [member.label for member in kind]
    assert all(labels)
    assert len(set(labels)) == len(labels)
    assert kind.choices() == [(member.value, member.label) for member in kind]
    assert all(kind(member.value) is member for member in kind)


def test_conditions_carry_their_codes():
    assert enums.Condition.DEMENTIA.icd10 == "F00-F03"
    assert enums.Condition.OTHER.icd10 == ""
    assert enums.Condition.HEART_FAILURE.icd10 == "I50"
