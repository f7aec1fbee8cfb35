"""Who sees which sheet, who judges whom, who answers what. The rows are the system's."""

from datetime import date, datetime
from uuid import UUID

from chongyang.core.access import enter
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.duties.rules.answering import forebears, heirs
from chongyang.supervision.enums import Listing
from chongyang.supervision.rules.subjects import Subject
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed, demand, may
from chongyang.territory.rules.capabilities import Can

SEES_ALL = (Role.DEPUTY_LEADER, Role.AUDITOR, Role.PLANNER)
"""Who reads every sheet without assessing: the leader, who checks, who plans."""


def account_of(by: Actor) -> UUID:
    """The account that acts; a machine has none and is refused."""
    if by.account is None:
        raise NotAllowed("only a person may do this")
    return by.account


def sees_all(scope: Scope) -> bool:
    """Whether every sheet in every state is open."""
    demand(scope, Can.READ_ASSESSMENT)
    return scope.system or may(scope, Can.ASSESS) or scope.role in SEES_ALL


def own_organisation(scope: Scope) -> str:
    """The key of the organisation for which somebody acts; empty without one."""
    held = territory.list_organisations().filter(id=scope.organisation) if scope.organisation else None
    return held.values_list("key", flat=True).first() or "" if held is not None else ""


def answers_for(scope: Scope) -> frozenset[str]:
    """The organisations for which somebody speaks: her own, and those that became it or that it became."""
    own = own_organisation(scope)
    return frozenset({own, *forebears(own, date.max), *heirs(own)} if own else ())


def is_own(scope: Scope, subject: Subject, organisation: str) -> bool:
    """Whether the reader works for this unit: its office, or its areas and no wider ones."""
    return subject.is_answered_by(organisation) or subject.is_own_of(scope.intervals)


def is_tied(account: UUID, subject: Subject, listing: str, now: datetime) -> bool:
    """Whether any post of an account lies in this unit: nobody judges her own."""
    with enter(system_scope("judges")):
        posts = territory.list_posts(account, now)
    if any(subject.is_answered_by(post.organisation.key) for post in posts):
        return True
    if listing != Listing.COUNTIES:
        return False
    areas = [tuple((first, last) for first, last in post.intervals) for post in posts]
    return any(subject.is_own_of(one) for one in areas)
