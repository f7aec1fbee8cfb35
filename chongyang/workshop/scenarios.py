"""Scenarios of a demo city: one of the city's finance, one of a county's, and what every reading costs."""

from datetime import datetime

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.scenarios import operations
from chongyang.scenarios.models import Scenario
from chongyang.territory import queries as territory
from chongyang.territory.models import Account

YEARS = 5
TOLD = (
    (
        "city_finance",
        "新建床位补贴提高到12000元，设施补贴上限降到50万元",
        [
            {"parameter": "bed.new", "value": 12_000},
            {"parameter": "community_facility.cap", "value": 500_000},
        ],
    ),
    (
        "county_finance",
        "护理员岗位补贴入职起发放",
        [{"parameter": "carer.post_allowance.years", "choice": "0-3-5"}],
    ),
)


def make_scenarios(now: datetime) -> dict[str, int]:
    """Once; the costs are computed anew each time."""
    made = 0
    for username, name, changes in TOLD:
        with enter(system_scope("make_scenarios")):
            account = Account.objects.filter(username=username, is_demo=True).first()
            if account is None or Scenario.objects.filter(name=name).exists():
                continue
            scope = territory.scope_of(account, now=now)
        with enter(scope):
            operations.make_scenario(
                name=name, changes=changes, first_year=now.year + 1, years=YEARS, scope=scope, now=now
            )
        made += 1
    return {"scenarios": made, "readings": operations.compute_alternatives(now=now)}
