"""Reads of hand-overs, from either side."""

import json
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from chongyang.core import access
from chongyang.core.scopes import Scope
from chongyang.registration import permissions
from chongyang.registration.models import HandOver
from chongyang.registration.queries.pages import After, NotFound, by_moment

NOBODY = UUID(int=0)


def visible_hand_overs(scope: Scope) -> QuerySet[HandOver]:
    """Those of which one side lies within reach."""
    if not permissions.keeps(scope):
        return HandOver.objects.none()
    return access.visible(HandOver.objects.all(), scope)


def access_hand_over(scope: Scope, hand_over: UUID) -> HandOver:
    """One of them. Raises NotFound."""
    row = visible_hand_overs(scope).filter(id=hand_over).first()
    if row is None:
        raise NotFound(str(hand_over))
    return row


def answers(scope: Scope, row: HandOver) -> bool:
    """Whether this scope is the side that answers: the receiver of what was proposed, the sender of what was
    asked for.
    """
    return scope.covers(row.to_area if row.direction == "out" else row.area)


def answering_area(hand_over: UUID) -> int | None:
    """Where the side that answers lies; in the system's scope."""
    row = HandOver.objects.filter(id=hand_over).first()
    return None if row is None else row.to_area if row.direction == "out" else row.area


def _to_answer(scope: Scope) -> Q:
    """The rule of `answers` as a condition."""
    rule = Q(pk__in=[])
    for interval in scope.intervals:
        rule |= Q(direction="out", to_area__range=interval) | Q(direction="in", area__range=interval)
    return rule & Q(state="proposed")


def list_hand_overs(
    scope: Scope, *, is_open: bool = True, mine: bool = False, limit: int = 100, after: After | None = None
) -> list[HandOver]:
    """Open ones by their deadline, or answered ones, the newest first; `mine` wait for my answer."""
    permissions.demand_keep(scope)
    rows = visible_hand_overs(scope)
    rows = rows.filter(state="proposed") if is_open else rows.exclude(state="proposed")
    rows = rows.filter(_to_answer(scope)).exclude(proposed_by=scope.actor.account or NOBODY) if mine else rows
    return by_moment(rows, "due_at" if is_open else "proposed_at", limit, after, newest=not is_open)


def count_to_answer(scope: Scope) -> int:
    """How many wait for my side's answer."""
    rows = visible_hand_overs(scope).filter(_to_answer(scope))
    return rows.exclude(proposed_by=scope.actor.account or NOBODY).count()


def open_hand_over(scope: Scope, person: UUID) -> HandOver | None:
    """The one that is open for a person, if it is within reach."""
    return visible_hand_overs(scope).filter(person=person, state="proposed").first()


def card_of(row: HandOver) -> dict[str, Any]:
    """The little that the receiver may know: covered name, sex, year of birth, where from."""
    return dict(json.loads(row.card.plain))
