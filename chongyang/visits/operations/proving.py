"""What can be compared at once when an entry comes: how far from the door, whether card or code are hers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings as installation

from chongyang.core.scopes import system_scope
from chongyang.registration import queries as registration
from chongyang.registry import queries as registry
from chongyang.roads.rules.travel import haversine
from chongyang.visits.enums import Kind
from chongyang.visits.models import Entry, Visit
from chongyang.visits.rules import codes
from chongyang.visits.rules.entries import Told
from chongyang.visits.rules.settings import settings

if TYPE_CHECKING:
    from chongyang.orders.models import Order


def checked(told: Told, visit: Visit, order: Order, happened_at: datetime) -> dict[str, Any]:
    """The plain part of an entry: keys and numbers, nothing that tells where or who."""
    found = dict(told.payload)
    if told.place and order.longitude is not None and order.latitude is not None:
        here = (told.place.longitude, told.place.latitude)
        found["metres"] = round(haversine(here, (order.longitude, order.latitude)))
        found["accuracy"] = round(told.place.accuracy)
    if told.kind is Kind.CARD:
        found["matches"] = _is_her_card(told.secret, visit.person)
    elif told.kind is Kind.CODE:
        found["matches"] = _is_code(told.secret, visit, happened_at)
    return found


def _is_her_card(token: str, person: UUID) -> bool:
    """The token of the code that is printed on her card (`registration`)."""
    holder = registration.person_of_token(system_scope("card"), token)
    return holder is not None and registry.canonical_of(holder) == person


def _is_code(code: str, visit: Visit, at: datetime) -> bool:
    """Wrong codes are counted: six digits cannot be guessed in a few tries, and more count nothing. A phone
    without a signal tells later; the code must have been good when it was typed.
    """
    wrong = Entry.objects.filter(visit=visit, kind=Kind.CODE.value, payload__matches=False).count()
    if wrong >= settings("score")["code_tries"]:
        return False
    return codes.is_good(code, visit.order, _key(), at, code_span())


def code_of_order(order: UUID, at: datetime) -> str:
    """What the elder is told by telephone at this moment."""
    return codes.code_of(order, _key(), codes.span_of(at, code_span()))


def code_span() -> timedelta:
    return timedelta(minutes=settings("score")["code_minutes"])


def _key() -> bytes:
    return bytes.fromhex(installation.INDEX_KEY)
