"""Who was of which class on which day: one person, a list by class, counts by area, proposals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from chongyang.core import access
from chongyang.core.scopes import Interval, Scope
from chongyang.groups import permissions
from chongyang.groups.models import Membership, Proposal
from chongyang.groups.queries.errors import NotFound
from chongyang.groups.queries.force import holds_on, lived_on
from chongyang.groups.rules import classes as rules
from chongyang.registry import queries as registry
from chongyang.registry.models import Elder
from chongyang.registry.queries.elders import visible_elders

STREET = 1000


@dataclass(frozen=True, slots=True)
class Held:
    """A class as it holds on a day: by a decision, a visit, or (without a membership) by age alone."""

    kind: str
    since: date
    until: date | None = None
    level: str = ""
    membership: Membership | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One of a list by class."""

    elder: Elder
    since: date
    until: date | None
    level: str


Place = tuple[int, UUID]
"""Where a list goes on: the area and the person of the row before."""


def visible_memberships(scope: Scope) -> QuerySet[Membership]:
    rows = Membership.objects.all()
    return access.visible(rows, scope) if permissions.may_read(scope) else rows.none()


def classes_of(scope: Scope, person: UUID, day: date) -> list[Held]:
    """The classes of a person on a day, over all her files; the dead belong to none. Raises NotFound."""
    elder = registry.access_elder(scope, person)
    if elder.life_status == "dead" and elder.status_on and elder.status_on <= day:
        return []
    rows = visible_memberships(scope).filter(holds_on(day), person__in=registry.get_cluster(elder))
    held = {
        row.kind: Held(row.kind, row.valid_from, row.valid_to, row.level, row) for row in rows.order_by("id")
    }
    for kind in rules.by_age(elder.born_on, day):
        age = rules.class_rules()[kind].from_age
        held[kind.value] = Held(kind.value, rules.birthday_at(elder.born_on, age))
    return [held[kind] for kind in rules.in_order(held)]


def list_memberships(scope: Scope, person: UUID) -> list[Membership]:
    """Every class that was ever written for a person, the newest first."""
    cluster = registry.get_cluster(registry.access_elder(scope, person))
    rows = visible_memberships(scope).filter(person__in=cluster)
    return list(rows.order_by("-valid_from", "-id"))


def access_membership(scope: Scope, membership: UUID) -> Membership:
    row = visible_memberships(scope).filter(id=membership).first()
    if row is None:
        raise NotFound(str(membership))
    return row


def list_in_class(
    scope: Scope,
    kind: str,
    day: date,
    *,
    within: Interval | None = None,
    after: Place | None = None,
    limit: int = 50,
) -> list[Listed]:
    """Who was of a class on a day, in the order of areas; doubles and those who were dead then left out.

    Raises NotAllowed for roles that list no classes.
    """
    permissions.demand_list(scope)
    if rules.class_rules()[kind].from_age:
        return [_by_age(row, kind) for row in _page(_aged(scope, kind, day, within), "id", after, limit)]
    held = _members(scope, kind, day, within)
    rows = {row.person: row for row in _page(held, "person", after, limit)}
    elders = {row.id: row for row in visible_elders(scope).filter(id__in=rows)}
    return [
        Listed(elders[person], row.valid_from, row.valid_to, row.level)
        for person, row in rows.items()
        if person in elders
    ]


def _members(scope: Scope, kind: str, day: date, within: Interval | None) -> QuerySet[Membership]:
    rows = visible_memberships(scope).filter(holds_on(day), kind=kind)
    rows = rows.filter(area__range=within) if within else rows
    return rows.filter(Exists(Elder.objects.filter(lived_on(day), id=OuterRef("person"), same_as=None)))


def _aged(scope: Scope, kind: str, day: date, within: Interval | None) -> QuerySet[Elder]:
    rows = visible_elders(scope, within).filter(lived_on(day), same_as=None)
    return rows.filter(born_on__lte=rules.born_by(kind, day))


def _page(rows: QuerySet[Any], key: str, after: Place | None, limit: int) -> list[Any]:
    if after:
        area, person = after
        rows = rows.filter(Q(area__gt=area) | Q(area=area, **{f"{key}__gt": person}))
    return list(rows.order_by("area", key)[:limit])


def _by_age(elder: Elder, kind: str) -> Listed:
    return Listed(elder, rules.birthday_at(elder.born_on, rules.class_rules()[kind].from_age), None, "")


def count_in_classes(
    scope: Scope, day: date, *, within: Interval | None = None, by: int = STREET
) -> dict[int, dict[str, int]]:
    """How many were of each class on a day by area; `by` is 1000 for streets, 1 for communities."""
    permissions.demand_list(scope)
    found: dict[int, dict[str, int]] = {}
    rows = visible_memberships(scope).filter(holds_on(day))
    rows = rows.filter(area__range=within) if within else rows
    rows = rows.filter(Exists(Elder.objects.filter(lived_on(day), id=OuterRef("person"), same_as=None)))
    _add(found, rows, by)
    for kind in rules.BY_AGE:
        _add(found, _aged(scope, kind, day, within), by, kind.value)
    return dict(sorted(found.items()))


def _add(found: dict[int, dict[str, int]], rows: QuerySet[Any], by: int, kind: str = "") -> None:
    keys = ("place",) if kind else ("place", "kind")
    counted = rows.order_by().annotate(place=F("area") / by * by).values(*keys).annotate(count=Count("pk"))
    for row in counted.order_by(*keys):
        found.setdefault(row["place"], {})[kind or row["kind"]] = row["count"]


def visible_proposals(scope: Scope) -> QuerySet[Proposal]:
    rows = Proposal.objects.all()
    return access.visible(rows, scope) if permissions.may_list(scope) else rows.none()


def list_proposals(
    scope: Scope,
    *,
    kinds: Sequence[str] | None = None,
    person: UUID | None = None,
    state: str = "open",
    after: UUID | None = None,
    limit: int = 50,
) -> list[Proposal]:
    """What waits for an office (or was decided), the oldest first. Raises NotAllowed."""
    permissions.demand_list(scope)
    rows = visible_proposals(scope).filter(state=state)
    rows = rows.filter(kind__in=kinds) if kinds is not None else rows
    rows = rows.filter(person=person) if person else rows
    rows = rows.filter(id__gt=after) if after else rows
    return list(rows.order_by("id")[:limit])


def count_proposals(scope: Scope) -> int:
    return visible_proposals(scope).filter(state="open").count()


def access_proposal(scope: Scope, proposal: UUID) -> Proposal:
    row = visible_proposals(scope).filter(id=proposal).first()
    if row is None:
        raise NotFound(str(proposal))
    return row


def list_reviews(scope: Scope, day: date, *, after: UUID | None = None, limit: int = 50) -> list[Membership]:
    """Classes that somebody should look at again, the longest due first by key. Raises NotAllowed."""
    permissions.demand_list(scope)
    rows = visible_memberships(scope).filter(holds_on(day), end_reason="", review_on__lte=day)
    rows = rows.filter(id__gt=after) if after else rows
    return list(rows.order_by("id")[:limit])
