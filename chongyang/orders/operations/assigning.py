"""Who is to come: fit for the help on that day, and in one place at a time; to one order or to many at once.

All that stood is ended, all that is new begins, in one transaction. Two carers can so exchange their visits,
though the database keeps each in one place at a time. What cannot be taken is refused alone, with its reason,
and keeps what it had.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from chongyang.core import bulk, events
from chongyang.core.access import enter
from chongyang.core.events import Happened
from chongyang.core.lifecycles import decide, registry
from chongyang.core.models import Case, Step
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.orders import queries
from chongyang.orders.models import Assignment, Order
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
OUT_OF_REACH = N_("这一单不在您的范围内")
MAY = (Can.PROVIDE_SERVICES, Can.PLAN_VISITS, Can.ORDER_SERVICES)
ACCEPTED = "accepted"
TRIES = 3
"""Somebody else may assign at the same moment: her rows are seen at the next try."""
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Coming:
    """Who is to come to an order, and when."""

    order: UUID
    carers: tuple[UUID, ...]
    from_at: datetime
    to_at: datetime


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
    database sees to. Raises NotFound, NotAllowed, UnableToOrder, UnableToStep.
    """
    one = Coming(order, tuple(carers), from_at, to_at)
    if refused := assign_all(wanted=[one], scope=scope, by=by, now=now):
        raise refused[order]
    with enter(system_scope("assign", actor=by)):
        return Order.objects.get(id=order)


@transaction.atomic
def assign_all(
    *, wanted: Sequence[Coming], scope: Scope, by: Actor, now: datetime, freed: Collection[UUID] = ()
) -> dict[UUID, Exception]:
    """As `assign` for each, in a few statements; gives what it would raise for those that were refused.
    To the orders `freed` nobody comes any more, as far as nobody set out. Raises NotAllowed.
    """
    if not any(may(scope, one) for one in MAY):
        raise NotAllowed("assigns nobody")
    reached = queries.get_many(scope, {one.order for one in wanted} | set(freed))
    refused: dict[UUID, Exception] = {
        one.order: queries.NotFound(gettext(OUT_OF_REACH)) for one in wanted if one.order not in reached
    }
    with enter(system_scope("assign", actor=by)):
        cases = _locked(list(reached))
        rows = {row.id: row for row in Order.objects.filter(id__in=list(cases)).order_by("id")}
        _free([cases[key] for key in freed if key in rows and rows[key].state == ACCEPTED], by, now)
        asked = {one.order: one for one in wanted if one.order in rows}
        unfit = _unfit(asked.values(), rows)
        for key, one in asked.items():
            if why := _fault(rows[key], one) or unfit.get(key) or _refusal(cases[key], by):
                refused[key] = why
        asked = {key: one for key, one in asked.items() if key not in refused}
        taken = _written(asked, rows, by, now)
        refused |= {key: UnableToOrder(TWO_PLACES, field="carers") for key in asked if key not in taken}
        _tell([cases[key] for key in asked if key in taken], asked, by, now)
    return refused


def _free(cases: Sequence[Case], by: Actor, now: datetime) -> None:
    """Who was to come is free again; the order waits for somebody, and its timers say so."""
    ended = Assignment.objects.filter(order__in=[case.id for case in cases], ended_at=None)
    held = set(ended.values_list("order_id", flat=True))
    ended.update(ended_at=now)
    _tell([case for case in cases if case.id in held], {}, by, now)


def _locked(orders: Collection[UUID]) -> dict[UUID, Case]:
    """Their cases, in one order, before any row of theirs."""
    held = Case.objects.filter(id__in=list(orders)).order_by("id").select_for_update(of=("self",))
    return {row.id: row for row in held}


def _refusal(case: Case, by: Actor) -> UnableToStep | None:
    """Whether the case lets this actor assign as it stands."""
    table = registry.get(case.lifecycle, case.version)
    doer = decide.Doer(by.account, frozenset([by.role]), system=by.kind == "system", on_behalf_of=None)
    told = decide.step(
        table,
        case.state,
        "assign",
        doer=doer,
        facts=frozenset({"carer"}),
        reason="",
        prior_holders={},
        votes=[],
    )
    return UnableToStep(told.reason, lacking=told.lacking) if isinstance(told, decide.Refusal) else None


def _fault(row: Order, one: Coming) -> UnableToOrder | None:
    """What speaks against the order as it stands, the number of carers, the time."""
    if row.state not in GOING:
        return UnableToOrder(NOT_NOW)
    if len(one.carers) != row.people or len(set(one.carers)) != row.people:
        return UnableToOrder(gettext(ONE_EACH) % {"people": row.people}, field="carers")
    if not row.from_at <= one.from_at < one.to_at <= row.to_at:
        return UnableToOrder(OUTSIDE, field="from_at")
    return None


