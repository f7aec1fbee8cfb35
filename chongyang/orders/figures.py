"""Today's figure of orders, as the plan's pages show it beside its clause; no person in it."""

from datetime import datetime, timedelta

from django.utils.translation import gettext

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.orders import queries

PERIOD = timedelta(days=30)


def helped_lately(now: datetime) -> str:
    """Orders of the last thirty days, and how many of them came to help."""
    with enter(system_scope("figure")):
        placed, helped = queries.counts_of_month(now - PERIOD, now)
    if not placed:
        return gettext("近30天尚无上门服务订单")
    return gettext("近30天 %(placed)s 份订单，已上门 %(helped)s 次") % {"placed": placed, "helped": helped}
