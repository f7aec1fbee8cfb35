"""Today's figure of meals, as the plan's pages show it beside its clause; no person in it."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.supplies import queries

PERIOD = timedelta(days=30)


def served_lately(now: datetime) -> str:
    """Meal points in force, and the meals served within thirty days."""
    with enter(system_scope("figure")):
        points = len(queries.find_points(area=None, on=timezone.localdate(now)))
        served = queries.count_served(now - PERIOD, now)
    if not points:
        return gettext("还没有助餐点")
    return gettext("%(points)s 个助餐点，近30天供餐 %(served)s 份") % {"points": points, "served": served}
