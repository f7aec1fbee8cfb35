"""Whose areas a scenario covers: those of the reader's post, for sums only, never for persons."""

from datetime import datetime

from chongyang.core.scopes import Scope
from chongyang.territory import queries as territory
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can


def reach_of(scope: Scope, now: datetime) -> Scope:
    """The areas whose money the reader may simulate. Raises NotAllowed."""
    demand(scope, Can.RUN_SCENARIOS)
    return scope if scope.system else territory.figure_scope(scope, now=now)
