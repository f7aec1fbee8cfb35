"""Who holds hours and who keeps the bank; which rows, the scope says or the account itself."""

from uuid import UUID

from chongyang.core.scopes import Actor, Scope
from chongyang.territory.permissions import NotAllowed, demand, may
from chongyang.territory.rules.capabilities import Can

__all__ = ["NotAllowed", "account_of", "demand_bank", "demand_keep", "may_bank", "may_keep"]


def demand_bank(scope: Scope) -> None:
    demand(scope, Can.BANK_HOURS)


def demand_keep(scope: Scope) -> None:
    demand(scope, Can.KEEP_HOURS)


def may_bank(scope: Scope) -> bool:
    return may(scope, Can.BANK_HOURS)


def may_keep(scope: Scope) -> bool:
    return may(scope, Can.KEEP_HOURS)


def account_of(by: Actor) -> UUID:
    """The account that acts; a machine has none and is refused."""
    if by.account is None:
        raise NotAllowed("only a person may do this")
    return by.account
