"""Figures of quality, as the plan's pages show them beside their clauses: sums over the city."""

from datetime import datetime, timedelta

from django.db.models import Avg, Count
from django.utils.translation import gettext

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.quality.models import Rating, Sample

PERIOD = timedelta(days=30)


def rated(now: datetime) -> str:
    """Ratings of thirty days with their mean, and how many orders were called back."""
    with enter(system_scope("figure")):
        told = Rating.objects.filter(at__gte=now - PERIOD, at__lt=now).aggregate(
            n=Count("id"), mean=Avg("stars")
        )
        called = Sample.objects.filter(called_at__gte=now - PERIOD, called_at__lt=now).count()
    if not told["n"]:
        return gettext("近30天尚无评价")
    words = {"n": told["n"], "mean": f"{told['mean']:.1f}", "called": called}
    return gettext("近30天评价 %(n)s 次，平均 %(mean)s 星，回访 %(called)s 次") % words
