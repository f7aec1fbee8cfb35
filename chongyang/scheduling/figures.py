"""Figures of planned days, as the plan's pages show them beside their clauses: sums over the city."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.scheduling import queries

PERIOD = timedelta(days=30)


def planned(now: datetime) -> str:
    """How many visits the published plans of thirty days held, and how many had nobody to go."""
    today = timezone.localdate(now)
    with enter(system_scope("figure")):
        visits, left = queries.count_published(since=today - PERIOD, until=today)
    if not visits + left:
        return gettext("近30天还没有发布过排班")
    return gettext("近30天排班派出 %(n)s 次，排不上 %(m)s 次") % {"n": visits, "m": left}
