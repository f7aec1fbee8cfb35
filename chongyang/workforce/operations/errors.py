"""What the rooms of help at home refuse, and why: sentences by field, in the reader's language."""

from collections.abc import Mapping
from typing import NoReturn

from django.utils.translation import gettext


class UnableToDo(Exception):
    """Something told is wrong, or the moment is; `faults` tells why by field."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = {name: gettext(fault) for name, fault in faults.items()}
        super().__init__("、".join(self.faults.values()))


def refuse(field: str, why: str, /, **values: object) -> NoReturn:
    """Raise UnableToDo with one sentence, filled."""
    raise UnableToDo({field: gettext(why) % values if values else why})


def refuse_faults(faults: Mapping[str, str]) -> None:
    """Raise UnableToDo if there is any."""
    if faults:
        raise UnableToDo(faults)
