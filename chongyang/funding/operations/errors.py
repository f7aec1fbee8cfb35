"""What the room refuses, and why: sentences by field."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.utils.translation import gettext

from chongyang.core.files.errors import UnableToKeep
from chongyang.funding.rules.forms import Faulty


class UnableToDo(Exception):
    """Something told is wrong, or the moment is: `faults` by field, `reasons` are the source texts."""

    def __init__(self, faults: Mapping[str, str | Faulty]) -> None:
        self.faults = {name: _said(fault) for name, fault in faults.items()}
        self.reasons = {
            name: fault if isinstance(fault, str) else fault.reason for name, fault in faults.items()
        }
        super().__init__("、".join(self.faults.values()))


def _said(fault: str | Faulty) -> str:
    if isinstance(fault, str):
        return gettext(fault)
    return gettext(fault.reason) % fault.values if fault.values else gettext(fault.reason)


@contextmanager
def telling_of_file(refusal: type[UnableToDo]) -> Iterator[None]:
    """A file that core does not keep is told as the room's own refusal, at the field of the file."""
    try:
        yield
    except UnableToKeep as refused:
        raise refusal({"file": Faulty(refused.reason, **refused.values)}) from None


class UnableToApply(UnableToDo):
    """An application that cannot be written, handed in, completed or withdrawn."""


class UnableToHandle(UnableToDo):
    """A stage that cannot be done now."""


class UnableToObject(UnableToDo):
    """An objection that cannot be raised or answered."""
