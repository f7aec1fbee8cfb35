"""What the library refuses, and why: Chinese source texts, by field."""

from collections.abc import Mapping
from typing import NoReturn

from django.utils.translation import gettext


class UnableToKeepProject(Exception):
    """Something told is wrong, or the moment is; `faults` tells why by field."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("、".join(gettext(fault) for fault in faults.values()))
        self.faults = dict(faults)


def refuse(field: str, why: str) -> NoReturn:
    raise UnableToKeepProject({field: why})


def refuse_faults(faults: Mapping[str, str]) -> None:
    """Raise UnableToKeepProject if there is any."""
    if faults:
        raise UnableToKeepProject(faults)
