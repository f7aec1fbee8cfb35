"""What an event is called where people read it, in their language; the code itself is for programs."""

from functools import lru_cache
from importlib import resources

import yaml
from django.utils.translation import gettext, override

from chongyang.core.lifecycles.registry import all_lifecycles

Words = dict[str, tuple[str, str]]


@lru_cache(maxsize=1)
def _told() -> tuple[Words, Words]:
    text = resources.files("chongyang.core").joinpath("data/events.yaml").read_text(encoding="utf-8")
    told = yaml.safe_load(text)
    return _pairs(told["of"]), _pairs(told["what"])


def _pairs(told: dict[str, list[str]]) -> Words:
    return {name: (own, english) for name, (own, english) in told.items()}


def words_of(kind: str, language: str | None) -> str:
    """`registry.file.read` is 档案 · 已查看, or File · read; an unknown kind stays as it is."""
    of, _, what = kind.rpartition(".")
    is_chinese = (language or "zh").startswith("zh")
    with override("zh-hans" if is_chinese else "en"):
        step = _of_step(of, what)
    return step or _of_catalogue(of, what, is_chinese) or kind


def _of_step(of: str, what: str) -> str:
    """A step of a life cycle is called as the cycle and its action are."""
    table = next((one for one in all_lifecycles() if one.name == of), None)
    action = next((one for one in table.actions if one.name == what), None) if table else None
    if table is None or (action is None and what != "open"):
        return ""
    return f"{gettext(table.label)} · {gettext(action.label) if action else gettext('提出')}"


def _of_catalogue(of: str, what: str, is_chinese: bool) -> str:
    nouns, verbs = _told()
    if of not in nouns or what not in verbs:
        return ""
    place = 0 if is_chinese else 1
    return f"{nouns[of][place]} · {verbs[what][place]}"
