"""What a measure gives in two past quarters, and whom it shows its rows."""

from decimal import Decimal

import pytest

from chongyang.core.access import enter
from chongyang.core.measuring import get_measure
from chongyang.core.queries.measuring import count_by_street
from chongyang.core.scopes import system_scope
from chongyang.indicators import queries
from chongyang.indicators.rules.definitions import Term
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import CITY, load_places, rolled_up
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from tests.factories import make_account, scope_of


def by_unit(key: str, period: str) -> dict[str, Decimal]:
    """The units that have any, with their numbers."""
    measure = get_measure(key)
    assert measure
    with enter(system_scope("test")):
        counted = rolled_up(count_by_street(measure, Period.read(period).days))
    units = {place.key for place in load_places().values() if place.level.value == "unit"}
    return {place: number for place, number in counted.items() if place in units and number}


def rows_seen(key: str, period: str, county: str) -> list[str]:
    """The rows that a reviewer of a county is shown behind the city's number."""
    clerk = scope_of(make_account(Role.COUNTY_REVIEWER, None, county))
    with enter(clerk):
        found = queries.list_rows(clerk, Term(measure=key), load_places()[CITY], Period.read(period))
    assert found
    return [row.row for row in found.rows]


def refuses_an_elder(key: str, period: str) -> None:
    elder = scope_of(make_account(Role.ELDER))
    with enter(elder), pytest.raises(NotAllowed):
        queries.list_rows(elder, Term(measure=key), load_places()[CITY], Period.read(period))
