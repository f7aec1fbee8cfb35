"""Who handles returns, and who reads how far they are; which rows, reach says, and which stage, the way."""

from uuid import UUID

from chongyang.core.scopes import Actor, Scope
from chongyang.territory.permissions import NotAllowed, demand, may
from chongyang.territory.rules.capabilities import Can

READERS = (Can.HANDLE_REPORTS, Can.READ_FIGURES, Can.READ_ASSESSMENT)


def demand_handle(scope: Scope) -> None:
    demand(scope, Can.HANDLE_REPORTS)


def demand_tally(scope: Scope) -> None:
    """Who has handed in is no secret among those who read figures."""
    if not any(may(scope, one) for one in READERS):
        demand(scope, Can.READ_FIGURES)


def account_of(by: Actor) -> UUID:
    """The account that acts; a machine has none and is refused."""
    if by.account is None:
        raise NotAllowed("only a person may do this")
    return by.account
