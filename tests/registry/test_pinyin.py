"""Names are spelt with the surname's own reading, sorted totally, and found by what people type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.registry.rules import pinyin

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=4)


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("王桂兰", "wang gui lan"),
        ("单雄信", "shan xiong xin"),
        ("尉迟恭", "yu chi gong"),
        ("万俟卨", "mo qi xie"),
        ("令狐冲", "ling hu chong"),
        ("欧阳修", "ou yang xiu"),
        ("曾国强", "zeng guo qiang"),
        ("任秀英", "ren xiu ying"),
        ("吕绿", "lv lv"),
    ],
)
def test_spelling(name, spelt):
    assert " ".join(pinyin.syllables(name)) == spelt
    assert pinyin.sort_key(name) == f"{spelt} {name}"


def test_tokens_of_a_common_name():
    assert pinyin.tokens_of("王桂兰") == {"王桂兰", "桂兰", "王桂", "wangguilan", "guilan", "wgl"}


def test_tokens_hold_both_readings_of_a_surname():
    tokens = pinyin.tokens_of("单桂英")
    assert {"shanguiying", "danguiying", "sgy"} <= tokens


def test_rare_characters_do_not_break():
    assert "李㛃" in pinyin.tokens_of("李㛃")
    assert "王\U0002c1d5" in pinyin.tokens_of("王\U0002c1d5")
    assert pinyin.tokens_of("") == frozenset()


@given(HAN)
def test_a_name_is_found_by_its_query(name):
    assert set(pinyin.query_tokens(name)) <= pinyin.tokens_of(name)
    assert len(pinyin.initials(name)) >= 2


@given(HAN, HAN)
def test_the_sort_key_is_total(left, right):
    assert (pinyin.sort_key(left) == pinyin.sort_key(right)) == (left == right)
