"""Pairs that wait, questions of other counties, merges that can be undone."""

from uuid import UUID

from django.db.models import Q, QuerySet

from chongyang.core import access
from chongyang.core.scopes import Interval, Scope, system_scope
from chongyang.linkage.enums import DECIDED, WAITING, AskState
from chongyang.linkage.models import Ask, LinkRun, Merge, Pair, Verdict
from chongyang.registry import queries as registry
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

Cursor = tuple[float, UUID]


class NotFound(registry.NotFound):
    """There is no such pair or merge, or it is not within reach."""


def _visible(scope: Scope) -> QuerySet[Pair]:
    demand(scope, Can.ADJUDICATE)
    return access.visible(Pair.objects.all(), scope)


def list_pairs(
    scope: Scope,
    *,
    kind: str = "",
    state: str = "",
    within: Interval | None = None,
    after: Cursor | None = None,
    limit: int = 50,
) -> list[Pair]:
    """Pairs that wait, the likeliest first; `after` is weight and key of the last one of the page before."""
    rows = _visible(scope).filter(state__in=[state] if state in WAITING else WAITING)
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(area__range=within) if within else rows
    if after:
        weight, last = after
        rows = rows.filter(Q(weight__lt=weight) | Q(weight=weight, id__gt=last))
    return list(rows.order_by("-weight", "id")[:limit])


def count_waiting(scope: Scope) -> dict[str, int]:
    """How many wait, by state."""
    rows = _visible(scope).filter(state__in=WAITING)
    return {state: rows.filter(state=state).count() for state in WAITING}


def access_pair(scope: Scope, pair: UUID) -> Pair:
    """One pair; raises NotFound."""
    row = _visible(scope).filter(id=pair).first()
    if row is None:
        raise NotFound(str(pair))
    return row


def neighbour_of(scope: Scope, pair: Pair, *, kind: str = "") -> UUID | None:
    """The pair that comes after this one in the list; what the keys J and K go to."""
    following = list_pairs(scope, kind=kind, after=(pair.weight, pair.id), limit=1)
    return following[0].id if following else None


def list_verdicts(scope: Scope, pair: Pair) -> list[Verdict]:
    """What was said of a pair, the oldest first."""
    return list(access.visible(Verdict.objects.filter(pair=pair), scope).order_by("at", "id"))


def list_asks(scope: Scope, limit: int = 50) -> list[Ask]:
    """What other counties ask this one."""
    demand(scope, Can.ADJUDICATE)
    rows = access.visible(Ask.objects.filter(state=AskState.OPEN), scope)
    return list(rows.order_by("asked_at", "id")[:limit])


def list_decided(scope: Scope, limit: int = 50) -> list[Pair]:
    """The last decisions within reach."""
    rows = _visible(scope).filter(state__in=DECIDED)
    return list(rows.order_by("-decided_at", "id")[:limit])


def list_merges(scope: Scope, limit: int = 50) -> list[Merge]:
    """Merges that stand, the newest first."""
    demand(scope, Can.ADJUDICATE)
    rows = access.visible(Merge.objects.filter(parted_at=None), scope)
    return list(rows.order_by("-merged_at", "id")[:limit])


def access_merge(scope: Scope, merge: UUID) -> Merge:
    """One merge, parted or not; raises NotFound."""
    demand(scope, Can.ADJUDICATE)
    row = access.visible(Merge.objects.filter(id=merge), scope).first()
    if row is None:
        raise NotFound(str(merge))
    return row


def last_run(scope: Scope) -> LinkRun | None:
    """The last linkage; figures without persons, for who adjudicates."""
    demand(scope, Can.ADJUDICATE)
    with access.enter(system_scope("linkage.run")):
        return LinkRun.objects.order_by("-begun_at", "id").first()
