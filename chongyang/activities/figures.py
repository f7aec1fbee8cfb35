"""Figures of activities, as the plan's pages show them beside their clauses: sums over the city."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext

from chongyang.activities import queries
from chongyang.core.access import enter
from chongyang.core.scopes import system_scope


def offered(now: datetime) -> str:
    """How many courses and journeys there are, and how many are in them."""
    with enter(system_scope("figure")):
        count, people = queries.count_offered(timezone.localdate(now))
    if not count:
        return gettext("现在没有公布的课程和出游")
    return gettext("%(n)s 个课程和出游，报名 %(people)s 人次") % {"n": count, "people": people}
