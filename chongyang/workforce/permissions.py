"""Who reads carers and who keeps them; which ones, the scope says."""

from uuid import UUID

from chongyang.core.scopes import Scope
from chongyang.territory.permissions import NotAllowed, may
from chongyang.territory.rules.capabilities import Can

__all__ = ["NotAllowed", "demand_keep", "demand_read", "may_keep", "provider_of"]

READERS = (Can.PROVIDE_SERVICES, Can.PLAN_VISITS, Can.ADMIT_PROVIDERS, Can.VERIFY_VISITS, Can.JUDGE_QUALITY)


def demand_read(scope: Scope) -> None:
    """Who provides, plans, admits or verifies may read carers within reach. Raises NotAllowed."""
    if not any(may(scope, one) for one in READERS):
        raise NotAllowed(f"{scope.role or 'visitor'} may not read carers")


def may_keep(scope: Scope) -> bool:
    return scope.system or (may(scope, Can.PROVIDE_SERVICES) and scope.organisation is not None)


def provider_of(scope: Scope) -> UUID:
    """The organisation in whose name carers are kept. Raises NotAllowed."""
    if scope.organisation is None:
        raise NotAllowed("nobody's provider")
    return scope.organisation


def demand_keep(scope: Scope) -> None:
    """The provider keeps its own carers and nobody else does. Raises NotAllowed."""
    if not may_keep(scope):
        raise NotAllowed(f"{scope.role or 'visitor'} keeps no carers")
