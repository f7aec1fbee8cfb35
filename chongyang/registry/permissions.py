"""Who may do what with elders: the role's part; which elders, the scope says."""

from chongyang.core.scopes import Scope
from chongyang.registry.enums import Purpose
from chongyang.territory.permissions import NotAllowed, demand, may
from chongyang.territory.rules.capabilities import WITHOUT_PERSONS, Can

__all__ = [
    "NotAllowed",
    "can_export",
    "can_read",
    "demand_export",
    "demand_link",
    "demand_purpose",
    "demand_reveal",
    "demand_write",
]


def can_read(scope: Scope) -> bool:
    """Whether the role sees any elder at all; asked by every door alike."""
    return may(scope, Can.READ_ELDERS) and scope.role not in WITHOUT_PERSONS


def can_export(scope: Scope) -> bool:
    return can_read(scope) and may(scope, Can.EXPORT_ELDERS)


def demand_export(scope: Scope) -> None:
    if not can_export(scope):
        raise NotAllowed(f"{scope.role or 'visitor'} may not export elders")


def demand_write(scope: Scope) -> None:
    demand(scope, Can.WRITE_ELDERS)


def demand_status(scope: Scope) -> None:
    """A told death is confirmed by clerks, and by reviewers who write nothing else in files."""
    if not may(scope, Can.CONFIRM_DEATHS):
        demand_write(scope)


def demand_link(scope: Scope) -> None:
    """Who writes files, and who judges whether two are one person's."""
    if not may(scope, Can.ADJUDICATE):
        demand(scope, Can.WRITE_ELDERS)


def demand_reveal(scope: Scope) -> None:
    demand(scope, Can.REVEAL_FIELDS)


def demand_purpose(scope: Scope, purpose: str) -> None:
    """Who answers calls or goes to doors opens a file for an emergency; address and phones lie open."""
    helps = may(scope, Can.ANSWER_CALLS) or may(scope, Can.RESPOND)
    if purpose == Purpose.EMERGENCY and not helps:
        raise NotAllowed(f"{scope.role or 'visitor'} may not open files for emergencies")
