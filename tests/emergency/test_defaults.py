"""Targets and time-outs: each has a source and says whether the city confirmed it."""

from datetime import timedelta

import pytest

from chongyang.emergency.rules import defaults

ROW = {"value": 15, "unit": "second", "label": "名", "source": "来源", "confirmed": False}


def test_every_value_has_a_label_a_source_and_a_share_below_one():
    for default in defaults.all_defaults().values():
        assert default.label
        assert default.source
        assert isinstance(default.confirmed, bool)
        assert default.share is None or 0 < default.share < 1


def test_spans_and_counts_are_told_apart():
    assert defaults.span("arrive_rural") == timedelta(minutes=30)
    assert defaults.times("call_back_tries") == 3
    with pytest.raises(KeyError):
        defaults.span("call_back_tries")
    with pytest.raises(ValueError, match="not a count"):
        defaults.times("arrive_rural")


@pytest.mark.parametrize("wrong", [{"unit": "fortnight"}, {"value": 0}, {"value": -3}])
def test_a_value_that_is_no_target_is_refused(wrong):
    with pytest.raises(ValueError, match="is no target"):
        defaults.read({"values": {"x": ROW | wrong}})


def test_a_value_without_source_is_refused():
    with pytest.raises(TypeError, match="source"):
        defaults.read({"values": {"x": {key: value for key, value in ROW.items() if key != "source"}}})
