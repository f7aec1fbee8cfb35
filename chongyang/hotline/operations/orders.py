"""Orders to and from 12345: written once by the other side's number, moved by steps, never late unseen."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from chongyang.core import identifiers, live
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.hotline import queries
from chongyang.hotline.models import Extension, Order
from chongyang.hotline.operations.papers import DONE_BEFORE, number_of, person_of, queue, refuse
from chongyang.hotline.rules import deadlines
from chongyang.hotline.rules import orders as rules
from chongyang.registry import queries as registry
from chongyang.territory import queries as territory
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

LONGEST_AGO = timedelta(days=60)
UNIT_LACKS = N_("没有这个单位，请写单位的全称")
ANSWER_LACKS = N_("请写明答复")
DAYS_WRONG = N_("延期的工作日数不对")
ASKED_BEFORE = N_("已经申请过延期，请等待审核")
TOO_LATE = N_("已经逾期，不能再申请延期")
NOT_TWICE = N_("延期须由另一个人审核")
RELATED = ("call", "incident", "complaint")


@transaction.atomic
def write_order(
    *,
    form: rules.OrderForm,
    direction: str,
    scope: Scope,
    now: datetime,
    received_at: datetime | None = None,
    person: UUID | None = None,
    area: int | None = None,
    **related: UUID | None,
) -> Order:
    """Write an order down; one with a number that the other side gave before is that same order.

    `related` are call, incident and complaint. Raises UnableToHandle.
    """
    demand(scope, Can.HANDLE_ORDERS)
    refuse(rules.faults_of(form, direction))
    number = form.other_number.strip()
    queue(f"order/{direction}/{number or now.isoformat()}")
    if number and (kept := Order.objects.filter(direction=direction, other_number=number).first()):
        return kept
    since = received_at if received_at and now - LONGEST_AGO <= received_at <= now else now
    elder = registry.access_elder(scope, person) if person else None
    row = Order(
        number=number_of("hotline_order_number", "D", now),
        direction=direction,
        state=rules.BY_DIRECTION[direction].initial,
        received_at=since,
        person=elder.id if elder else None,
        area=elder.area if elder else area or _area_of(scope),
        account=scope.actor.account,
        **{name: related.get(name) for name in RELATED},
        **_words(form),
    )
    _set_due(row, since)
    row.save(force_insert=True)
    lifecycle = rules.BY_DIRECTION[direction].name
    cases.open_case(
        lifecycle=lifecycle, area=row.area, person=row.person, by=scope.actor, now=now, case_id=row.id
    )
    live.announce("orders", area=row.area)
    return row


def _area_of(scope: Scope) -> int:
    return scope.intervals[0][0] if scope.intervals else territory.city_interval()[0]


def _words(form: rules.OrderForm) -> dict[str, Any]:
    return {
        "kind": form.kind,
        "title": form.title.strip(),
        "content": form.content.strip(),
        "other_number": form.other_number.strip(),
        "caller_name": form.caller_name.strip(),
        "caller_phone": _phone(form.caller_phone) or None,
        "place": form.place.strip() or None,
    }


def _phone(raw: str) -> str:
    if not raw.strip():
        return ""
    try:
        return identifiers.read_phone(raw).number
    except identifiers.InvalidIdentifier as error:
        refuse({"caller_phone": error.reason})
        return ""


def _set_due(row: Order, since: datetime) -> None:
    due = deadlines.due_of(row.kind, since)
    row.due_at, row.remind_at, row.reminded_at, row.escalated_at = due.due_at, due.remind_at, None, None


def _held(scope: Scope, order: UUID) -> Order:
    demand(scope, Can.HANDLE_ORDERS)
    cases.hold(order)
    return queries.access_order(scope, order)


def _perform(row: Order, action: str, scope: Scope, now: datetime, **said: Any) -> Order:
    case = cases.perform(case=Case(id=row.id), action=action, by=scope.actor, now=now, how="desk", **said)
    final = rules.BY_DIRECTION[row.direction].state(case.state).final
    row.state, row.closed_at = case.state, (row.closed_at or now) if final else None
    row.save()
    live.announce("orders", area=row.area)
    return row


@transaction.atomic
def step_order(
    *,
    order: UUID,
    action: str,
    scope: Scope,
    now: datetime,
    reason: str = "",
    answer: str = "",
    other_number: str = "",
    satisfaction: str = "",
) -> Order:
    """One step: accept, return, handle, answer, close, rework, or what the other side told of ours."""
    row = _held(scope, order)
    facts = set()
    if other_number.strip():
        row.other_number = other_number.strip()
    if row.other_number:
        facts.add("number")
    if answer.strip():
        row.answer, row.answered_at = answer.strip()[:1000], now
        facts.add("answer")
    if action in ("answer", "answered") and not facts & {"answer"}:
        refuse({"answer": ANSWER_LACKS})
    if satisfaction in set(rules.Satisfaction):
        row.satisfaction = satisfaction
    if action == "rework":
        row.answered_at = None
        _set_due(row, now)
    return _perform(row, action, scope, now, reason=reason, facts=facts)


@transaction.atomic
def assign_order(*, order: UUID, unit: str, scope: Scope, now: datetime) -> Order:
    """Give it to a unit by its full name; the unit sees it from then on, wherever the order came from."""
    row = _held(scope, order)
    wished = unit.strip()
    named = territory.find_organisations(unit)
    found = [one for one in named if wished in (one.name, one.short_name)]
    if len(found) != 1:
        refuse({"unit": UNIT_LACKS})
    row.organisation = found[0].id
    Case.objects.filter(id=row.id).update(organisation=row.organisation)
    return _perform(row, "assign", scope, now, facts={"unit"}, evidence={"unit": str(row.organisation)})


@transaction.atomic
def ask_extension(*, order: UUID, workdays: int, reason: str, scope: Scope, now: datetime) -> Extension:
    """Ask for more working days before the deadline has passed; another person decides."""
    row = _held(scope, order)
    most = deadlines.settings()["longest_extension_workdays"]
    if not 1 <= workdays <= most or not reason.strip():
        refuse({"workdays": DAYS_WRONG})
    if now > row.due_at:
        refuse({"workdays": TOO_LATE})
    if Extension.objects.filter(order=row, decided_at=None).exists():
        refuse({"workdays": ASKED_BEFORE})
    _perform(row, "ask_extension", scope, now, evidence={"workdays": workdays})
    return Extension.objects.create(
        order=row,
        workdays=workdays,
        reason=reason.strip()[:200],
        asked_by=person_of(scope),
        asked_at=now,
        area=row.area,
        organisation=row.organisation,
    )


@transaction.atomic
def decide_extension(*, order: UUID, grant: bool, scope: Scope, now: datetime) -> Order:
    """Grant or refuse what another person asked for."""
    demand(scope, Can.LEAD_SHIFT)
    row = _held(scope, order)
    asked = Extension.objects.filter(order=row, decided_at=None).select_for_update(of=("self",)).first()
    if asked is None:
        refuse({"workdays": DONE_BEFORE})
        return row
    if asked.asked_by == scope.actor.account:
        refuse({"workdays": NOT_TWICE})
    asked.decided_by, asked.decided_at, asked.is_granted = scope.actor.account, now, grant
    asked.save()
    if not grant:
        return row
    due = deadlines.extended(row.due_at, asked.workdays)
    row.due_at, row.remind_at, row.reminded_at, row.escalated_at = due.due_at, due.remind_at, None, None
    return _perform(row, "extend", scope, now, evidence={"workdays": asked.workdays})


def export_orders(*, scope: Scope, direction: str = "", limit: int = 10_000) -> Iterator[tuple[str, ...]]:
    """Rows for the other side's file, ours with their content: what was agreed to be exchanged, no more."""
    demand(scope, Can.LEAD_SHIFT)
    for row in queries.list_orders(scope, direction=direction, limit=limit):
        moments = (row.received_at, row.due_at)
        yield (
            row.other_number,
            row.number,
            rules.OrderKind.of(row.kind).label,
            row.title,
            row.content.plain,
            row.state,
            *(f"{at.astimezone(deadlines.ZONE):%Y-%m-%d %H:%M}" for at in moments),
            row.answer,
        )
