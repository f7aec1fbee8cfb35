"""What the room refuses, and why: sentences by field."""

from collections.abc import Mapping

from django.utils.translation import gettext


class UnableToDo(Exception):
    """Something told is wrong, or the moment is: `faults` by field; `reasons` are the Chinese sources."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        self.reasons = dict(reasons)
        self.faults = {name: gettext(reason) for name, reason in reasons.items()}
        super().__init__("、".join(self.faults.values()))


class UnableToDecide(UnableToDo):
    """A decision about a person that cannot be taken now."""


class UnableToCorrect(UnableToDo):
    """An account that cannot be corrected so."""


class UnableToBuy(UnableToDo):
    """A step of a purchase that cannot be taken now."""


class UnableToObject(UnableToDo):
    """An objection that cannot be raised or answered."""
