"""Which device rings: by the blind index of its card's number alone."""

from chongyang.core.access import visible
from chongyang.core.fields import index_of
from chongyang.core.scopes import Scope
from chongyang.registry.permissions import can_read
from chongyang.telecare.enums import DeviceState
from chongyang.telecare.models import Device

AT_HOME = (DeviceState.INSTALLED.value, DeviceState.IN_USE.value)


def find_by_sim(scope: Scope, number: str, limit: int = 3) -> list[Device]:
    """Devices within reach in somebody's home whose card has this number."""
    if not (number and can_read(scope)):
        return []
    rows = Device.objects.filter(sim_index=index_of(number, "phone"), person__isnull=False, state__in=AT_HOME)
    return list(visible(rows, scope).order_by("-installed_on", "id")[:limit])
