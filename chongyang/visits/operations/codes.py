"""The one-time code at the door: shown to who answers for the elder, or sent to her own telephone.

She tells it to who stands before her. A provider's people never see it, it is written down nowhere, and the
message is worded when it leaves (`alerting.rules.texts`), so no table and no log holds it.
"""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from chongyang.alerting import operations as alerting
from chongyang.alerting.rules import texts
from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.models import Event
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Scope, system_scope
from chongyang.core.words import N_
from chongyang.orders import queries as orders
from chongyang.orders.models import Order
from chongyang.registry.queries import reaching as registry
from chongyang.territory.permissions import NotAllowed, may
from chongyang.territory.rules.capabilities import Can
from chongyang.visits.operations.proving import code_of_order, code_span
from chongyang.visits.rules import codes
from chongyang.visits.rules.settings import settings

CHAIN = "visit.code"
SHOWN, SENT = "visits.code.shown", "visits.code.sent"
AT_THE_DOOR = ("accepted", "on_the_way", "arrived", "started", "paused")
NOT_UNDER_WAY = N_("这次上门当天才有验证码。")
NO_PHONE = N_("档案里没有老人本人的手机号码，请当面或在电话里告诉她。")
ENOUGH = N_("这个订单的验证码短信已经发够了，请打电话告诉老人。")
ZONE = ZoneInfo("Asia/Shanghai")


class UnableToTell(Exception):
    """No code is told; `reason` is Chinese source text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Code:
    """Six digits and how long they are good; never printed by accident."""

    digits: str = field(repr=False)
    until: datetime


def register() -> None:
    """How the message is worded when it leaves. Said once, in `apps.ready`."""
    texts.writes(CHAIN)(code_of_order)


def is_under_way(order: Order, now: datetime) -> bool:
    """Whether somebody comes today or is there: the code of any other visit is nobody's."""
    tomorrow = datetime.combine(now.astimezone(ZONE).date() + timedelta(days=1), time(), ZONE)
    return order.state in AT_THE_DOOR and order.from_at < tomorrow


@transaction.atomic
def show_code(*, order: UUID, scope: Scope, now: datetime) -> Code:
    """The code for who answers calls or orders for her, and for the person herself; never for a provider's
    people. Each look is written down. Raises NotFound, NotAllowed, UnableToTell.
    """
    row = _held(order, scope, now)
    _note(SHOWN, row, scope, now)
    return Code(code_of_order(row.id, now), codes.good_until(now, code_span()))


@transaction.atomic
def send_code(*, order: UUID, scope: Scope, now: datetime) -> None:
    """A short message with the code to the number that her file has today, once in a span and a few times an
    order. Raises NotFound, NotAllowed, UnableToTell.
    """
    row = _held(order, scope, now)
    with enter(system_scope("code", actor=scope.actor)):
        cases.hold(row.id)
        if not registry.has_own_phone(row.person):
            raise UnableToTell(NO_PHONE)
        if Event.objects.filter(kind=SENT, subject=row.id).count() >= settings("score")["code_messages"]:
            raise UnableToTell(ENOUGH)
        key = f"{CHAIN}:{row.id}:{codes.span_of(now, code_span())}"
        told = {"area": row.area, "person": row.person, "by": SYSTEM, "now": now}
        if alerting.start_once(chain=CHAIN, subject_key=key, subject=row.id, **told):
            _note(SENT, row, scope, now)


def _held(order: UUID, scope: Scope, now: datetime) -> Order:
    """The order, for the right side, while somebody comes."""
    if not (may(scope, Can.ORDER_SERVICES) or may(scope, Can.ORDER_OWN)) or may(scope, Can.MAKE_VISITS):
        raise NotAllowed("does not tell the code")
    row = orders.access_order(scope, order)
    if not may(scope, Can.ORDER_SERVICES) and row.person not in orders.persons_of(scope, now):
        raise orders.NotFound(str(order))
    if not is_under_way(row, now):
        raise UnableToTell(NOT_UNDER_WAY)
    return row


def _note(kind: str, row: Order, scope: Scope, now: datetime) -> None:
    with enter(system_scope("code", actor=scope.actor)):
        events.record(
            kind,
            by=scope.actor,
            now=now,
            area=row.area,
            subject_type="orders.order",
            subject=row.id,
            organisation=row.organisation,
            person=row.person,
        )
