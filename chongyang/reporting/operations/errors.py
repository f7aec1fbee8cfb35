"""What the room refuses, and why: sentences by cell or field."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.utils.translation import gettext

from chongyang.core.files.errors import UnableToKeep
from chongyang.reporting.models import Entry
from chongyang.reporting.rules.cells import WrongCell

Fault = str | WrongCell


class UnableToReport(Exception):
    """Something told is wrong, or the moment is. `faults` are sentences by cell (`item.part`) or field."""

    def __init__(self, faults: Mapping[str, Fault]) -> None:
        self.reasons = dict(faults)
        self.faults = {name: sentence(fault) for name, fault in faults.items()}
        super().__init__("；".join(self.faults.values()))


class CellChanged(UnableToReport):
    """Somebody else has written since: `present` is what stands now, by line (None where it was emptied)."""

    def __init__(self, faults: Mapping[str, Fault], present: Mapping[str, Entry | None]) -> None:
        super().__init__(faults)
        self.present = dict(present)


@contextmanager
def telling_of_file() -> Iterator[None]:
    """A file that core does not keep is told as the room's own refusal, at the field of the file."""
    try:
        yield
    except UnableToKeep as refused:
        raise UnableToReport({"file": WrongCell(refused.reason, "file", **refused.values)}) from None


def sentence(fault: Fault) -> str:
    """In the reader's language."""
    if isinstance(fault, WrongCell):
        return gettext(fault.reason) % fault.values if fault.values else gettext(fault.reason)
    return gettext(fault)
