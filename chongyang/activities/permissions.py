"""Who keeps courses, who calls rolls, who enrols; which rows, the organisation or the mandate says."""

from uuid import UUID

from chongyang.core.scopes import Actor, Scope
from chongyang.territory.permissions import NotAllowed, demand, may
from chongyang.territory.rules.capabilities import Can

__all__ = [
    "NotAllowed",
    "account_of",
    "demand_confirm",
    "demand_figures",
    "demand_keep",
    "demand_own",
    "demand_roll",
    "is_desk",
    "may_keep",
]


def demand_keep(scope: Scope) -> UUID:
    """The organisation whose offerings this account keeps. Raises NotAllowed."""
    demand(scope, Can.KEEP_ACTIVITIES)
    if scope.organisation is None:
        raise NotAllowed("nobody keeps courses without an organisation")
    return scope.organisation


def demand_roll(scope: Scope) -> None:
    demand(scope, Can.CALL_ROLL)


def demand_confirm(scope: Scope) -> None:
    """A department that says who may offer help at home says who stands on this list too."""
    demand(scope, Can.ADMIT_PROVIDERS)


def demand_figures(scope: Scope) -> None:
    demand(scope, Can.READ_FIGURES)


def demand_own(scope: Scope) -> None:
    demand(scope, Can.ORDER_OWN)


def may_keep(scope: Scope) -> bool:
    return may(scope, Can.KEEP_ACTIVITIES)


def is_desk(scope: Scope) -> bool:
    """Who orders for others on the line or at a window."""
    return may(scope, Can.ORDER_SERVICES)


def account_of(by: Actor) -> UUID:
    """The account that acts; this is done by persons alone."""
    if by.account is None:
        raise NotAllowed("only a person may do this")
    return by.account
