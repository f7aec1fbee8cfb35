"""Figures of the time bank, as the plan's pages show them beside their clauses: sums over the city."""

from datetime import datetime

from django.utils.translation import gettext

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.timebank import queries


def banked(now: datetime) -> str:
    """How many accounts there are, and how many hours were earned."""
    with enter(system_scope("figure")):
        count, minutes = queries.count_banked()
    if not count:
        return gettext("还没有人开户")
    return gettext("开户 %(n)s 人，存入 %(hours)s 小时") % {"n": count, "hours": minutes // 60}
