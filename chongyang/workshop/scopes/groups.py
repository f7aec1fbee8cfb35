"""Classes, proposals, households, carers and ending mandates in check_scope: one of each for every elder."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from chongyang.core.scopes import Scope
from chongyang.groups import queries as groups
from chongyang.groups.models import Care, Household, Member, Membership, Proposal, Visit
from chongyang.registry import queries as registry
from chongyang.registry.models import Elder, Mandate
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import Can, can
from chongyang.workshop.scopes.asking import FEW, list_and_detail, listed, may_read, one_by_one
from chongyang.workshop.scopes.rule import Resource, reads_persons
from chongyang.workshop.scopes.sample import Sample

LONG_AGO, TODAY = date(2020, 1, 1), date(2026, 11, 22)
KIND, BY_VISIT = "destitute", "living_alone"


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


LISTS, WRITES = may_read(Can.READ_CLASSES), may_read(Can.WRITE_ELDERS)

RESOURCES = (
    Resource(
        "classes",
        Membership,
        reads_persons,
        {
            "reviews": listed(groups.list_reviews, day=TODAY),
            "detail": one_by_one(groups.access_membership),
        },
        narrower={"reviews": LISTS},
    ),
    Resource(
        "proposals",
        Proposal,
        LISTS,
        list_and_detail(groups.list_proposals, groups.access_proposal),
        {"count": groups.count_proposals},
    ),
    Resource(
        "to be visited",
        Member,
        LISTS,
        {"list": listed(groups.list_candidates, kind=BY_VISIT, day=TODAY)},
    ),
    Resource(
        "houses without a head",
        Household,
        LISTS,
        {"list": listed(groups.list_headless)},
    ),
    Resource("ending mandates", Mandate, WRITES, {"list": _ending}),
)