def _unfit(asked: Iterable[Coming], rows: Mapping[UUID, Order]) -> dict[UUID, UnableToOrder]:
    """By order what speaks first against one of its carers."""
    pairs = [(one, carer) for one in asked for carer in one.carers]
    sent = [
        workforce.Sent(carer, item_of(rows[one.order].item).skills, one.from_at, one.to_at)
        for one, carer in pairs
    ]
    homes = workforce.homes_of(carer for _, carer in pairs)
    found: dict[UUID, UnableToOrder] = {}
    for (one, carer), fault in zip(pairs, workforce.faults_of(sent), strict=True):
        if not fault and homes[carer] != rows[one.order].organisation:
            fault = gettext(OTHER_PROVIDER)
        if fault:
            found.setdefault(one.order, UnableToOrder(fault, field="carers"))
    return found


def _written(
    asked: Mapping[UUID, Coming], rows: Mapping[UUID, Order], by: Actor, now: datetime
) -> frozenset[UUID]:
    """End what stood of the orders that can be taken, begin what is new; which they are."""
    for tried in range(TRIES):
        taken = _without_clashes(asked)
        try:
            with transaction.atomic():
                Assignment.objects.filter(order__in=sorted(taken), ended_at=None).update(ended_at=now)
                bulk.create([new for key in sorted(taken) for new in _new(asked[key], rows[key], by, now)])
            return taken
        except IntegrityError as error:
            if "assignment_one_place" not in str(error.__cause__) or tried == TRIES - 1:
                raise
    return frozenset()


def _new(one: Coming, row: Order, by: Actor, now: datetime) -> Iterable[Assignment]:
    for position, carer in enumerate(one.carers, start=1):
        yield Assignment(
            order=row,
            carer=carer,
            position=position,
            from_at=one.from_at,
            to_at=one.to_at,
            at=now,
            account=by.account,
            area=row.area,
            organisation=row.organisation,
            person=row.person,
        )


def _without_clashes(asked: Mapping[UUID, Coming]) -> frozenset[UUID]:
    """The orders whose carers have nothing else then. Who is refused keeps what she had, and that may be in
    the way of another: it is asked again until nothing more is refused.
    """
    standing = _standing(asked)
    taken = set(asked)
    while clashing := _clashing(asked, taken, standing):
        taken -= clashing
    return frozenset(taken)


def _standing(asked: Mapping[UUID, Coming]) -> dict[UUID, list[tuple[UUID, Span]]]:
    """By carer what holds now at the times that are asked for: of which order, from when to when."""
    carers = {carer for one in asked.values() for carer in one.carers}
    found: dict[UUID, list[tuple[UUID, Span]]] = defaultdict(list)
    if not asked:
        return found
    first, last = min(one.from_at for one in asked.values()), max(one.to_at for one in asked.values())
    rows = Assignment.objects.filter(
        carer__in=sorted(carers), ended_at=None, from_at__lt=last, to_at__gt=first
    ).order_by("from_at", "id")
    for carer, order, begin, end in rows.values_list("carer", "order_id", "from_at", "to_at"):
        found[carer].append((order, (begin, end)))
    return found


def _clashing(
    asked: Mapping[UUID, Coming], taken: Collection[UUID], standing: Mapping[UUID, list[tuple[UUID, Span]]]
) -> set[UUID]:
    """Orders of these that meet what stays, or a new one that was told before them."""
    held = {carer: [span for order, span in spans if order not in taken] for carer, spans in standing.items()}
    found: set[UUID] = set()
    for key in (key for key in asked if key in taken):
        one = asked[key]
        if any(begin < one.to_at and one.from_at < end for c in one.carers for begin, end in held.get(c, ())):
            found.add(key)
            continue
        for carer in one.carers:
            held.setdefault(carer, []).append((one.from_at, one.to_at))
    return found


def _tell(cases: Sequence[Case], asked: Mapping[UUID, Coming], by: Actor, now: datetime) -> None:
    """The step and the event of each, as one by one; the case stays where it stands."""
    for case in cases:
        case.last_number += 1
    bulk.update("core_case", ["id", "last_number"], [(case.id, case.last_number) for case in cases])
    bulk.create([_step(case, asked.get(case.id), by, now) for case in cases])
    by_lifecycle: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        by_lifecycle[case.lifecycle].append(case)
    for name, some in by_lifecycle.items():
        events.record_many(f"{name}.assign", [_happened(case) for case in some], by=by, now=now)


def _step(case: Case, one: Coming | None, by: Actor, now: datetime) -> Step:
    carers = [str(key) for key in one.carers] if one else []
    begin = one.from_at.isoformat() if one else None
    return Step(
        case=case,
        number=case.last_number,
        action="assign",
        source=case.state,
        target=case.state,
        actor_account=by.account,
        actor_kind=by.kind,
        actor_role=by.role,
        actor_label=by.label,
        at=now,
        how="assigned",
        evidence={"carers": carers, "from_at": begin},
        area=case.area,
        organisation=case.organisation,
        person=case.person,
    )


def _happened(case: Case) -> Happened:
    payload = {
        "number": case.last_number,
        "source": case.state,
        "target": case.state,
        "stage": None,
        "how": "assigned",
    }
    return Happened(
        area=case.area,
        subject_type="core.case",
        subject=case.id,
        organisation=case.organisation,
        person=case.person,
        payload=payload,
    )
