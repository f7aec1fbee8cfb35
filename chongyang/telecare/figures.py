"""Today's figures of telecare beside the plan's clauses: sums over the city without any person in them."""

from datetime import datetime, timedelta

from django.utils.translation import gettext

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.telecare import queries

PERIOD = timedelta(days=30)


def presses_kept(now: datetime) -> str:
    """Devices in use, and the presses of thirty days."""
    scope = system_scope("figure")
    with enter(scope):
        devices = queries.count_devices_in_use(scope)
        signals = queries.count_signals(scope, since=now - PERIOD)
    return gettext("在用设备 %(devices)s 台，近30天报警信号 %(signals)s 个") % {
        "devices": devices,
        "signals": signals,
    }
