"""A code with its Chinese word, in one line: `ALONE = "alone", N_("独居")`; the value is stored."""

from enum import StrEnum
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
