"""Figures of the line 12349, as the plan's pages show them beside their clauses.

Sums over the whole city without any person in them: computed in the system's name.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.hotline import queries

PERIOD = timedelta(days=30)


def calls_taken(now: datetime) -> str:
    """How many calls the line took in thirty days."""
    with enter(system_scope("figure")):
        taken = queries.count_calls(since=now - PERIOD)
    return gettext("近30天受理来电 %(n)s 个") % {"n": taken}
