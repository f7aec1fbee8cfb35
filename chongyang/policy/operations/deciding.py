"""Interpretations that a city chooses, and raises that a county adds: one proposes, another confirms."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction

from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.scopes import Interval, Scope, system_scope
from chongyang.core.texts import is_line
from chongyang.core.words import N_
from chongyang.policy import queries
from chongyang.policy.models import Choice, Overlay
from chongyang.policy.rules.engine.deciding import LEVELS
from chongyang.policy.rules.engine.values import AFTER_PERIOD
from chongyang.policy.rules.promises import Parameter
from chongyang.territory.permissions import demand
from chongyang.territory.queries import city_interval
from chongyang.territory.rules.capabilities import Can

NO_PARAMETER = N_("这一天没有这个参数。")
NO_ALTERNATIVE = N_("没有这个口径。")
NO_NUMBER = N_("只有金额可以由县或街道提高。")
LOWER = N_("县和街道只能提高，不能降低市里的标准。")
NO_DOCUMENT = N_("请写明依据的文件。")
OUTSIDE = N_("这个地区不在您的管理范围内。")
OWN_PROPOSAL = N_("提出的人不能自己确认，请由另一位经办人确认。")
OVERLAPS = N_("这段时间已有生效的规定。")
NOT_OPEN = N_("没有这项提议，或者已经确认、撤回。")
BAD_DAYS = N_("结束日期必须在开始日期之后。")
NOBODY = N_("只有在岗的人可以提出。")
LONG_DOCUMENT = N_("文件名最多一百二十个字，不能有控制字符。")
BAD_VALUE = N_("请填一个不超过一万亿、最多两位小数的数。")
LONGEST_DOCUMENT, LARGEST = 120, Decimal(10) ** 12
NO_PAYER = N_("没有这个负担层级。")
GOES_ON = "until_replaced"
KINDS: dict[str, Any] = {"choice": Choice, "overlay": Overlay}
D = TypeVar("D", Choice, Overlay)


class UnableToSet(Exception):
    """The proposal, confirmation or withdrawal is refused; Chinese source text."""


@transaction.atomic
def propose_choice(
    *,
    parameter: str,
    alternative: str,
    valid_from: date,
    valid_to: date | None,
    document: str,
    scope: Scope,
    now: datetime,
) -> Choice:
    """Propose the alternative of an interpretation for the whole city from a day on."""
    demand(scope, Can.SET_PARAMETERS)
    _demand_area(scope, city_interval())
    held = _parameter_on(parameter, valid_from)
    if held is None:
        raise UnableToSet(NO_PARAMETER)
    if alternative not in held.alternatives:
        raise UnableToSet(NO_ALTERNATIVE)
    told = {"parameter": parameter, "alternative": alternative}
    return _propose(Choice, told, valid_from, valid_to, document, scope, now)


@transaction.atomic
def propose_overlay(
    *,
    parameter: str,
    area: Interval,
    value: Decimal,
    payer: str,
    valid_from: date,
    valid_to: date | None,
    document: str,
    scope: Scope,
    now: datetime,
) -> Overlay:
    """Propose to give more than the city in some areas; `value` is the whole amount in the published unit."""
    demand(scope, Can.SET_PARAMETERS)
    _demand_area(scope, area)
    held = _parameter_on(parameter, valid_from)
    if held is None:
        raise UnableToSet(NO_PARAMETER)
    if held.kind not in ("amount", "cap") or not isinstance(held.value, int | float):
        raise UnableToSet(NO_NUMBER)
    if not value.is_finite() or value > LARGEST or value != round(value, 2):
        raise UnableToSet(BAD_VALUE)
    if value <= Decimal(str(held.value)):
        raise UnableToSet(LOWER)
    if payer not in LEVELS:
        raise UnableToSet(NO_PAYER)
    told = {"parameter": parameter, "first": area[0], "last": area[1], "value": value, "payer": payer}
    return _propose(Overlay, told, valid_from, valid_to, document, scope, now)


def _parameter_on(parameter: str, on: date) -> Parameter | None:
    """The parameter in force on a day, as the city decided it: a plan may go on after its period. Whether it
    does can be chosen for a day after its end as well.
    """
    lasting = {AFTER_PERIOD: GOES_ON} if parameter == AFTER_PERIOD else {}
    return queries.get_decided().values_on(on, lasting).held.get(parameter)


def _demand_area(scope: Scope, area: Interval) -> None:
    if not scope.system and not any(first <= area[0] and area[1] <= last for first, last in scope.intervals):
        raise UnableToSet(OUTSIDE)


def _propose(
    kind: type[D],
    told: dict[str, Any],
    valid_from: date,
    valid_to: date | None,
    document: str,
    scope: Scope,
    now: datetime,
) -> D:
    if not document.strip():
        raise UnableToSet(NO_DOCUMENT)
    if len(document.strip()) > LONGEST_DOCUMENT or not is_line(document):
        raise UnableToSet(LONG_DOCUMENT)
    if valid_to is not None and valid_to <= valid_from:
        raise UnableToSet(BAD_DAYS)
    if scope.actor.account is None:
        raise UnableToSet(NOBODY)
    dated = {"valid_from": valid_from, "valid_to": valid_to, "document": document.strip()}
    with enter(system_scope("propose", actor=scope.actor)):
        row = kind(**told, **dated, proposed_by=scope.actor.account, proposed_at=now)
        row.save(force_insert=True)
        _record("proposed", row, scope, now)
    return row


@transaction.atomic
def confirm(*, kind: str, proposal: UUID, scope: Scope, now: datetime) -> Choice | Overlay:
    """Put a proposal into force; another person than the one who proposed it, over the same areas."""
    demand(scope, Can.SET_PARAMETERS)
    with enter(system_scope("confirm", actor=scope.actor)):
        row = _held(kind, proposal)
        _demand_area(scope, _area_of(row))
        if row.confirmed_at is not None:
            raise UnableToSet(NOT_OPEN)
        if row.proposed_by == scope.actor.account:
            raise UnableToSet(OWN_PROPOSAL)
        row.confirmed_by, row.confirmed_at = scope.actor.account, now
        _save_once(row)
        _record("confirmed", row, scope, now)
    return row


def _save_once(row: Choice | Overlay) -> None:
    try:
        with transaction.atomic():
            row.save(update_fields=["confirmed_by", "confirmed_at"])
    except IntegrityError as error:
        raise UnableToSet(OVERLAPS) from error


@transaction.atomic
def withdraw(*, kind: str, proposal: UUID, scope: Scope, now: datetime) -> Choice | Overlay:
    """Take a proposal back that nobody confirmed. What is in force ends by a new one with a later day."""
    demand(scope, Can.SET_PARAMETERS)
    with enter(system_scope("withdraw", actor=scope.actor)):
        row = _held(kind, proposal)
        _demand_area(scope, _area_of(row))
        if row.confirmed_at is not None:
            raise UnableToSet(NOT_OPEN)
        row.withdrawn_at = now
        row.save(update_fields=["withdrawn_at"])
        _record("withdrawn", row, scope, now)
    return row


def _held(kind: str, proposal: UUID) -> Choice | Overlay:
    row: Choice | Overlay | None = (
        KINDS[kind].objects.select_for_update(of=("self",)).filter(id=proposal, withdrawn_at=None).first()
    )
    if row is None:
        raise UnableToSet(NOT_OPEN)
    return row


def _area_of(row: Choice | Overlay) -> Interval:
    return (row.first, row.last) if isinstance(row, Overlay) else city_interval()


def _record(verb: str, row: Choice | Overlay, scope: Scope, now: datetime) -> None:
    noun = type(row).__name__.lower()
    events.record(
        f"policy.{noun}.{verb}",
        by=scope.actor,
        now=now,
        area=_area_of(row)[0],
        subject_type=noun,
        subject=row.id,
        payload={"parameter": row.parameter, "document": row.document},
    )
