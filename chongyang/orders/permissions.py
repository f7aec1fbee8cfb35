"""Who orders, and who reads orders; which rows, the scope says."""

from datetime import datetime
from uuid import UUID

from chongyang.core.scopes import Scope
from chongyang.registry import queries as registry
from chongyang.registry.rules.mandates import Allow, Basis, State, state_of
from chongyang.territory.permissions import NotAllowed, demand, may
from chongyang.territory.rules.capabilities import WITHOUT_PERSONS, Can

__all__ = ["NotAllowed", "acts_for", "can_read", "demand_order", "is_desk", "only_own_visits", "persons_of"]

READERS = (
    Can.ORDER_SERVICES,
    Can.ORDER_OWN,
    Can.PROVIDE_SERVICES,
    Can.PLAN_VISITS,
    Can.MAKE_VISITS,
    Can.VERIFY_VISITS,
    Can.JUDGE_QUALITY,
)
BROAD = tuple(one for one in READERS if one is not Can.MAKE_VISITS)


def can_read(scope: Scope) -> bool:
    """Whether the role sees orders at all."""
    return scope.system or (scope.role not in WITHOUT_PERSONS and any(may(scope, one) for one in READERS))


def only_own_visits(scope: Scope) -> bool:
    """Who makes visits and has no other part in orders sees those alone that are assigned to her."""
    return not scope.system and not any(may(scope, one) for one in BROAD)


def is_desk(scope: Scope) -> bool:
    return may(scope, Can.ORDER_SERVICES)


def demand_order(scope: Scope, person: UUID, now: datetime) -> None:
    """Raise NotAllowed unless the desk orders, or the account acts for this person in ordering."""
    if is_desk(scope):
        return
    demand(scope, Can.ORDER_OWN)
    if not acts_for(scope, person, now):
        raise NotAllowed("the mandate does not cover ordering")


def acts_for(scope: Scope, person: UUID, now: datetime) -> bool:
    """Whether the account is hers, or holds her mandate to order (代订服务). Her file must be open to it."""
    return person in persons_of(scope, now)


def persons_of(scope: Scope, now: datetime) -> frozenset[UUID]:
    """For whom this account may order: itself, and whoever gave it a mandate that says so and still runs."""
    held = registry.list_held_mandates(scope) if may(scope, Can.ORDER_OWN) else []
    return frozenset(
        row.person
        for row in held
        if state_of(row.valid_to, row.revoked_at, now) is State.OPEN
        and (row.basis == Basis.OWN_ACCOUNT or Allow.ORDER_SERVICES.value in row.allows)
        and row.person in scope.persons
    )
