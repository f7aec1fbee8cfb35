"""Who makes visits, who verifies them; which rows, the scope says."""

from chongyang.core.scopes import Scope
from chongyang.territory.permissions import NotAllowed, demand, may
from chongyang.territory.rules.capabilities import Can

__all__ = ["Can", "NotAllowed", "can_read", "demand", "may", "only_own"]

READERS = (
    Can.VERIFY_VISITS,
    Can.PROVIDE_SERVICES,
    Can.PLAN_VISITS,
    Can.ORDER_SERVICES,
    Can.ORDER_OWN,
    Can.SETTLE_SERVICES,
    Can.JUDGE_QUALITY,
)


def can_read(scope: Scope) -> bool:
    """Whether the role sees visits at all."""
    return scope.system or may(scope, Can.MAKE_VISITS) or any(may(scope, one) for one in READERS)


def only_own(scope: Scope) -> bool:
    """Who makes visits and has no other part in them sees those that she made."""
    return not scope.system and not any(may(scope, one) for one in READERS)
