"""Who provides and who admits; which rows, the scope says."""

from uuid import UUID

from chongyang.core.scopes import Actor, Scope
from chongyang.territory.permissions import NotAllowed, demand, may
from chongyang.territory.rules.capabilities import Can

__all__ = ["NotAllowed", "account_of", "demand_admit", "demand_provide", "may_admit", "may_provide"]


def account_of(by: Actor) -> UUID:
    """The account that acts; a machine has none and is refused."""
    if by.account is None:
        raise NotAllowed("only a person may do this")
    return by.account


def may_provide(scope: Scope) -> bool:
    return may(scope, Can.PROVIDE_SERVICES) and scope.organisation is not None


def may_admit(scope: Scope) -> bool:
    return may(scope, Can.ADMIT_PROVIDERS)


def demand_provide(scope: Scope) -> None:
    """Somebody of a provider, for her own organisation. Raises NotAllowed."""
    if not may_provide(scope):
        raise NotAllowed(f"{scope.role or 'visitor'} provides no services")


def demand_admit(scope: Scope) -> None:
    demand(scope, Can.ADMIT_PROVIDERS)
