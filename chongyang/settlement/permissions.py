"""Who reads and takes the stages of a statement; which rows, the scope says."""

from uuid import UUID

from chongyang.core.scopes import Actor, Scope
from chongyang.territory.permissions import NotAllowed, demand, may
from chongyang.territory.rules.capabilities import Can

__all__ = ["NotAllowed", "account_of", "demand_settle", "may_settle"]


def demand_settle(scope: Scope) -> None:
    demand(scope, Can.SETTLE_SERVICES)


def may_settle(scope: Scope) -> bool:
    return may(scope, Can.SETTLE_SERVICES)


def account_of(by: Actor) -> UUID:
    """The account that acts; a stage of money is held by persons alone."""
    if by.account is None:
        raise NotAllowed("only a person may do this")
    return by.account
