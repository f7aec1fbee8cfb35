"""Who reads the ledger, who reports on what, who gives and judges."""

from datetime import datetime
from uuid import UUID

from chongyang.core.scopes import Actor, Scope
from chongyang.duties.models import Letter, Run
from chongyang.territory import queries as territory
from chongyang.territory.permissions import NotAllowed, demand, may
from chongyang.territory.rules.capabilities import Can

__all__ = [
    "OFFICE",
    "NotAllowed",
    "account_of",
    "demand_office",
    "demand_own",
    "demand_read",
    "is_own",
    "may",
    "reach_of",
]


OFFICE = Can.ASSIGN_DUTIES
"""Who gives, checks, closes and writes letters."""


def demand_read(scope: Scope) -> None:
    demand(scope, Can.READ_DUTIES)


def demand_office(scope: Scope) -> None:
    demand(scope, OFFICE)


def account_of(by: Actor) -> UUID:
    """The account that acts; a machine has none and is refused."""
    if by.account is None:
        raise NotAllowed("only a person may do this")
    return by.account


def is_own(scope: Scope, row: Run | Letter) -> bool:
    """Whether the row is the actor's organisation's, in a post that reaches all of it: who works for a county
    in the city's organisation does not answer for the city.
    """
    return row.organisation == scope.organisation and scope.covers(row.area)


def demand_own(scope: Scope, row: Run | Letter) -> None:
    """Raises NotAllowed for who reports on nothing, or not on this."""
    demand(scope, Can.REPORT_DUTIES)
    if not is_own(scope, row):
        raise NotAllowed("the duty of another organisation")


def reach_of(scope: Scope, *, now: datetime) -> Scope:
    """What the reader's post reaches: no person stands in these rows, so a role without persons sees them."""
    return territory.reach_without_persons(scope, now=now)
