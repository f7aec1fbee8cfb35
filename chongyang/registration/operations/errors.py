"""What the room refuses, and why: Chinese source texts, by field."""

from collections.abc import Mapping

from django.utils.translation import gettext

from chongyang.core.words import N_

CHANGED = N_("档案在这期间有变化，请核对最新内容后再决定。")
GONE = N_("刚刚已经有人办理，请看最新状态。")


class UnableToDo(Exception):
    """Something in a form is wrong, or the moment is; `faults` tells why by field."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("、".join(gettext(fault) for fault in faults.values()))
        self.faults = dict(faults)


class UnableToAsk(UnableToDo):
    """A change, a hand-over or a registration that cannot be asked for."""


class UnableToDecide(UnableToDo):
    """A decision that cannot be taken now; `fields` are those that changed in between."""

    def __init__(self, faults: Mapping[str, str], fields: tuple[str, ...] = ()) -> None:
        super().__init__(faults)
        self.fields = fields


class UnableToReadFile(UnableToDo):
    """A file that is no table of registrations."""
