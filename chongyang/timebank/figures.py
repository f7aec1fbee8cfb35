"""Figures of the time bank, as the plan's pages show them beside their clauses: sums over the city."""

from datetime import datetime

from django.db.models import Count, Sum
from django.utils.translation import gettext

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.timebank.models import TimeAccount


def banked(now: datetime) -> str:
    """How many accounts there are, and how many hours were earned."""
    with enter(system_scope("figure")):
        told = TimeAccount.objects.aggregate(n=Count("id"), minutes=Sum("earned"))
    if not told["n"]:
        return gettext("还没有人开户")
    return gettext("开户 %(n)s 人，存入 %(hours)s 小时") % {
        "n": told["n"],
        "hours": (told["minutes"] or 0) // 60,
    }
