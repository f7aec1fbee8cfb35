"""A code with its Chinese word, in one line: `ALONE = "alone", N_("独居")`; the value is stored."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial
from typing import Self, cast


class Labelled(StrEnum):
    """Base of the word lists of a room; no Django inside, so rules may use it."""

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def of(cls, value: str) -> Self:
        """The member with this stored value; raises KeyError."""
        return cast(Self, cls._value2member_map_[value])

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """(value, label) pairs in the order of definition, as Django's `choices` wants them."""
        return [(member.value, member.label) for member in cls]


Words = type[Labelled] | Mapping[str, str] | Callable[[str], str]
_spelled: dict[tuple[str, str], Callable[[str], str]] = {}


def spells(model: str, **columns: Words) -> None:
    """Say (in `apps.ready`) what the codes of a model's columns mean, for whoever prints a row of any room:
    a word list, a mapping, or a function of the code; of a column that holds a mapping, of its keys.
    """
    for column, words in columns.items():
        _spelled[model, column] = _reader(words)


def _reader(words: Words) -> Callable[[str], str]:
    choices = getattr(words, "choices", None)
    if choices is not None:
        words = dict(choices())
    return partial(_word, words) if isinstance(words, Mapping) else cast(Callable[[str], str], words)


def _word(words: Mapping[str, str], code: str) -> str:
    return words.get(code, "")


def is_spelled(model: str, column: str) -> bool:
    return (model, column) in _spelled


def word_of(model: str, column: str, code: str) -> str:
    """The Chinese source word of a code; empty where nobody said what it means."""
    read = _spelled.get((model, column))
    return read(code) if read else ""
