"""What the room refuses, and why: a Chinese source sentence with its numbers."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext


class UnableToDo(Exception):
    """Something told is wrong, or the moment is. `field` names what was told."""

    def __init__(self, reason: str, field: str = "", **values: Any) -> None:
        self.reason, self.field, self.values = reason, field, values
        super().__init__(str(self))

    def __str__(self) -> str:
        words = gettext(self.reason)
        return words % self.values if self.values else words

    @property
    def faults(self) -> Mapping[str, str]:
        return {self.field or "form": str(self)}


class UnableToAssess(UnableToDo):
    """A run that cannot be counted, judged, appealed, confirmed or corrected so."""


class UnableToPublish(UnableToDo):
    """A result that cannot be published or withdrawn so."""


class UnableToRemark(UnableToDo):
    """A remark that cannot be taken, shown or answered so."""


class TooMany(UnableToRemark):
    """A flood: come again later."""
