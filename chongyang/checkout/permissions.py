"""Who pays, who sends money back, and who keeps errands; which rows, the scope says."""

from uuid import UUID

from chongyang.core.scopes import Actor, Scope
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed, demand, may
from chongyang.territory.rules.capabilities import BY_MANDATE, Can

__all__ = ["NotAllowed", "demand_pay", "demand_read", "demand_refund", "may_see_merchant"]

DOES_ERRANDS = (Can.PROVIDE_SERVICES, Can.MAKE_VISITS, Can.SETTLE_SERVICES)


def account_of(by: Actor) -> UUID:
    """The account that acts; this is done by persons alone."""
    if by.account is None:
        raise NotAllowed("only a person may do this")
    return by.account


def demand_pay(scope: Scope) -> None:
    """Paying is for the elder and for whom she gave a mandate."""
    demand(scope, Can.PAY_SERVICES)


def demand_refund(scope: Scope) -> None:
    demand(scope, Can.SETTLE_SERVICES)


def demand_read(scope: Scope) -> None:
    """A payer reads her own bills; who settles reads those of the area or of the own organisation."""
    if not (may(scope, Can.PAY_SERVICES) or may(scope, Can.SETTLE_SERVICES)):
        raise NotAllowed(f"{scope.role or 'visitor'} may not read bills")


def own_persons(scope: Scope) -> tuple[UUID, ...] | None:
    """The persons whose bills a payer reads; None for who reads by area or organisation. A grant to help with
    an alarm opens no bill.
    """
    if scope.system or not may(scope, Can.PAY_SERVICES):
        return None
    return scope.persons if scope.role in BY_MANDATE else ()


def may_see_merchant(scope: Scope, organisation: UUID | None) -> bool:
    """A provider sees its own statements, finance those of all providers."""
    if organisation is None:
        return False
    return scope.system or scope.organisation == organisation or may(scope, Can.MAKE_PAYMENTS)


def demand_errand(scope: Scope) -> None:
    """Asking for an errand is ordering: for oneself, by mandate, or for who ordered by telephone."""
    if not (may(scope, Can.ORDER_OWN) or may(scope, Can.ORDER_SERVICES)):
        raise NotAllowed(f"{scope.role or 'visitor'} may not ask for errands")


def demand_errands(scope: Scope) -> None:
    """Doing an errand is for the provider, its finance and its carers; whose it is the row says."""
    if not any(may(scope, one) for one in DOES_ERRANDS):
        raise NotAllowed(f"{scope.role or 'visitor'} may not do errands")


def demand_errand_read(scope: Scope) -> None:
    """Who asks, who does it, and who settles."""
    if not any(may(scope, one) for one in (*DOES_ERRANDS, Can.PAY_SERVICES, Can.ORDER_SERVICES)):
        raise NotAllowed(f"{scope.role or 'visitor'} may not read errands")


def reads_as_provider(scope: Scope) -> bool:
    """Whether errands of the own organisation alone are read, wherever the account's area lies."""
    return may(scope, Can.PROVIDE_SERVICES) or may(scope, Can.MAKE_VISITS)


def keeps_own_numbers(scope: Scope) -> bool:
    """A provider's own people: who offers help, and its finance."""
    is_finance = scope.role == Role.PROVIDER_FINANCE.value
    return may(scope, Can.SETTLE_SERVICES) and (may(scope, Can.PROVIDE_SERVICES) or is_finance)


def keeps_numbers(scope: Scope) -> bool:
    """Who sees numbers of merchants: the provider its own, who makes payments those of all."""
    return keeps_own_numbers(scope) or sees_all_numbers(scope)


def sees_all_numbers(scope: Scope) -> bool:
    """Who makes payments sees the numbers and the differences of all providers."""
    return may(scope, Can.SETTLE_SERVICES) and may(scope, Can.MAKE_PAYMENTS)


def demand_numbers(scope: Scope) -> None:
    if not keeps_numbers(scope):
        raise NotAllowed(f"{scope.role or 'visitor'} may not see merchants")
