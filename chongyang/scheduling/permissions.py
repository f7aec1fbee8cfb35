"""Who plans days; which ones, the scope says: a provider's dispatcher its own, 12349's those of the area."""

from chongyang.core.scopes import Scope
from chongyang.territory.permissions import NotAllowed, demand, may
from chongyang.territory.rules.capabilities import Can

__all__ = ["NotAllowed", "demand_plan", "may_plan"]


def may_plan(scope: Scope) -> bool:
    return may(scope, Can.PLAN_VISITS)


def demand_plan(scope: Scope) -> None:
    """Raises NotAllowed."""
    demand(scope, Can.PLAN_VISITS)
