"""How the rooms below are asked for a year: reports on time, duties by light, investment of projects."""

from collections.abc import Mapping
from typing import Any

from chongyang.core.access import enter
from chongyang.core.scopes import Scope
from chongyang.duties import queries as duties
from chongyang.indicators.rules.periods import Period
from chongyang.projects import queries as projects
from chongyang.reporting import queries as reporting


def reporting_of(scope: Scope, year: int) -> Mapping[str, Any]:
    """The year's returns by place and lead unit."""
    with enter(scope):
        return reporting.tally(scope, Period(year))


def duties_of(scope: Scope, year: int) -> Mapping[str, Any]:
    """The duties as of the end of the year, by organisation."""
    with enter(scope):
        return duties.tally(scope, Period(year))


def projects_of(scope: Scope, year: int) -> Mapping[str, Any]:
    """Planned and done investment by reporting unit."""
    with enter(scope):
        return projects.tally(scope, year)
