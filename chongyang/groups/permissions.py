"""Who may do what with classes, households and carers: the role's part; which persons, the scope says."""

from chongyang.core.scopes import Scope
from chongyang.registry.permissions import can_read
from chongyang.territory.permissions import NotAllowed, demand, may
from chongyang.territory.rules.capabilities import Can

__all__ = ["NotAllowed", "demand_grant", "demand_list", "demand_write", "may_grant", "may_list", "may_read"]


def may_read(scope: Scope) -> bool:
    """Whether the role knows any person; classes and household are parts of the file."""
    return can_read(scope)


def may_list(scope: Scope) -> bool:
    """Whether the role lists persons by class; the elder and a responder know one person each."""
    return can_read(scope) and may(scope, Can.READ_CLASSES)


def may_grant(scope: Scope) -> bool:
    return can_read(scope) and may(scope, Can.GRANT_CLASSES)


def demand_list(scope: Scope) -> None:
    if not may_list(scope):
        raise NotAllowed(f"{scope.role or 'visitor'} may not list classes")


def demand_grant(scope: Scope) -> None:
    demand(scope, Can.GRANT_CLASSES)


def demand_write(scope: Scope) -> None:
    demand(scope, Can.WRITE_ELDERS)
