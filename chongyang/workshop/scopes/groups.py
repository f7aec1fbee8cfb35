"""Classes, proposals, households, carers and ending mandates in check_scope: one of each for every elder."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from chongyang.core.scopes import Scope
from chongyang.groups import queries as groups
from chongyang.groups.models import Care, Household, Member, Membership, Proposal, Visit
from chongyang.registry import queries as registry
from chongyang.registry.models import Elder, Mandate
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from chongyang.territory.rules.capabilities import Can, can
from chongyang.workshop.scopes.rule import Door, Resource, reads_persons
from chongyang.workshop.scopes.sample import Sample

FEW = 100_000
LONG_AGO, KIND, BY_VISIT = date(2020, 1, 1), "destitute", "living_alone"
NOT_THERE = (registry.NotFound, NotAllowed)


def add_rows(sample: Sample, now: datetime) -> None:
    """A class due for review, a proposal, a visit, a house without a head, a carer, of every elder."""
    for elder in list(sample.rows[Elder]):
        whose: dict[str, Any] = {"person": elder.id, "area": elder.area}
        told = {"authority": "civil_affairs", "evidence": "decision", "granted_at": now}
        sample.add(Membership(kind=KIND, valid_from=LONG_AGO, review_on=LONG_AGO, **told, **whose))
        sample.add(
            Proposal(kind="minimum_living", told_by="clerk", source="street", proposed_at=now, **whose)
        )
        seen = {"visited_on": LONG_AGO, "recorded_at": now, "again_on": LONG_AGO}
        sample.add(Visit(kind=BY_VISIT, outcome="not_met", **seen, **whose))
        house = sample.add(Household(area=elder.area, opened_on=LONG_AGO, source="demo"))
        member = {"role": "relative", "joined_on": LONG_AGO, "suggests": [BY_VISIT]}
        sample.add(Member(household=house, **member, **whose))
        care = Care(kind="employed", since=LONG_AGO, source="demo", **whose)
        care.name = "check"
        sample.add(care)


def _lists(role: Role) -> bool:
    return reads_persons(role) and can(role, Can.READ_CLASSES)


def _page(get: Callable[[Scope], Iterable[Any]]) -> Door:
    def door(scope: Scope, rows: list[Any]) -> Iterable[Any]:
        try:
            return list(get(scope))
        except NOT_THERE:
            return []

    return door


def _each(get: Callable[[Scope, Any], Any]) -> Door:
    """Each row by its own key."""

    def door(scope: Scope, rows: list[Any]) -> Iterable[Any]:
        for row in rows:
            try:
                get(scope, row.pk)
            except NOT_THERE:
                continue
            yield row

    return door


def _today(_: Scope) -> date:
    return date(2026, 11, 22)


def _writes(role: Role) -> bool:
    return reads_persons(role) and can(role, Can.WRITE_ELDERS)


def _ending(scope: Scope, rows: list[Any]) -> Iterable[Any]:
    """The list of ending mandates, asked for a day before those of the sample end."""
    ends = [row.valid_to for row in rows if row.valid_to]
    if not ends or not _writes_here(scope):
        return []
    return registry.list_ending_mandates(scope, min(ends) - timedelta(days=1), limit=FEW)


def _writes_here(scope: Scope) -> bool:
    try:
        return can(Role(scope.role), Can.WRITE_ELDERS)
    except ValueError:
        return False


RESOURCES = (
    Resource(
        "classes",
        Membership,
        reads_persons,
        {
            "reviews": _page(lambda scope: groups.list_reviews(scope, _today(scope), limit=FEW)),
            "detail": _each(groups.access_membership),
        },
        narrower={"reviews": _lists},
    ),
    Resource(
        "proposals",
        Proposal,
        _lists,
        {
            "list": _page(lambda scope: groups.list_proposals(scope, limit=FEW)),
            "detail": _each(groups.access_proposal),
        },
        {"count": groups.count_proposals},
    ),
    Resource(
        "to be visited",
        Member,
        _lists,
        {"list": _page(lambda scope: groups.list_candidates(scope, BY_VISIT, _today(scope), limit=FEW))},
    ),
    Resource(
        "houses without a head",
        Household,
        _lists,
        {"list": _page(lambda scope: groups.list_headless(scope, limit=FEW))},
    ),
    Resource("ending mandates", Mandate, _writes, {"list": _ending}),
)
