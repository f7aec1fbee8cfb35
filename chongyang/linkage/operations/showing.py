"""Showing one masked value of a pair: for a stated purpose, with an event that the person can see."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core import events
from chongyang.core.scopes import Actor, Scope
from chongyang.linkage import queries
from chongyang.linkage.models import Pair
from chongyang.linkage.operations.deciding import GONE
from chongyang.linkage.operations.errors import UnableToDecide
from chongyang.linkage.queries import sides
from chongyang.registry import permissions
from chongyang.registry.operations.reading import stated_purpose


@transaction.atomic
def reveal_field(
    *, pair: UUID, side: str, field: str, purpose: str, scope: Scope, by: Actor, now: datetime
) -> str:
    """The plain value of one field of one side (`left` or `right`) within reach.

    Raises queries.NotFound, NotAllowed, UnableToReveal, UnableToDecide.
    """
    row = queries.access_pair(scope, pair)
    permissions.demand_reveal(scope)
    stated = stated_purpose(scope, purpose)
    feed, record, person, area = _of(row, side)
    if field not in sides.SHOWN or not scope.covers(area):
        raise UnableToDecide(GONE)
    plain = str(sides.values_of(scope, feed, record).get(field, ""))
    events.record(
        "linkage.field.revealed",
        by=by,
        now=now,
        area=area,
        subject_type="registry.elder",
        subject=person,
        person=person,
        purpose=stated.value,
        payload={"fields": [field], "feed": feed},
    )
    return plain


def _of(row: Pair, side: str) -> tuple[str, bytes, UUID, int]:
    if side == "left":
        return row.left_feed, bytes(row.left_record), row.left_person, row.area
    return row.right_feed, bytes(row.right_record), row.right_person, row.other_area
