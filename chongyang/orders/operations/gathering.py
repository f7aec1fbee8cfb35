"""Orders from a door at which many knock: those that arrive together are placed as one set, each answered."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from chongyang.core.access import enter
from chongyang.core.gathering import Gatherer
from chongyang.core.scopes import SYSTEM, Actor, Scope
from chongyang.orders import permissions
from chongyang.orders.models import Order
from chongyang.orders.operations.drafting import Wanted, key_of
from chongyang.orders.operations.placing import Asked, place_many


@dataclass(frozen=True, slots=True)
class _Call:
    asked: Asked
    scope: Scope
    now: datetime


def place_gathered(wanted: Wanted, *, scope: Scope, by: Actor, now: datetime, key: str) -> Order:
    """As `create`, in a transaction of its own that it may share with orders that arrive at the same moment.

    It is committed when this returns. Inside a transaction of the caller's it is alone. Raises as `create`.
    """
    return _gatherer.do(_Call(Asked(wanted, by, key_of(by.account, key)), scope, now))


def _place(calls: Sequence[_Call]) -> list[Order | Exception]:
    """The orders of each reach as one set under it, so that the policies of the rows hold as for one."""
    by_reach: dict[Scope, list[int]] = defaultdict(list)
    for place, call in enumerate(calls):
        by_reach[_reach(call.scope)].append(place)
    told: dict[int, Order | Exception] = {}
    with transaction.atomic():
        for reach, places in by_reach.items():
            with enter(reach):
                asked = [calls[place].asked for place in places]
                answers = place_many(asked, scope=reach, now=max(calls[place].now for place in places))
            told |= dict(zip(places, answers, strict=True))
    return [told[place] for place in range(len(calls))]


def _reach(scope: Scope) -> Scope:
    """What the calls of one set share. Seats share their rows; who orders by a mandate shares with nobody."""
    return replace(scope, actor=SYSTEM) if permissions.is_desk(scope) else scope


_gatherer: Gatherer[_Call, Order] = Gatherer(_place)
