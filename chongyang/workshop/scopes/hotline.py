"""Papers of the line in check_scope: order, follow-up, complaint and care call of every elder."""

from collections.abc import Callable, Iterable
from datetime import datetime, time
from typing import Any

from chongyang.core.keys import new_key
from chongyang.core.scopes import Scope
from chongyang.hotline import queries as hotline
from chongyang.hotline.models import CareCall, CareRule, Complaint, FollowUp, Order
from chongyang.hotline.queries.complaints import visible_complaints
from chongyang.hotline.queries.follow_ups import visible_follow_ups
from chongyang.hotline.queries.orders import visible_orders
from chongyang.hotline.rules.care_calls import today
from chongyang.registry.models import Elder
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from chongyang.territory.rules.capabilities import Can, can
from chongyang.workshop.scopes.rule import Door, Resource, reads_persons
from chongyang.workshop.scopes.sample import Sample

FEW = 100_000
NOT_THERE = (hotline.NotFound, NotAllowed)


def add_rows(sample: Sample, now: datetime) -> None:
    """One of each for every elder; a care call of today by a rule of her own area."""
    for elder in list(sample.rows[Elder]):
        whose: dict[str, Any] = {"person": elder.id, "area": elder.area}
        number = f"check-{new_key().hex[-12:]}"
        when = {"received_at": now, "due_at": now}
        sample.add(
            Order(number=number, direction="out", kind="help", title="check", state="sent", **when, **whose)
        )
        told = {"came_by": "call", "against": "carer", "level": "street", "state": "received"}
        sample.add(Complaint(number=number, **told, **when, **whose))
        sample.add(
            FollowUp(about="incident", subject=new_key(), state="due", opened_at=now, due_at=now, **whose)
        )
        _call(sample, elder, now, whose)


def _call(sample: Sample, elder: Elder, now: datetime, whose: dict[str, Any]) -> None:
    rule = CareRule(
        template=f"check-{new_key().hex[-20:]}",
        name="check",
        area=elder.area,
        until=elder.area,
        classes=["living_alone"],
        age_from=60,
        weekdays=[1],
        window_from=time(8),
        window_to=time(9),
        adopted_at=now,
        ended_at=now,
    )
    rule.save(force_insert=True)
    sample.add(CareCall(on=today(now), rule=rule, language="zh", next_at=now, window_to=now, **whose))


def _handles(role: Role) -> bool:
    return reads_persons(role) and can(role, Can.HANDLE_ORDERS)


def _calls(role: Role) -> bool:
    return reads_persons(role) and can(role, Can.CARE_CALLS)


def _page(get: Callable[[Scope], Iterable[Any]]) -> Door:
    def door(scope: Scope, rows: list[Any]) -> Iterable[Any]:
        try:
            return list(get(scope))
        except NOT_THERE:
            return []

    return door


def _each(get: Callable[[Scope, Any], Any]) -> Door:
    def door(scope: Scope, rows: list[Any]) -> Iterable[Any]:
        for row in rows:
            try:
                get(scope, row.pk)
            except NOT_THERE:
                continue
            yield row

    return door


RESOURCES = (
    Resource(
        "orders",
        Order,
        _handles,
        {
            "list": _page(lambda scope: hotline.list_orders(scope, limit=FEW)),
            "detail": _each(hotline.access_order),
        },
        {"count": lambda scope: visible_orders(scope).count()},
    ),
    Resource(
        "follow-ups",
        FollowUp,
        _handles,
        {
            "list": _page(lambda scope: hotline.list_follow_ups(scope, limit=FEW)),
            "detail": _each(hotline.access_follow_up),
        },
        {"count": lambda scope: visible_follow_ups(scope).count()},
    ),
    Resource(
        "complaints",
        Complaint,
        _handles,
        {
            "list": _page(lambda scope: hotline.list_complaints(scope, limit=FEW)),
            "detail": _each(hotline.access_complaint),
        },
        {"count": lambda scope: visible_complaints(scope).count()},
    ),
    Resource(
        "care calls",
        CareCall,
        _calls,
        {
            "list": _page(lambda scope: hotline.visible_calls(scope).order_by("id")[:FEW]),
            "detail": _each(hotline.access_care_call),
        },
        {"count": lambda scope: hotline.visible_calls(scope).count()},
    ),
)
