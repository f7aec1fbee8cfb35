"""Who is to come: fit for the help on that day, and in one place at a time."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from chongyang.core.access import enter
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.orders import queries
from chongyang.orders.models import Assignment, Order
from chongyang.orders.operations import taking
from chongyang.orders.operations.drafting import item_of
from chongyang.orders.operations.errors import UnableToOrder
from chongyang.orders.rules.lifecycle import GOING
from chongyang.territory.permissions import NotAllowed, may
from chongyang.territory.rules.capabilities import Can
from chongyang.workforce import queries as workforce

NOT_NOW = N_("服务商接单后才能派人，出门以后不能再改")
ONE_EACH = N_("这项服务需要 %(people)s 人，请各选一位不同的护理员")
OTHER_PROVIDER = N_("这位护理员不是接单服务商的人")
OUTSIDE = N_("派工时间须在约定的时间段内")
TWO_PLACES = N_("这位护理员那个时间已有别的上门，不能同时在两处")
MAY = (Can.PROVIDE_SERVICES, Can.PLAN_VISITS, Can.ORDER_SERVICES)


@transaction.atomic
def assign(
    *,
    order: UUID,
    carers: Sequence[UUID],
    from_at: datetime,
    to_at: datetime,
    scope: Scope,
    by: Actor,
    now: datetime,
) -> Order:
    """Say who comes and when within the window; a later assignment takes the place of the former.

    A carer without a certificate that holds that day, away, or elsewhere at the time is refused; the last the
    database sees to. Raises NotFound, NotAllowed, UnableToOrder.
    """
    if not any(may(scope, one) for one in MAY):
        raise NotAllowed("assigns nobody")
    queries.access_order(scope, order)
    with enter(system_scope("assign", actor=by)):
        cases.hold(order)
        row = Order.objects.get(id=order)
        _check(row, carers, from_at, to_at)
        Assignment.objects.filter(order=row, ended_at=None).update(ended_at=now)
        _insert(row, carers, from_at, to_at, by, now)
        evidence = {"carers": [str(one) for one in carers], "from_at": from_at.isoformat()}
        return taking.take(
            order, "assign", by=by, now=now, evidence=evidence, facts=frozenset({"carer"}), how="assigned"
        )


def _check(row: Order, carers: Sequence[UUID], from_at: datetime, to_at: datetime) -> None:
    if row.state not in GOING:
        raise UnableToOrder(NOT_NOW)
    if len(carers) != row.people or len(set(carers)) != row.people:
        raise UnableToOrder(ONE_EACH % {"people": row.people}, field="carers")
    if not row.from_at <= from_at < to_at <= row.to_at:
        raise UnableToOrder(OUTSIDE, field="from_at")
    needs = item_of(row.item).skills
    for one in carers:
        _fit(row, one, needs, from_at, to_at)


def _fit(row: Order, carer: UUID, needs: frozenset[str], from_at: datetime, to_at: datetime) -> None:
    if fault := workforce.fault_of(carer, needs=needs, from_at=from_at, to_at=to_at):
        raise UnableToOrder(fault, field="carers")
    if workforce.access_carer(system_scope("carer"), carer).organisation != row.organisation:
        raise UnableToOrder(OTHER_PROVIDER, field="carers")


def _insert(
    row: Order, carers: Sequence[UUID], from_at: datetime, to_at: datetime, by: Actor, now: datetime
) -> None:
    made = [
        Assignment(
            order=row,
            carer=carer,
            position=position,
            from_at=from_at,
            to_at=to_at,
            at=now,
            account=by.account,
            area=row.area,
            organisation=row.organisation,
            person=row.person,
        )
        for position, carer in enumerate(carers, start=1)
    ]
    try:
        with transaction.atomic():
            Assignment.objects.bulk_create(made)
    except IntegrityError as error:
        if "assignment_one_place" not in str(error.__cause__):
            raise
        raise UnableToOrder(TWO_PLACES, field="carers") from None
