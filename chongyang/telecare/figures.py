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


def homes_watched(now: datetime) -> str:
    """Elders who sent readings in thirty days, and the alerts raised from them."""
    scope = system_scope("figure")
    with enter(scope):
        watched = queries.count_watched(scope, since=now - PERIOD)
        raised = queries.count_raised(scope, since=now - PERIOD)
    return gettext("近30天上报读数的老人 %(watched)s 位，提醒 %(raised)s 条") % {
        "watched": watched,
        "raised": raised,
    }


def homes_guarded(now: datetime) -> str:
    """Detectors of gas, smoke and water in use, and their alarms of thirty days."""
    scope = system_scope("figure")
    with enter(scope):
        devices = queries.count_detectors(scope)
        raised = queries.count_raised(scope, since=now - PERIOD, kinds=queries.DETECTED)
    return gettext("在用燃气、烟雾、水浸探测器 %(devices)s 台，近30天报警 %(raised)s 次") % {
        "devices": devices,
        "raised": raised,
    }
