"""Who works at the purchase desk; which rows, the scope says, and which stage, the life cycles."""

from uuid import UUID

from chongyang.core.scopes import Actor, Scope
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed, demand, may
from chongyang.territory.rules.capabilities import Can

__all__ = ["NotAllowed", "account_of", "demand_correct", "demand_desk", "may_correct", "works_here"]

CORRECTS = frozenset({Role.COUNTY_REVIEWER.value, Role.PURCHASER.value, Role.COUNTY_FINANCE.value})


def account_of(by: Actor) -> UUID:
    """The account that acts; a machine has none and is refused."""
    if by.account is None:
        raise NotAllowed("only a person may do this")
    return by.account


def demand_desk(scope: Scope) -> None:
    demand(scope, Can.HANDLE_PURCHASE)


def works_here(scope: Scope) -> bool:
    return may(scope, Can.HANDLE_PURCHASE)


def demand_correct(scope: Scope) -> None:
    """The county alone changes what an account was granted."""
    demand(scope, Can.HANDLE_PURCHASE)
    if not scope.system and scope.role not in CORRECTS:
        raise NotAllowed(f"{scope.role} may not correct an account")


def may_correct(scope: Scope) -> bool:
    return scope.role in CORRECTS
