"""What a death stops here: the devices at home, which somebody fetches; none is switched off by itself."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext, ngettext

from chongyang.claims.stops import scheme
from chongyang.core.labels import Labelled
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.telecare import queries
from chongyang.telecare.enums import DeviceKind, DeviceState

AT_HOME = (DeviceState.INSTALLED.value, DeviceState.IN_USE.value)
BETWEEN = N_("、")


def register_schemes() -> None:
    """Called once, when the program starts."""
    scheme("devices", N_("设备和远程监护"), present=devices_at_home)


def devices_at_home(scope: Scope, person: UUID, now: datetime) -> list[str]:
    """Which devices would be fetched."""
    held = [row for row in queries.list_devices_of(scope, person) if row.state in AT_HOME]
    if not held:
        return []
    kinds = gettext(BETWEEN).join(sorted({_word(DeviceKind, row.kind) for row in held}))
    count = len(held)
    told = ngettext("家中 %(count)s 台设备待收回：%(kinds)s", "家中 %(count)s 台设备待收回：%(kinds)s", count)
    return [told % {"count": count, "kinds": kinds}]


def _word(words: type[Labelled], code: str) -> str:
    found = dict(words.choices()).get(code)
    return gettext(found) if found else code
