"""Who keeps budgets, makes, releases and reconciles payments, and reads money; which rows, the scope says."""

from uuid import UUID

from chongyang.core.scopes import Actor, Scope
from chongyang.territory.permissions import NotAllowed, demand, may
from chongyang.territory.rules.capabilities import BY_MANDATE, Can

__all__ = [
    "NotAllowed",
    "account_of",
    "demand_budget",
    "demand_make",
    "demand_read",
    "demand_release",
    "may_read",
    "own_persons",
]


def account_of(by: Actor) -> UUID:
    """The account that acts; money is moved by persons alone."""
    if by.account is None:
        raise NotAllowed("only a person may do this")
    return by.account


def may_read(scope: Scope) -> bool:
    return may(scope, Can.READ_MONEY)


def demand_read(scope: Scope) -> None:
    demand(scope, Can.READ_MONEY)


def demand_budget(scope: Scope) -> None:
    demand(scope, Can.KEEP_BUDGET)


def demand_make(scope: Scope) -> None:
    demand(scope, Can.MAKE_PAYMENTS)


def demand_release(scope: Scope) -> None:
    demand(scope, Can.RELEASE_PAYMENTS)


def own_persons(scope: Scope) -> tuple[UUID, ...]:
    """Whose payments the account may see as their side: hers, and by mandate. A grant to help with an alarm,
    or under broken glass, opens a file and no payment.
    """
    return scope.persons if scope.role in BY_MANDATE else ()
