"""Two files and the one pair that is kept of them: found, made where there is none, said to be of two."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from chongyang.core.scopes import Actor
from chongyang.core.words import N_
from chongyang.linkage.enums import FILE_FEED, Answer, AskState, PairKind, PairState
from chongyang.linkage.models import Ask, Merge, Pair, Verdict

PARTED = N_("撤销合并")


def pair_between(one: UUID, other: UUID) -> Pair | None:
    """The pair of two files, locked, or None; a pair lies there once, the smaller key on the left."""
    low, high = sorted([one.bytes, other.bytes])
    rows = Pair.objects.filter(left_feed=FILE_FEED, right_feed=FILE_FEED, left_record=low, right_record=high)
    return rows.select_for_update(of=("self",)).first()


def new_pair(areas: dict[UUID, int], now: datetime, weights: dict[str, list[object]], weight: float) -> Pair:
    """A pair of two files that no run found; not saved yet."""
    left, right = sorted(areas, key=lambda person: person.bytes)
    return Pair(
        area=areas[left],
        other_area=areas[right],
        kind=PairKind.FILES.value,
        left_feed=FILE_FEED,
        left_record=left.bytes,
        left_person=left,
        right_feed=FILE_FEED,
        right_record=right.bytes,
        right_person=right,
        weight=round(weight, 3),
        probability=1 / (1 + 2 ** -max(-60.0, min(weight, 60.0))),
        weights=weights,
        found_at=now,
    )


def say_apart(merge: Merge, by: Actor, now: datetime) -> None:
    """Who parts two files says that they are two people's: no later linkage asks again or joins them."""
    between = pair_between(merge.double, merge.survivor)
    if between is None:
        areas = {merge.double: merge.area, merge.survivor: merge.other_area}
        between = new_pair(areas, now, {}, 0.0)
    led = Pair.objects.select_for_update(of=("self",)).filter(~Q(id=between.id), Q(id=merge.pair)).first()
    for row in filter(None, (between, led)):
        _close(row, by, now)


def _close(row: Pair, by: Actor, now: datetime) -> None:
    Ask.objects.filter(pair=row.id, state=AskState.OPEN).update(state=AskState.WITHDRAWN, answered_at=now)
    row.state, row.proposed_by = PairState.DIFFERENT.value, None
    row.decided_at, row.decided_by = now, by.account
    row.version += 1
    row.save()
    said = {"answer": Answer.DIFFERENT.value, "reason": PARTED, "account": by.account, "role": by.role}
    Verdict.objects.create(pair=row, area=row.area, at=now, **said)
