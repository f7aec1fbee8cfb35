"""Scenarios by JSON: make and run one, its figures beside today's, several compared."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from chongyang.api.needs import Bearer, scope_of
from chongyang.api.problems import Problem
from chongyang.api.shapes import Body, plain
from chongyang.core.clock import now
from chongyang.policy.rules.engine.values import short_name
from chongyang.policy.rules.promises import load_parameters
from chongyang.scenarios import operations, queries
from chongyang.scenarios.queries import Kept
from chongyang.scenarios.rules.running import basis_of
from chongyang.territory.enums import TokenName

scenarios = Router(tags=["scenarios"], auth=Bearer(TokenName.SCENARIOS))
MOST = 4
Year = Annotated[int, Field(ge=1, le=9999)]
Change = dict[str, Any]


class ScenarioBody(Body):
    """`changes` as in a scenario's file: a parameter with `value`, `choice` or `payers`; overlay; fund."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    first_year: Year
    years: Year = 5
    goes_on: bool = True
    changes: Annotated[list[Change], Field(max_length=40)]


class ScenarioRow(Schema):
    id: UUID
    name: str
    area: int
    first_year: int
    years: int
    goes_on: bool
    changes: list[Change]
    made_at: datetime


class ScenarioSum(Schema):
    """Money in fen of one year, county, payer level, fund and programme, on both sides."""

    year: int
    area: int
    level: str
    fund: str
    programme: str
    today_fen: int
    scenario_fen: int


class ScenarioEffect(Schema):
    """Payees of one year, county and programme; who gains and loses against today, never who they are."""

    year: int
    area: int
    programme: str
    payees_today: int
    payees_scenario: int
    gains: int
    gain_fen: int
    loses: int
    loss_fen: int
    undecided: int


class ScenarioFigures(Schema):
    """`subjects`: where payees come from and what is assumed; `people`: elders by county and year."""

    scenario: ScenarioRow
    ran_at: datetime
    digest: str
    people: dict[str, list[int]]
    subjects: dict[str, dict[str, Any]]
    sums: list[ScenarioSum]
    effects: list[ScenarioEffect]


class ReadingCost(Schema):
    """What one reading would cost the whole city over the years, by payer level, as last computed."""

    alternative: str
    level: str
    first_year: int
    years: int
    fen: int
    computed_at: datetime


def _figures(kept: Kept) -> dict[str, Any]:
    return {
        "scenario": plain(kept.scenario, ScenarioRow),
        "ran_at": kept.run.ran_at,
        "digest": kept.run.digest,
        "people": kept.run.people,
        "subjects": {code: {"rows": count, **basis_of(code)} for code, count in kept.run.subjects.items()},
        "sums": [plain(one, ScenarioSum) for one in kept.sums],
        "effects": [plain(one, ScenarioEffect) for one in kept.effects],
    }


@scenarios.get("/scenarios", response=list[ScenarioRow], operation_id="list_scenarios")
def list_scenarios(request: HttpRequest, put_away: bool = False) -> list[dict[str, Any]]:
    """The newest hundred within reach."""
    rows = queries.list_scenarios(scope_of(request), now=now(), put_away=put_away)
    return [plain(row, ScenarioRow) for row in rows]


@scenarios.post("/scenarios", response=ScenarioFigures, operation_id="make_scenario")
def make_scenario(request: HttpRequest, body: ScenarioBody) -> dict[str, Any]:
    """Keep a scenario, run it, and give its figures."""
    scope, moment = scope_of(request), now()
    row = operations.make_scenario(**body.dict(), scope=scope, now=moment)
    return _figures(queries.get_kept(scope, row.id, now=moment))


@scenarios.get("/scenarios/compare", response=list[ScenarioFigures], operation_id="compare_scenarios")
def compare_scenarios(
    request: HttpRequest, scenario: Annotated[list[UUID], Query(min_length=2, max_length=MOST)]
) -> list[dict[str, Any]]:
    """Two to four beside each other, in the order asked for."""
    return [_figures(one) for one in queries.compare(scope_of(request), scenario, now=now())]


@scenarios.get("/scenarios/readings/{name}", response=list[ReadingCost], operation_id="list_reading_costs")
def list_reading_costs(request: HttpRequest, name: str) -> list[dict[str, Any]]:
    """The costs of an interpretation's readings, from last night's computing."""
    if name not in {short_name(row) for row in load_parameters() if row.alternatives}:
        raise Problem("not-found")
    return [plain(row, ReadingCost) for row in queries.list_alternative_costs(name)]


@scenarios.get("/scenarios/{uuid:scenario}", response=ScenarioFigures, operation_id="get_scenario")
def get_scenario(request: HttpRequest, scenario: UUID) -> dict[str, Any]:
    """The figures of the newest run."""
    return _figures(queries.get_kept(scope_of(request), scenario, now=now()))


@scenarios.post("/scenarios/{uuid:scenario}/runs", response=ScenarioFigures, operation_id="run_scenario")
def run_scenario(request: HttpRequest, scenario: UUID) -> dict[str, Any]:
    """Run it again over the rows of today."""
    operations.run_scenario(scenario=scenario, scope=scope_of(request), now=now())
    return get_scenario(request, scenario)


@scenarios.post("/scenarios/{uuid:scenario}/put-away", response=ScenarioRow, operation_id="put_scenario_away")
def put_away(request: HttpRequest, scenario: UUID) -> dict[str, Any]:
    """Out of the list; its figures stay."""
    return plain(operations.put_away(scenario=scenario, scope=scope_of(request), now=now()), ScenarioRow)
