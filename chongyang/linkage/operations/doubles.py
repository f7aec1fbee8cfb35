"""Somebody who writes files says that two of them are one person's, wherever that was seen.

It is the same word as at the adjudication desk, with the same rule: it waits for a second person, who judges.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core import access
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.linkage.enums import WAITING, Answer, PairState
from chongyang.linkage.models import Pair
from chongyang.linkage.operations import deciding, merging, opening
from chongyang.linkage.operations.apart import new_pair, pair_between
from chongyang.linkage.operations.errors import UnableToDecide, UnableToMerge
from chongyang.linkage.rules import columns, weights
from chongyang.linkage.rules.model import chance, shipped
from chongyang.registry import permissions
from chongyang.registry.queries import canonical_of, home_of
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can

SAME_ALREADY = N_("这两份档案已经是同一个人。")
SAID_DIFFERENT = N_("已有人判断这两份档案不是同一个人；须先在关联台取消结论。")
ANOTHER_WAY = N_("先提出的人要保留的是另一份档案，请核对后再确认。")
WAITS = N_("已有人提出，请等有判断权限的人复核。")


@transaction.atomic
def say_double(*, double: UUID, survivor: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Pair:
    """One person's word that `double` is `survivor`'s; gives the pair with what became of it.

    Who only writes files proposes; who adjudicates may also be the second. Raises UnableToMerge,
    UnableToDecide.
    """
    permissions.demand_link(scope)
    stated = merging.stated_reason(reason)
    if not all(merging.reaches(scope, person) for person in (double, survivor)):
        raise UnableToMerge(merging.ELSEWHERE)
    if canonical_of(double) == canonical_of(survivor):
        raise UnableToMerge(SAME_ALREADY)
    with access.enter(system_scope("double", by)):
        row = _waiting(double, survivor, now)
        if may(scope, Can.ADJUDICATE):
            return deciding.say(row, Answer.SAME, stated, scope, by, now)
        if row.state == PairState.PROPOSED:
            raise UnableToDecide(WAITS)
        return deciding.propose(row, stated, by, now)


def _waiting(double: UUID, survivor: UUID, now: datetime) -> Pair:
    """The pair of the two, waiting, with what was said of who goes on."""
    row = pair_between(double, survivor)
    if row is None:
        row = _weighed(double, survivor, now)
    elif row.state == PairState.DIFFERENT:
        raise UnableToDecide(SAID_DIFFERENT)
    elif row.state == PairState.ASKED:
        raise UnableToDecide(deciding.ALREADY_ASKED)
    elif row.state == PairState.PROPOSED and row.goes_on != survivor:
        raise UnableToDecide(ANOTHER_WAY)
    if row.state not in WAITING:
        row.state, row.decided_at, row.decided_by = PairState.OPEN.value, None, None
    row.survivor = survivor
    row.save()
    return row


def _weighed(double: UUID, survivor: UUID, now: datetime) -> Pair:
    """A pair with the weight of each field, as a run would have found it, but for how rare a name is."""
    from math import log2

    import polars as pl

    told = opening.files_of([double, survivor])
    told = told.with_columns(record=pl.int_range(pl.len(), dtype=pl.Int64), source="feed")
    made = columns.with_members(columns.features(told))
    left, right = made.to_dicts()
    found = weights.explain(shipped(), left, right, {})
    prior = chance(2_000_000, 2)
    weight = sum(float(one[1]) for one in found.values()) + log2(prior / (1 - prior))
    areas = {person: home.area if (home := home_of(person)) else 0 for person in (double, survivor)}
    return new_pair(areas, now, found, weight)
