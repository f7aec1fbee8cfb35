"""Who cooks and lends, who carries, who orders; which rows, the scope says."""

from datetime import datetime
from uuid import UUID

from chongyang.core.scopes import Scope
from chongyang.orders import queries as orders
from chongyang.territory.permissions import NotAllowed, demand, may
from chongyang.territory.rules.capabilities import Can

__all__ = ["NotAllowed", "demand_carry", "demand_keep", "demand_order", "may_keep", "organisation_of"]


def may_keep(scope: Scope) -> bool:
    return may(scope, Can.PROVIDE_SERVICES) and scope.organisation is not None


def demand_keep(scope: Scope) -> None:
    """Somebody of a provider, for its own points and articles. Raises NotAllowed."""
    if not (scope.system or may_keep(scope)):
        raise NotAllowed(f"{scope.role or 'visitor'} keeps no meals")


def organisation_of(scope: Scope) -> UUID:
    demand_keep(scope)
    if scope.organisation is None:
        raise NotAllowed("belongs to no provider")
    return scope.organisation


def demand_carry(scope: Scope) -> UUID:
    """The account of who brings or serves meals. Raises NotAllowed."""
    demand(scope, Can.MAKE_VISITS)
    if scope.actor.account is None:
        raise NotAllowed("only a person may do this")
    return scope.actor.account


def demand_order(scope: Scope, person: UUID, now: datetime) -> None:
    """The desk, or who acts for this person in ordering. Raises NotAllowed."""
    if scope.system or may(scope, Can.ORDER_SERVICES):
        return
    demand(scope, Can.ORDER_OWN)
    if person not in orders.persons_of(scope, now):
        raise NotAllowed("the mandate does not cover ordering")
