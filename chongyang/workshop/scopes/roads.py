"""Positions of responders for check_scope: who sees where somebody is, by queries and by bare SQL."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Scope
from chongyang.providers import queries as providers
from chongyang.providers.models import Responder, ResponderPosition
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from chongyang.territory.rules.capabilities import Can, can
from chongyang.workshop.scopes.rule import Resource
from chongyang.workshop.scopes.sample import Sample

AHEAD = timedelta(days=1)
"""Positions of the sample lie a little ahead, so that a long check does not outlive them."""


def add_rows(sample: Sample, now: datetime) -> None:
    """Every responder of the sample is on duty and shares where she is."""
    for responder in list(sample.rows[Responder]):
        responder.shares_position_since = now
        responder.save(update_fields=["shares_position_since"])
        place = {"area": responder.area, "longitude": 113.61, "latitude": 34.71}
        sample.add(ResponderPosition(responder=responder, at=max(now, clock_now()) + AHEAD, **place))


def _answers_calls(role: Role) -> bool:
    """Seats alone see where a responder is."""
    return can(role, Can.ANSWER_CALLS)


def _all(scope: Scope, rows: list[Any]) -> Iterable[Any]:
    try:
        return providers.list_positions(scope, clock_now())
    except NotAllowed:
        return []


def _each(scope: Scope, rows: list[Any]) -> Iterable[Any]:
    """Asked of every responder of the sample by name, whether within reach or not."""
    try:
        found = providers.whereabouts(scope, [row.responder for row in rows], clock_now())
    except NotAllowed:
        return
    yield from (row for row in rows if found[row.responder_id].at is not None)


POSITIONS = Resource("positions", ResponderPosition, _answers_calls, {"list": _all, "detail": _each})
