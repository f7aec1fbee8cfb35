"""Reads of scenarios: what they start from, the kept ones, their figures. The areas are those of the post."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from chongyang.core.access import enter, visible
from chongyang.core.scopes import Interval, Scope
from chongyang.policy import queries as policy
from chongyang.policy.rules.engine.steps import trace
from chongyang.policy.rules.engine.values import Decided, NotInForce
from chongyang.policy.rules.programmes import Programme, load_programmes
from chongyang.providers import queries as providers
from chongyang.registry import queries as registry
from chongyang.scenarios.models import AlternativeCost, Effect, Run, Scenario, Sum
from chongyang.scenarios.permissions import reach_of
from chongyang.scenarios.rules.demography import band_of, load_rates
from chongyang.scenarios.rules.facts import Facts, county_of, places_frame
from chongyang.scenarios.rules.running import Asked, Outcome, run
from chongyang.territory import queries as territory

LISTED = 100
SHANGHAI = ZoneInfo("Asia/Shanghai")
HUNDRED = 100


class NotFound(Exception):
    """No such scenario within reach."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A scenario with its newest run and the figures of it."""

    scenario: Scenario
    run: Run
    sums: tuple[Sum, ...]
    effects: tuple[Effect, ...]


def intervals_of(scope: Scope, now: datetime) -> tuple[Interval, ...]:
    """The areas that a scenario of this reader covers."""
    reach = reach_of(scope, now)
    return (territory.city_interval(),) if reach.system else reach.intervals


def get_facts(scope: Scope, now: datetime) -> Facts:
    """Places, areas and elders within reach: four statements, the elders as sums by county and age."""
    reach, within = reach_of(scope, now), intervals_of(scope, now)
    places = [row for span in within for row in providers.list_providers(within=span)]
    return Facts(
        places_frame([_place(row) for row in places]),
        _areas("county", within),
        _areas("street", within),
        _elders(reach, now),
    )


def _place(row: Any) -> tuple[Any, ...]:
    opened = row.opened_on.year if row.opened_on else None
    sizes = (row.floor_area_sqm, row.beds, row.residents)
    return (row.area, county_of(row.area), row.kind, row.owner_kind, *sizes, opened, row.id.int % HUNDRED)


def _areas(level: str, within: Iterable[Interval]) -> tuple[int, ...]:
    found = territory.list_areas(level).values_list("first", "last")
    spans = list(within)
    return tuple(first for first, last in found if any(low <= first and last <= high for low, high in spans))


def _elders(reach: Scope, now: datetime) -> dict[int, tuple[int, ...]]:
    rates = load_rates()
    found: dict[int, list[int]] = defaultdict(lambda: [0] * len(rates.bands))
    with enter(reach):
        for county, age, count in registry.count_ages(reach, now.astimezone(SHANGHAI).date()):
            place = band_of(age, rates)
            if place is not None:
                found[county][place] += count
    return {county: tuple(counts) for county, counts in found.items()}


def simulate(scope: Scope, asked: Asked, *, now: datetime) -> Outcome:
    """Run without keeping anything."""
    return run(asked, get_facts(scope, now), policy.get_decided())


def list_scenarios(scope: Scope, *, now: datetime, put_away: bool = False) -> list[Scenario]:
    """The scenarios within reach, the newest first."""
    reach = reach_of(scope, now)
    with enter(reach):
        rows: QuerySet[Scenario] = visible(Scenario.objects.all(), reach)
        return list(rows.filter(put_away_at__isnull=not put_away).order_by("-made_at", "id")[:LISTED])


def access_scenario(scope: Scope, scenario: UUID, *, now: datetime) -> Scenario:
    """One scenario within reach. Raises NotFound."""
    reach = reach_of(scope, now)
    with enter(reach):
        row = visible(Scenario.objects.all(), reach).filter(id=scenario).first()
    if row is None:
        raise NotFound(scenario)
    return row


def get_kept(scope: Scope, scenario: UUID, *, now: datetime) -> Kept:
    """A scenario with the figures of its newest run. Raises NotFound."""
    row, reach = access_scenario(scope, scenario, now=now), reach_of(scope, now)
    with enter(reach):
        newest = Run.objects.filter(scenario=row).order_by("-ran_at", "-id").first()
        if newest is None:
            raise NotFound(scenario)
        sums = Sum.objects.filter(run=newest).order_by("year", "area", "programme", "level", "fund")
        effects = Effect.objects.filter(run=newest).order_by("year", "area", "programme")
        return Kept(row, newest, tuple(sums), tuple(effects))


def compare(scope: Scope, scenarios: Sequence[UUID], *, now: datetime) -> list[Kept]:
    """Several scenarios in the order asked for, each once. Raises NotFound."""
    return [get_kept(scope, one, now=now) for one in dict.fromkeys(scenarios)]


def programmes_resting_on(parameter: str, decided: Decided, now: datetime) -> list[Programme]:
    """The programmes whose rule asks for a parameter under some reading of it."""
    values = decided.values_on(now.astimezone(SHANGHAI).date(), {"plan.after_period": "until_replaced"})
    held = values.held.get(parameter)
    found = []
    for programme in load_programmes():
        for code in (held.alternatives if held else None) or [""]:
            choices = {"plan.after_period": "until_replaced"} | ({parameter: code} if code else {})
            try:
                steps = trace(programme.function, decided.values_on(values.on, choices))
            except NotInForce:
                continue
            if any(name.partition(":")[2] == parameter for one in steps for name in one.rests_on):
                found.append(programme)
                break
    return found


def list_alternative_costs(parameter: str) -> list[AlternativeCost]:
    """What each alternative would cost the city, as last computed; public."""
    rows = AlternativeCost.objects.filter(parameter=parameter)
    return list(rows.order_by("alternative", "level"))
