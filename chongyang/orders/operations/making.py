"""Orders made ahead from plans, in sets: each day once, none for who died, is away, or has paused."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import workdays
from chongyang.core.access import enter
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.orders.enums import Holidays, OrderChannel
from chongyang.orders.models import Order, Plan, PlanPause
from chongyang.orders.operations import drafting
from chongyang.orders.operations.drafting import Wanted
from chongyang.orders.operations.errors import UnableToOrder
from chongyang.orders.operations.placing import write
from chongyang.orders.rules.days import Pattern, Rest, days_of
from chongyang.orders.rules.times import span
from chongyang.registry.enums import LifeStatus
from chongyang.registry.models import Elder
from chongyang.services import queries as services
from chongyang.services.queries import OfferTold
from chongyang.telecare import queries as telecare

SET = 200
RESTED = ("hospital", "away", "plan_changed")
"""Withdrawn for these reasons the day may get an order again; one that somebody did not want stays away."""
Offers = dict[tuple[object, ...], OfferTold | None]


def moment_of(day: date, at: time = time.min) -> datetime:
    """That day and time in the city."""
    return datetime.combine(day, at, tzinfo=timezone.get_default_timezone())


def make_ahead(*, now: datetime, limit: int = SET) -> int:
    """Make the orders of up to `limit` plans that are not made far enough ahead; how many plans.

    Each set is one transaction; plans that another worker holds are left to it.
    """
    until = timezone.localdate(now) + span("ahead")
    with transaction.atomic(), enter(system_scope("plans")):
        rows = Plan.objects.filter(ended_at=None, made_until__lt=until).order_by("made_until", "id")
        plans = list(rows.select_for_update(skip_locked=True, of=("self",))[:limit])
        make_for(plans, now=now)
    return len(plans)


def make_for(plans: Sequence[Plan], *, now: datetime) -> int:
    """Orders of these plans up to the horizon; how many. In the system's scope."""
    if not plans:
        return 0
    today = timezone.localdate(now)
    until = today + span("ahead")
    elders = Elder.objects.in_bulk({plan.person for plan in plans})
    rests, made, offers = _rests(plans), _made(plans, today), Offers()
    rows: list[Order] = []
    for plan in plans:
        elder = elders.get(plan.person)
        if elder is None or elder.life_status != LifeStatus.ALIVE:
            continue
        for day in _days(plan, rests[plan.id], max(plan.made_until, today), until):
            if (row := _order(plan, elder, day, made, offers, now)) is not None:
                rows.append(row)
    ordered = [(row, SYSTEM) for row in rows]
    drafting.hold_many(ordered, now=now)
    write(ordered, now=now)
    Plan.objects.filter(id__in=[plan.id for plan in plans], made_until__lt=until).update(made_until=until)
    for plan in plans:
        plan.made_until = max(plan.made_until, until)
    return len(rows)


def _days(plan: Plan, rests: Sequence[Rest], first: date, until: date) -> list[date]:
    pattern = Pattern(
        frozenset(plan.weekdays), plan.every_weeks, Holidays.of(plan.holidays), plan.valid_from, plan.valid_to
    )
    return days_of(pattern, rests, workdays.china(), first, until)


def _rests(plans: Sequence[Plan]) -> Mapping[UUID, list[Rest]]:
    """The pauses of each plan, and the times in which its person is said to be away."""
    found: dict[UUID, list[Rest]] = defaultdict(list)
    for pause in PlanPause.objects.filter(plan__in=plans).order_by("id"):
        found[pause.plan_id].append(Rest(pause.from_on, pause.to_on))
    away = telecare.list_away({plan.person for plan in plans})
    for plan in plans:
        for begun, ended in away.get(plan.person, ()):
            last = timezone.localdate(ended) if ended else None
            found[plan.id].append(Rest(timezone.localdate(begun), last))
    return found


def _made(plans: Iterable[Plan], today: date) -> Mapping[tuple[UUID, date], list[str]]:
    """For each plan and day how the orders made before ended, "" for those that did not."""
    found: dict[tuple[UUID, date], list[str]] = defaultdict(list)
    rows = Order.objects.filter(plan__in=list(plans), from_at__gte=moment_of(today))
    for plan, from_at, ended in rows.order_by("id").values_list("plan_id", "from_at", "ended"):
        found[plan, timezone.localdate(from_at)].append(ended)
    return found


def _order(
    plan: Plan,
    elder: Elder,
    day: date,
    made: Mapping[tuple[UUID, date], list[str]],
    offers: Offers,
    now: datetime,
) -> Order | None:
    """The order of one day with its price frozen; nothing where the day has one, or its time is past."""
    before = made.get((plan.id, day), [])
    from_at = moment_of(day, plan.begins)
    if any(ended not in RESTED for ended in before) or from_at <= now:
        return None
    wanted = Wanted(
        person=plan.person,
        item=plan.item,
        from_at=from_at,
        to_at=from_at + timedelta(minutes=plan.window_minutes),
        channel=OrderChannel.PLAN.value,
        offer=plan.offer,
        quantity=plan.quantity,
        prefers_sex=plan.prefers_sex,
        dialects=tuple(plan.dialects),
        note=plan.note.plain,
        plan=plan.id,
    )
    key = drafting.key_of("plan", f"{plan.id}/{day}/{len(before)}")
    row = drafting.order_of(wanted, elder, drafting.item_of(plan.item), by=SYSTEM, now=now, key=key)
    row.asked_by = plan.asked_by
    if told := _offer(wanted, elder.area, offers):
        drafting.set_terms(row, told, now=now)
    return row


def _offer(wanted: Wanted, area: int, offers: Offers) -> OfferTold | None:
    """The plan's offer while it holds, else the first there is; asked once for a street and a day."""
    on = timezone.localdate(wanted.from_at)
    asked = (wanted.offer, wanted.item, area, on)
    if asked not in offers:
        scope = system_scope("plans")
        try:
            offers[asked] = drafting.find_offer(wanted, scope, area)
        except UnableToOrder:
            found = services.find_offers(scope, item=wanted.item, area=area, on=on)
            offers[asked] = found[0] if found else None
    return offers[asked]
