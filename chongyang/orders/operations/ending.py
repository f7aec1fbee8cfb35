"""What a death, a journey or a stay in hospital does to orders and plans. Each handler is idempotent."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import ngettext

from chongyang.core.access import enter
from chongyang.core.models import Event
from chongyang.core.scopes import SYSTEM, Scope, system_scope
from chongyang.orders import queries
from chongyang.orders.models import Order, Plan
from chongyang.orders.operations import making
from chongyang.orders.operations.planning import NOT_GONE, close_plan
from chongyang.orders.operations.withdrawing import withdraw_all
from chongyang.orders.rules.lifecycle import AT_THE_DOOR, BEFORE
from chongyang.registry import queries as registry
from chongyang.telecare import queries as telecare

DIED = "died"


def would_stop(scope: Scope, person: UUID, now: datetime) -> Sequence[str]:
    """What of orders and plans would stop with a person, within the reader's reach."""
    cluster = registry.get_cluster(person)
    orders, plans = len(queries.next_of(scope, cluster, now)), len(queries.list_plans(scope, cluster))
    lines = []
    if orders:
        told = ngettext("有 %(count)s 份上门服务订单未完成", "有 %(count)s 份上门服务订单未完成", orders)
        lines.append(told % {"count": orders})
    if plans:
        told = ngettext("有 %(count)s 个周期服务计划", "有 %(count)s 个周期服务计划", plans)
        lines.append(told % {"count": plans})
    return lines


@transaction.atomic
def stop_all(person: UUID, at: datetime) -> None:
    """A confirmed death ends every plan and every order that is not done; nothing is charged."""
    cluster = registry.get_cluster(person)
    for plan in Plan.objects.filter(person__in=cluster, ended_at=None).order_by("id"):
        close_plan(plan, DIED, by=SYSTEM, now=at, why=DIED)
    rows = Order.objects.filter(person__in=cluster, closed_at=None, state__in=(*BEFORE, *AT_THE_DOOR))
    withdraw_all(list(rows.order_by("id").values_list("id", flat=True)), reason=DIED, by=SYSTEM, now=at)


def follow_away(event: Event) -> None:
    """She is away or in hospital: what a plan made for these days is withdrawn; orders of her own stay."""
    if event.person is None:
        return
    with enter(system_scope("away")):
        cluster = registry.get_cluster(event.person)
        for begun, ended in (span for one in telecare.list_away(cluster).values() for span in one):
            rows = Order.objects.filter(
                person__in=cluster, plan__isnull=False, closed_at=None, state__in=NOT_GONE, from_at__gte=begun
            )
            rows = rows.filter(from_at__lt=ended) if ended else rows
            keys = list(rows.order_by("from_at", "id").values_list("id", flat=True))
            withdraw_all(keys, reason="away", by=SYSTEM, now=event.at)


def follow_back(event: Event) -> None:
    """She is home again: the days from today on are made anew by the next run of the job."""
    if event.person is None:
        return
    today = timezone.localdate(event.at)
    with enter(system_scope("away")):
        rows = Plan.objects.filter(person__in=registry.get_cluster(event.person), ended_at=None)
        plans = list(rows.filter(made_until__gt=today).order_by("id"))
        for plan in plans:
            plan.made_until = max(today, plan.valid_from)
            plan.save(update_fields=["made_until"])
        making.make_for(plans, now=event.at)
