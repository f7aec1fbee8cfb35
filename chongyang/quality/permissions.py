"""Who rates, calls back, reads scores and judges them; which rows, the scope says."""

from uuid import UUID

from chongyang.core.scopes import Actor, Scope
from chongyang.territory.permissions import NotAllowed, demand, may
from chongyang.territory.rules.capabilities import Can

__all__ = ["NotAllowed", "account_of", "demand_call", "demand_judge", "demand_read", "may_call", "may_judge"]


def demand_read(scope: Scope) -> None:
    demand(scope, Can.READ_QUALITY)


def demand_judge(scope: Scope) -> None:
    demand(scope, Can.JUDGE_QUALITY)


def demand_call(scope: Scope) -> None:
    """Whoever orders for elders calls them back. Raises NotAllowed."""
    demand(scope, Can.ORDER_SERVICES)


def may_call(scope: Scope) -> bool:
    return may(scope, Can.ORDER_SERVICES)


def may_judge(scope: Scope) -> bool:
    return may(scope, Can.JUDGE_QUALITY)


def account_of(by: Actor) -> UUID:
    """The account that acts; a machine has none and is refused."""
    if by.account is None:
        raise NotAllowed("only a person may do this")
    return by.account
