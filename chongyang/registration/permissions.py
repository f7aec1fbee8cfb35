"""Who works at the register, who asks for changes; which rows, the scope says."""

from uuid import UUID

from chongyang.core.scopes import Actor, Scope
from chongyang.registry.permissions import can_read
from chongyang.territory.permissions import NotAllowed, demand, may
from chongyang.territory.rules.capabilities import Can

__all__ = ["NotAllowed", "account_of", "demand_ask", "demand_keep", "demand_write", "keeps"]


def account_of(by: Actor) -> UUID:
    """The account that acts, where a person has to; a machine has none and is refused."""
    if by.account is None:
        raise NotAllowed("only a person may do this")
    return by.account


def keeps(scope: Scope) -> bool:
    """Whether the role works at the register and may know persons."""
    return may(scope, Can.KEEP_REGISTER) and can_read(scope)


def demand_keep(scope: Scope) -> None:
    demand(scope, Can.KEEP_REGISTER)


def demand_write(scope: Scope) -> None:
    """Clerks alone open files."""
    demand(scope, Can.WRITE_ELDERS)
    demand(scope, Can.KEEP_REGISTER)


def demand_ask(scope: Scope) -> None:
    demand(scope, Can.ASK_CHANGES)
