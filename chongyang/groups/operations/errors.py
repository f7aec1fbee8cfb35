"""What the room refuses, and why: reasons are Chinese source texts, by field."""

from collections.abc import Mapping

from django.utils.translation import gettext


class UnableToGroup(Exception):
    """Something cannot be written; `reasons` tells why for each field."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        super().__init__("、".join(gettext(reason) for reason in reasons.values()))
        self.reasons = dict(reasons)


class UnableToGrant(UnableToGroup):
    """A class that is not granted, ended or proposed."""


class UnableToKeep(UnableToGroup):
    """A change of a household or a carer that is not made."""
