"""What is a line of text."""

import pytest

from chongyang.core.texts import is_line


@pytest.mark.parametrize("text", ["", "郑财社〔2019〕1号", "全角　空格", "🧓", "a b"])
def test_a_line(text: str) -> None:
    assert is_line(text)


@pytest.mark.parametrize("text", ["a\x00", "a\nb", "a\x1b[31m", "\ud800"])
def test_no_line(text: str) -> None:
    assert not is_line(text)
