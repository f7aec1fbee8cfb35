"""Papers of the line in check_scope: order, follow-up, complaint and care call of every elder."""

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
from chongyang.territory.rules.capabilities import Can
from chongyang.workshop.scopes.asking import counted, list_and_detail, may_read
from chongyang.workshop.scopes.rule import Resource
from chongyang.workshop.scopes.sample import Sample


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


def _care_calls(scope: Scope, limit: int) -> Any:
    return hotline.visible_calls(scope).order_by("id")[:limit]


HANDLES, CALLS = may_read(Can.HANDLE_ORDERS), may_read(Can.CARE_CALLS)

RESOURCES = (
    Resource(
        "orders",
        Order,
        HANDLES,
        list_and_detail(hotline.list_orders, hotline.access_order),
        {"count": counted(visible_orders)},
    ),
    Resource(
        "follow-ups",
        FollowUp,
        HANDLES,
        list_and_detail(hotline.list_follow_ups, hotline.access_follow_up),
        {"count": counted(visible_follow_ups)},
    ),
    Resource(
        "complaints",
        Complaint,
        HANDLES,
        list_and_detail(hotline.list_complaints, hotline.access_complaint),
        {"count": counted(visible_complaints)},
    ),
    Resource(
        "care calls",
        CareCall,
        CALLS,
        list_and_detail(_care_calls, hotline.access_care_call),
        {"count": counted(hotline.visible_calls)},
    ),
)
