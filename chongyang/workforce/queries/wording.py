"""What an entry of a data file is called in the reader's language: `label` is Chinese, `english` English."""

from typing import Protocol

from django.utils.translation import get_language

from chongyang.workforce.rules import skills


class Worded(Protocol):
    @property
    def label(self) -> str: ...

    @property
    def english(self) -> str: ...


def told(entry: Worded) -> str:
    """Its name in the reader's language."""
    return entry.english if get_language() == "en" else entry.label


def told_skill(key: str) -> str:
    """The name of a skill; its key where the file no longer has it."""
    found = skills.skills().get(key)
    return told(found) if found else key
