"""Who reads the library and who keeps it; which rows, the scope says."""

from uuid import UUID

from chongyang.core.scopes import Actor, Scope
from chongyang.territory.permissions import NotAllowed, demand, may
from chongyang.territory.rules.capabilities import Can

__all__ = ["NotAllowed", "account_of", "demand_keep", "demand_read", "may_keep"]


def demand_read(scope: Scope) -> None:
    demand(scope, Can.READ_PROJECTS)


def demand_keep(scope: Scope) -> None:
    demand(scope, Can.KEEP_PROJECTS)


def may_keep(scope: Scope) -> bool:
    return may(scope, Can.KEEP_PROJECTS)


def account_of(by: Actor) -> UUID:
    """The account that decides; what is confirmed by another is said by persons alone."""
    if by.account is None:
        raise NotAllowed("only a person may do this")
    return by.account
