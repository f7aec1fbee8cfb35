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


def articles_published(now: datetime) -> str:
    """How many answers the consultation has ready."""
    with enter(system_scope("figure")):
        published = queries.count_published()
    return gettext("可查知识 %(n)s 条") % {"n": published} if published else gettext("知识库还没有发布的条目")


def care_calls_made(now: datetime) -> str:
    """How many people were called in thirty days, and how often silence became an incident."""
    with enter(system_scope("figure")):
        called, missed = queries.count_since((now - PERIOD).date())
    if not called:
        return gettext("近30天尚无关爱电话")
    return gettext("近30天关爱电话 %(n)s 人次，两次未接转紧急事件 %(m)s 次") % {"n": called, "m": missed}
