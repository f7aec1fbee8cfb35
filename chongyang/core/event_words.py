"""What an event is called where people read it, in their language; the code itself is for programs."""

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml
from django.utils.translation import gettext, override

from chongyang.core.lifecycles.registry import all_lifecycles, states_of

Words = dict[str, tuple[str, str]]
STATES = {"source": "state_before", "target": "state_after"}
"""In a step of a life cycle these two are states, with words of their own."""


@lru_cache(maxsize=1)
def _told() -> tuple[Words, Words, Words]:
    text = resources.files("chongyang.core").joinpath("data/events.yaml").read_text(encoding="utf-8")
    told = yaml.safe_load(text)
    return _pairs(told["of"]), _pairs(told["what"]), _pairs(told["keys"])


def _pairs(told: dict[str, list[str]]) -> Words:
    return {name: (own, english) for name, (own, english) in told.items()}


def words_of(kind: str, language: str | None) -> str:
    """`registry.file.read` is 档案 · 已查看, or File · read; an unknown kind stays as it is."""
    of, _, what = kind.rpartition(".")
    with override("zh-hans" if _is_chinese(language) else "en"):
        step = _of_step(of, what)
    return step or _of_catalogue(of, what, _is_chinese(language)) or kind


def content_of(kind: str, payload: Mapping[str, Any], language: str | None) -> list[tuple[str, str]]:
    """What an event holds: each thing's name and value in words; an unknown name stays as it is recorded."""
    place, states = 0 if _is_chinese(language) else 1, states_of(kind.rpartition(".")[0])
    with override("en" if place else "zh-hans"):
        return [
            (_key(STATES.get(name, name) if states else name, place), _value(value, states))
            for name, value in sorted(payload.items())
            if value not in (None, "", [])
        ]


def _key(name: str, place: int) -> str:
    return _told()[2].get(name, (name, name))[place]


def _value(value: Any, states: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, list):
        return gettext("、").join(map(str, value))
    return gettext(states[value]) if isinstance(value, str) and value in states else str(value)


def _is_chinese(language: str | None) -> bool:
    return (language or "zh").startswith("zh")


def _of_step(of: str, what: str) -> str:
    """A step of a life cycle is called as the cycle and its action are."""
    table = next((one for one in all_lifecycles() if one.name == of), None)
    action = next((one for one in table.actions if one.name == what), None) if table else None
    if table is None or (action is None and what != "open"):
        return ""
    return f"{gettext(table.label)} · {gettext(action.label) if action else gettext('提出')}"


def _of_catalogue(of: str, what: str, is_chinese: bool) -> str:
    nouns, verbs, _ = _told()
    if of not in nouns or what not in verbs:
        return ""
    place = 0 if is_chinese else 1
    return f"{nouns[of][place]} · {verbs[what][place]}"
