"""Who may do what: the role's capabilities as a check that raises."""

from chongyang.core.scopes import Scope
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import Can, can


class NotAllowed(Exception):
    """The role may not do this at all, wherever the row lies."""


def may(scope: Scope, capability: Can) -> bool:
    """Whether the scope's role has the capability."""
    if scope.system:
        return True
    try:
        return can(Role(scope.role), capability)
    except ValueError:
        return False


def demand(scope: Scope, capability: Can) -> None:
    """Raise NotAllowed unless the role has the capability."""
    if not may(scope, capability):
        raise NotAllowed(f"{scope.role or 'visitor'} may not {capability.value}")
