"""Orders of help of the demo city: one in every state up to verified, and plans that make orders ahead.

Through the room's operations, by the seat, at moments before today; who is ordered for holds a voucher where
anybody does. All of it is invented. Repeatable: what stands already stays.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import SYSTEM, Scope, interval_of, system_scope
from chongyang.orders import operations
from chongyang.orders.models import Order, Plan
from chongyang.orders.operations import UnableToOrder
from chongyang.purchase.models import VoucherAccount
from chongyang.registry.models import Elder, Mandate
from chongyang.registry.rules.mandates import Basis
from chongyang.workforce import queries as workforce
from chongyang.workshop.accounts import JINSHUI
from chongyang.workshop.papers import scope_of

SEAT = "operator"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PLACED = 3 * DAY
"""So long before its day an order of the past was placed."""


@dataclass(frozen=True, slots=True)
class Case:
    """One order: of what, how many days from today at which hour, and the steps it has taken."""

    item: str
    day: int
    hour: int
    steps: tuple[str, ...] = ()
    reason: str = ""


VISIT = ("accept", "assign", "set_out", "arrive", "start", "finish")
CASES = (
    Case("bath_help", 2, 9),
    Case("cleaning", 2, 14),
    Case("meal_delivery", 1, 11),
    Case("opera", 3, 9),
    Case("bath_help", 1, 9, ("accept", "assign")),
    Case("cleaning", 1, 14, ("accept", "assign")),
    Case("see_doctor", 2, 8, ("accept",)),
    Case("bath_two", 2, 9, ("accept", "assign")),
    Case("home_visit", 1, 15, ("refuse",), "那天没有空闲的护理员"),
    Case("shopping", 2, 9, ("withdraw",), "changed_mind"),
    Case("bath_help", 3, 9, ("withdraw",), "hospital"),
    Case("chatting", -1, 9, ("expire",)),
    Case("cleaning", -1, 9, VISIT),
    Case("bath_help", -1, 14, (*VISIT, "confirm")),
    Case("cleaning", -2, 9, (*VISIT, "dispute"), "窗户没有擦"),
    *(Case("bath_help", -day, 9, (*VISIT, "confirm", "verify")) for day in (3, 5, 8, 12)),
    *(Case("cleaning", -day, 14, (*VISIT, "confirm", "verify")) for day in (4, 9)),
)
OWN = (
    Case("bath_help", 1, 13, ("accept", "assign")),
    Case("cleaning", -1, 16, VISIT),
    Case("bath_help", -7, 9, (*VISIT, "confirm", "verify")),
)
"""Of the elder who has an account of her own in the demo."""


@transaction.atomic
def make_orders(now: datetime) -> dict[str, int]:
    """How many were made; nothing where the seat is missing or orders stand already."""
    with enter(system_scope("demo orders")):
        if Order.objects.exists() or (seat := scope_of(SEAT, now)) is None:
            return {}
        people = list(islice(_people(), len(CASES)))
        own = _own()
        if not people:
            return {}
        for place, case in enumerate(CASES):
            _make(case, people[place % len(people)], seat, now)
        for case in OWN if own else ():
            _make(case, own or people[0], seat, now)
        plans = sum(_plan(person, seat, now) for person in [*people[:2], *([own] if own else [])])
        return {"orders": Order.objects.count(), "plans": plans}


def _people() -> Iterator[UUID]:
    """Who holds a voucher first, then others of the county; alive and with one file."""
    living = Elder.objects.filter(life_status="alive", same_as=None, longitude__isnull=False)
    living = living.filter(area__range=interval_of(JINSHUI))
    holders = VoucherAccount.objects.order_by("person").values("person").distinct()
    yield from living.filter(id__in=holders).order_by("id").values_list("id", flat=True)
    yield from living.exclude(id__in=holders).order_by("id").values_list("id", flat=True)[: len(CASES)]


def _own() -> UUID | None:
    held = Mandate.objects.filter(basis=Basis.OWN_ACCOUNT, revoked_at=None).order_by("id")
    return held.values_list("person", flat=True).first()


def _make(case: Case, person: UUID, seat: Scope, now: datetime) -> None:
    """One order as far as it went; a step that nobody can take any more is left out."""
    begin = _moment(now, case.day, case.hour)
    placed = min(now, begin - PLACED)
    try:
        with transaction.atomic():
            row = operations.create(
                person=person,
                item=case.item,
                from_at=begin,
                to_at=begin + 3 * HOUR,
                channel="call",
                scope=seat,
                by=seat.actor,
                now=placed,
                key=f"demo/{person}/{case.item}/{case.day}",
            )
            for number, step in enumerate(case.steps, start=1):
                at = (
                    placed + number * HOUR
                    if step in ("accept", "assign", "refuse")
                    else begin + number * HOUR / 6
                )
                _step(row, step, case.reason, seat, min(at, now))
    except (UnableToOrder, UnableToStep):
        return


def _moment(now: datetime, days: int, hour: int) -> datetime:
    day = timezone.localdate(now) + days * DAY
    return datetime.combine(day, time(hour), tzinfo=timezone.get_default_timezone())


def _step(row: Order, step: str, reason: str, seat: Scope, at: datetime) -> None:
    told: dict[str, Any] = {"scope": seat, "by": seat.actor, "now": at}
    system: dict[str, Any] = {"scope": system_scope("demo orders"), "by": SYSTEM, "now": at}
    if step == "assign":
        _assign(row, told)
    elif step == "expire":
        operations.expire_due(now=row.to_at + HOUR)
    elif step in ("accept", "refuse", "withdraw", "confirm", "dispute"):
        operations.step(order=row.id, action=step, reason=reason, **told)
    else:
        operations.step(order=row.id, action=step, how="demo", **system)


def _assign(row: Order, told: dict[str, Any]) -> None:
    """The first of the provider's carers who are free and may do it."""
    on = timezone.localdate(row.from_at)
    system = system_scope("demo orders")
    carers = [one.id for one in workforce.list_carers(system, organisation=row.organisation, on=on)]
    for place in range(len(carers)):
        chosen = [carers[(place + number) % len(carers)] for number in range(row.people)]
        try:
            operations.assign(
                order=row.id, carers=chosen, from_at=row.from_at, to_at=row.from_at + HOUR, **told
            )
        except UnableToOrder:
            continue
        return


def _plan(person: UUID, seat: Scope, now: datetime) -> int:
    """Cleaning every Tuesday and Friday, moved on days off."""
    form = operations.PlanForm(
        item="cleaning",
        weekdays=[2, 5],
        begins=time(9),
        window_minutes=180,
        valid_from=timezone.localdate(now) + DAY,
        holidays="move",
    )
    told: dict[str, Any] = {"person": person, "channel": "call", "scope": seat, "by": seat.actor, "now": now}
    operations.begin_plan(form=form, key=f"demo/{person}", **told)
    return Plan.objects.filter(person=person).count()
