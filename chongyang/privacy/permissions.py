"""Who may do what here, as checks that raise."""

from uuid import UUID

from chongyang.core.scopes import Scope
from chongyang.territory.permissions import NotAllowed, demand, may
from chongyang.territory.rules.capabilities import Can

__all__ = ["Can", "NotAllowed", "demand", "may", "person_of"]


def person_of(scope: Scope) -> UUID:
    """The account that acts, where somebody must answer for it; a machine is refused."""
    if scope.actor.account is None:
        raise NotAllowed("only a person may do this")
    return scope.actor.account
