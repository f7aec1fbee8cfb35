"""A library that is loaded when it is first used."""

import sys

import pytest

from chongyang.core.later import Later


def test_a_library_is_loaded_at_its_first_use_and_looked_up_once() -> None:
    sys.modules.pop("colorsys", None)
    colours = Later("colorsys")
    assert "colorsys" not in sys.modules
    assert colours.rgb_to_hsv(1, 1, 1) == (0.0, 0.0, 1)
    assert vars(colours)["rgb_to_hsv"] is sys.modules["colorsys"].rgb_to_hsv


def test_what_a_library_does_not_have_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError):
        _ = Later("colorsys").nothing
