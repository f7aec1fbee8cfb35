"""What the registry refuses, and why: reasons are Chinese source texts, by field."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from chongyang.core.words import N_


class UnableToRegister(Exception):
    """Some fields cannot be taken; `reasons` tells why for each."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        super().__init__("、".join(sorted(reasons)))
        self.reasons = dict(reasons)


class UnableToUpdate(UnableToRegister):
    """A change of a file that cannot be made."""


class DuplicateIdentity(UnableToRegister):
    """The identity number is registered already; `county` is the name of the county that keeps the file."""

    def __init__(self, area: int, county: str) -> None:
        told = gettext(N_("这个身份证号码已经登记，档案在%(county)s。")) % {"county": county}
        super().__init__({"identity_number": told})
        self.area, self.county = area, county


class VersionConflict(Exception):
    """Somebody changed the file in between; `fields` holds (what stands there now, what was typed)."""

    def __init__(self, version: int, fields: Mapping[str, tuple[Any, Any]]) -> None:
        super().__init__(f"the file is at version {version}")
        self.version, self.fields = version, dict(fields)
        self.reason = N_("这份档案刚刚被别人修改过，请核对后再保存。")


class UnableToLink(Exception):
    """Two files cannot be linked or unlinked; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(gettext(reason))
        self.reason = reason


class UnableToReveal(Exception):
    """No such field, or no purpose of the list; `reason` says which."""

    def __init__(self, reason: str) -> None:
        super().__init__(gettext(reason))
        self.reason = reason
