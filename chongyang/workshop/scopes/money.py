"""The desks of money in check_scope: cases, awards, payees, payments explained, scenarios, page by page."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from chongyang.api import scenarios
from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.funding.models import Application, Award
from chongyang.scenarios.models import Scenario
from chongyang.territory.enums import Role, TokenName
from chongyang.territory.rules.capabilities import BY_MANDATE, Can, can
from chongyang.treasury.models import Batch, Payee, PaymentOrder
from chongyang.workshop.scopes import api
from chongyang.workshop.scopes.asking import may
from chongyang.workshop.scopes.rule import is_inside, reaches
from chongyang.workshop.scopes.sample import AREAS, Sample, scope_at
from chongyang.workshop.scopes.visit import Visit

Found = set[Any]
HANDLES, READS = may(Can.HANDLE_FUNDING), may(Can.READ_MONEY)
YEAR = 2000


def add_rows(sample: Sample, now: datetime) -> None:
    """A scenario of every kind of area."""
    told = {"changes": [], "first_year": YEAR, "years": 1, "made_at": now}
    for area in AREAS.values():
        sample.add(Scenario(area=area, last=area, name="check", **told))


def _is_own_side(role: Role) -> bool:
    return READS(role) or role in BY_MANDATE


PAGES: tuple[tuple[str, Any, Callable[[Role], bool], str, str], ...] = (
    ("funding cases", Application, HANDLES, "/funding/", "/funding/cases/{}/"),
    ("awards", Award, HANDLES, "/funding/awards/", "/funding/awards/{}/"),
    ("payees", Payee, READS, "/treasury/", "/treasury/payees/{}/"),
    ("payment batches", Batch, READS, "/treasury/", "/treasury/batches/{}/"),
    ("payments explained", PaymentOrder, _is_own_side, "/treasury/mine/", "/yuan/{}/"),
)


def expected_of(model: Any, rule: Callable[[Role], bool]) -> Callable[[Visit], Found]:
    """The rows of the chosen persons that this post reaches."""

    def expected(visit: Visit) -> Found:
        who = visit.who
        return {row.pk for row in _rows(visit, model) if rule(who.role) and reaches(who, row)}

    return expected


def _rows(visit: Visit, model: Any) -> list[Any]:
    areas = {row.area for row in visit.sample.rows[Payee] if row.person in visit.sample.chosen}
    return [row for row in visit.sample.rows[model] if row.area in areas]


def opened_at(model: Any, first: str, path: str) -> Callable[[Visit], Found]:
    """Each row by its own address; of whom the desk refuses, the last one alone is asked for."""

    def found(visit: Visit) -> Found:
        rows = _rows(visit, model)
        tried = rows if visit.get(first) or visit.get("/treasury/") else rows[-1:]
        return {row.pk for row in tried if visit.get(path.format(row.pk))}

    return found


def expected_scenarios(visit: Visit) -> Found:
    """Of the areas of the post, also for who may know no person."""
    rows = visit.sample.rows[Scenario] if can(visit.who.role, Can.RUN_SCENARIOS) else []
    return {str(row.pk) for row in rows if is_inside(visit.who, row.area)}


def shown_scenarios(visit: Visit) -> Found:
    return _named(visit.get("/scenarios/"), visit)


def told_scenarios(visit: Visit) -> Found:
    """The JSON door; refused or told."""
    with enter(system_scope("check_scope")):
        scope = scope_at(visit.who, visit.now)
    try:
        with enter(scope):
            rows = scenarios.list_scenarios(api.asked(scope, TokenName.SCENARIOS))
    except api.REFUSED:
        return set()
    return _named(str([row["id"] for row in rows]), visit)


def _named(text: str, visit: Visit) -> Found:
    return {key for key in (str(row.pk) for row in visit.sample.rows[Scenario]) if key in text}
