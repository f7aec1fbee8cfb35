"""Who applies, who sits at the window, who decides for a department, and who looks on."""

from uuid import UUID

from chongyang.approvals.rules.departments import answers_for
from chongyang.core.scopes import Actor, Scope
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed, demand, may
from chongyang.territory.rules.capabilities import Can

__all__ = [
    "NotAllowed",
    "account_of",
    "demand_apply",
    "demand_handle",
    "demand_keep_projects",
    "demand_overview",
    "departments_of",
    "is_officer",
    "is_window",
]


def account_of(by: Actor) -> UUID:
    """The account that acts; a machine has none and is refused."""
    if by.account is None:
        raise NotAllowed("only a person may do this")
    return by.account


def demand_apply(scope: Scope) -> None:
    demand(scope, Can.APPLY_APPROVALS)


def demand_handle(scope: Scope) -> None:
    demand(scope, Can.HANDLE_APPROVALS)


def demand_keep_projects(scope: Scope) -> None:
    demand(scope, Can.KEEP_PROJECTS)


def demand_overview(scope: Scope) -> None:
    """Stages and late ones by county: for leaders, and for who handles."""
    if not may(scope, Can.HANDLE_APPROVALS):
        demand(scope, Can.READ_PROJECTS)


def is_window(scope: Scope) -> bool:
    """Whether she sits at the one window."""
    return scope.role == Role.WINDOW_CLERK


def is_officer(scope: Scope) -> bool:
    """Whether she decides for a department."""
    return scope.role == Role.APPROVING_DEPARTMENT


def departments_of(scope: Scope) -> frozenset[str]:
    """The keys whose items she decides: her department's, and of those whom it followed."""
    if not is_officer(scope) or scope.organisation is None:
        return frozenset()
    return answers_for(territory.organisation_of(scope).key)
