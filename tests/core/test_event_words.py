"""Every kind of event that the program records has words in both languages."""

import re
from pathlib import Path

import pytest

import chongyang
from chongyang.core.event_words import _told, content_of, words_of
from chongyang.core.lifecycles.registry import all_lifecycles

SOURCE = Path(chongyang.__file__).parent
RECORDED = re.compile(r"(?:record|_tell|_told|_event|note)\(\s*\"([a-z_]+\.[a-z_]+\.[a-z_]+)\"")
BUILT = re.compile(r"(?:record|_tell|_told|_event|note)\(\s*f\"([a-z_]+\.[a-z_]+)\.\{")
PAYLOAD = re.compile(r"payload=\{(.*?)\}", re.DOTALL)
NAME = re.compile(r"\"([a-z_]+)\":")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def found(pattern: re.Pattern[str]) -> set[str]:
    texts = (path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    return {kind for text in texts for kind in pattern.findall(text)}


def test_every_kind_that_is_written_out_has_words() -> None:
    kinds = found(RECORDED)
    assert len(kinds) > 80
    assert sorted(kind for kind in kinds if not CHINESE.search(words_of(kind, "zh-hans"))) == []


def test_every_kind_that_is_put_together_has_a_word_for_what_it_is_of() -> None:
    cycles = {one.name for one in all_lifecycles()}
    assert sorted(found(BUILT) - set(_told()[0]) - cycles) == []


def test_the_words_are_in_both_languages_and_a_step_is_called_as_its_action() -> None:
    for told in _told():
        for name, (own, english) in told.items():
            assert CHINESE.search(own), name
            assert not CHINESE.search(english), name
    assert words_of("registry.file.read", "en") == "File · read"
    assert words_of("registry.file.read", "zh-hans") == "档案 · 已查看"
    assert "确认去世" in words_of("claims.stop.confirm", "zh-hans")


def test_every_name_in_an_event_has_words() -> None:
    texts = (path.read_text(encoding="utf-8") for path in SOURCE.rglob("operations/*.py"))
    names = {name for text in texts for body in PAYLOAD.findall(text) for name in NAME.findall(body)}
    assert len(names) > 50
    assert sorted(names - set(_told()[2])) == []


def test_what_an_event_holds_is_said_in_words() -> None:
    held = {"rows": 3, "by_two": True, "fields": ["name", "phone"], "glass": None, "odd_name": "x"}
    told = [("两人核对", "是"), ("字段", "name、phone"), ("odd_name", "x"), ("行数", "3")]
    assert content_of("registration.batch.done", held, "zh-hans") == told
    assert content_of("registration.batch.done", {"rows": 3}, "en") == [("Rows", "3")]


def test_a_step_names_the_states_as_its_life_cycle_does() -> None:
    held = {"source": "waiting", "target": "confirmed"}
    told = [("办理前", "待确认"), ("办理后", "已确认去世")]
    assert content_of("claims.stop.confirm", held, "zh-hans") == told


@pytest.mark.parametrize("kind", ["nothing", "", "nothing.known.here"])
def test_an_unknown_kind_stays_as_it_is(kind: str) -> None:
    assert words_of(kind, "en") == kind
