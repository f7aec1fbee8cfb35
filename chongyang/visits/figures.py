"""Figures of visits, as the plan's pages show them beside their clauses: sums over the city."""

from datetime import datetime, timedelta

from django.utils.translation import gettext

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.visits import queries

PERIOD = timedelta(days=30)


def visits_made(now: datetime) -> str:
    """How many visits of thirty days ended, and how many of them are payable by their evidence."""
    scope = system_scope("figure")
    with enter(scope):
        ended, payable = queries.count_made(scope, since=now - PERIOD, until=now)
    if not ended:
        return gettext("近30天尚无上门记录")
    return gettext("近30天上门 %(n)s 次，证据充分或已核实 %(m)s 次") % {"n": ended, "m": payable}


def visits_missed(now: datetime) -> str:
    """How many visits of thirty days did not begin in time, and for how many somebody was sent to look."""
    scope = system_scope("figure")
    with enter(scope):
        overdue, incidents = queries.count_overdue(scope, since=now - PERIOD, until=now)
    if not overdue:
        return gettext("近30天没有超时未到的上门")
    return gettext("近30天超时未到 %(n)s 次，为独居老人建事件 %(m)s 起") % {"n": overdue, "m": incidents}
