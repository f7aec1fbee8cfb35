"""What the room refuses, and why: Chinese source texts, by field."""

from collections.abc import Mapping

from django.utils.translation import gettext


class UnableToDo(Exception):
    """Something told is wrong, or the moment is; `faults` tells why by field."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("、".join(gettext(fault) for fault in faults.values()))
        self.faults = dict(faults)


class UnableToAssign(UnableToDo):
    """An item that cannot be given, or a duty that cannot take this step."""


class UnableToReport(UnableToDo):
    """A report that says nothing, comes too late, or follows another that the reader has not seen."""


class UnableToJudge(UnableToDo):
    """A light or an escalation that cannot be so."""


class UnableToWrite(UnableToDo):
    """A letter that cannot be drafted, signed or answered."""


class UnableToMeet(UnableToDo):
    """A meeting or a matter that cannot be so."""


def refuse(kind: type[UnableToDo], faults: Mapping[str, str]) -> None:
    """Raise it where there are faults."""
    if faults:
        raise kind(faults)
