"""Figures of quality, as the plan's pages show them beside their clauses: sums over the city."""

from datetime import datetime, timedelta

from django.utils.translation import gettext

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.quality import queries

PERIOD = timedelta(days=30)


def rated(now: datetime) -> str:
    """Ratings of thirty days with their mean, and how many orders were called back."""
    with enter(system_scope("figure")):
        count, mean, called = queries.count_rated(now - PERIOD, now)
    if not count:
        return gettext("近30天尚无评价")
    words = {"n": count, "mean": f"{mean:.1f}", "called": called}
    return gettext("近30天评价 %(n)s 次，平均 %(mean)s 星，回访 %(called)s 次") % words
