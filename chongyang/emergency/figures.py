"""Today's figures of the emergency line, as the plan's pages show them beside their clauses.

Sums over the whole city without any person in them: computed in the system's name.
"""

from datetime import datetime, timedelta
from statistics import median

from django.utils.translation import gettext

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.emergency import queries

PERIOD = timedelta(days=30)


def press_to_door(now: datetime) -> str:
    """The median time from press to door of the last thirty days, and over how many incidents."""
    with enter(system_scope("figure")):
        seconds = queries.seconds_to_door(since=now - PERIOD)
    if not seconds:
        return gettext("近30天尚无到场记录")
    minutes = median(seconds) / 60
    return gettext("近30天到场 %(n)s 起，按下到上门中位数 %(m).1f 分钟") % {"n": len(seconds), "m": minutes}
