"""Writes of scenarios: make one and run it, run it again, put it away; what each reading would cost."""

import hashlib
import json
from collections import defaultdict
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.scopes import Scope, system_scope
from chongyang.core.texts import is_line
from chongyang.core.words import N_
from chongyang.policy import queries as policy
from chongyang.policy.rules.engine.deciding import LEVELS
from chongyang.policy.rules.engine.values import Decided, short_name
from chongyang.policy.rules.promises import Parameter, load_parameters
from chongyang.scenarios import queries
from chongyang.scenarios.models import AlternativeCost, Effect, Run, Scenario, Sum
from chongyang.scenarios.permissions import reach_of
from chongyang.scenarios.rules.changes import (
    FIRST_YEAR,
    LAST_YEAR,
    Change,
    UnableToSimulate,
    read_changes,
)
from chongyang.scenarios.rules.facts import Facts
from chongyang.scenarios.rules.running import Asked, Outcome, run

MOST_YEARS, NAME_LENGTH = 10, 80
NO_NAME = N_("请给方案取一个名字，不超过八十个字。")
BAD_YEARS = N_("起始年份须在2014年至2100年之间，推算一至十年。")
NO_AREA = N_("您的岗位没有管理范围，无法测算。")
BATCH = 1000
YEARS_OF_ALTERNATIVES = 3


@transaction.atomic
def make_scenario(
    *,
    name: str,
    changes: object,
    first_year: int,
    years: int,
    goes_on: bool = True,
    scope: Scope,
    now: datetime,
) -> Scenario:
    """Keep a scenario and run it at once. Raises UnableToSimulate with a sentence."""
    reach = reach_of(scope, now)
    within = queries.intervals_of(scope, now)
    if not within:
        raise UnableToSimulate(NO_AREA)
    read = read_changes(changes, within)
    _check(name, first_year, years)
    row = Scenario(
        area=within[0][0],
        last=within[-1][1],
        name=name.strip(),
        changes=[change.as_data() for change in read],
        first_year=first_year,
        years=years,
        goes_on=goes_on,
        made_by=scope.actor.account,
        made_at=now,
    )
    with enter(reach):
        row.save(force_insert=True)
        _record("made", row, scope, now)
        _run(row, read, scope, now)
    return row


def _check(name: str, first_year: int, years: int) -> None:
    if not name.strip() or len(name.strip()) > NAME_LENGTH or not is_line(name):
        raise UnableToSimulate(NO_NAME)
    if not (FIRST_YEAR <= first_year <= LAST_YEAR and 1 <= years <= MOST_YEARS):
        raise UnableToSimulate(BAD_YEARS)


@transaction.atomic
def run_scenario(*, scenario: UUID, scope: Scope, now: datetime) -> Run:
    """Run a kept scenario again over the rows of today; the former runs stay."""
    row = queries.access_scenario(scope, scenario, now=now)
    with enter(reach_of(scope, now)):
        return _run(row, read_changes(row.changes), scope, now)


def _run(row: Scenario, changes: tuple[Change, ...], scope: Scope, now: datetime) -> Run:
    asked = Asked(changes=changes, first_year=row.first_year, years=row.years, goes_on=row.goes_on)
    found = queries.simulate(scope, asked, now=now)
    made = Run(
        scenario=row,
        area=row.area,
        ran_at=now,
        digest=digest_of(found),
        people={str(county): list(counts) for county, counts in found.growth.people.items()},
        subjects=dict(found.subjects),
    )
    made.save(force_insert=True)
    Sum.objects.bulk_create([_row(Sum, made, one) for one in found.sums], batch_size=BATCH)
    Effect.objects.bulk_create([_row(Effect, made, one) for one in found.effects], batch_size=BATCH)
    _record("run", row, scope, now)
    return made


def _row(kind: Any, made: Run, one: Any) -> Any:
    told = asdict(one)
    return kind(run=made, area=told.pop("county"), **told)


def digest_of(found: Outcome) -> str:
    """The same rows and rules give the same digest."""
    told = [[asdict(one) for one in found.sums], [asdict(one) for one in found.effects]]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def put_away(*, scenario: UUID, scope: Scope, now: datetime) -> Scenario:
    """Take a scenario out of the list; its figures stay. Repeating it changes nothing."""
    row = queries.access_scenario(scope, scenario, now=now)
    if row.put_away_at is None:
        with enter(reach_of(scope, now)):
            row.put_away_at = now
            row.save(update_fields=["put_away_at"])
            _record("put_away", row, scope, now)
    return row


@transaction.atomic
def note_export(*, scenarios: list[UUID], form: str, scope: Scope, now: datetime) -> None:
    """Sums leave the program: written down, one event a scenario."""
    for one in scenarios:
        row = queries.access_scenario(scope, one, now=now)
        with enter(reach_of(scope, now)):
            _record("exported", row, scope, now, form=form)


def _record(verb: str, row: Scenario, scope: Scope, now: datetime, **more: str) -> None:
    events.record(
        f"scenarios.scenario.{verb}",
        by=scope.actor,
        now=now,
        area=row.area,
        subject_type="scenario",
        subject=row.id,
        payload={"changes": len(row.changes), "years": row.years, **more},
    )


@transaction.atomic
def compute_alternatives(*, now: datetime, parameter: str = "") -> int:
    """What each reading of each interpretation would cost the city over three years, for the public pages.

    Only programmes whose rule asks for it are run. Returns how many readings were computed.
    """
    scope = system_scope("alternatives")
    with enter(scope):
        facts, decided = queries.get_facts(scope, now), policy.get_decided()
        held = [row for row in load_parameters() if row.alternatives]
        wanted = [row for row in held if not parameter or short_name(row) == parameter]
        return sum(_alternatives_of(row, facts, decided, now) for row in wanted)


def _alternatives_of(row: Parameter, facts: Facts, decided: Decided, now: datetime) -> int:
    name = short_name(row)
    programmes = tuple(one.code for one in queries.programmes_resting_on(name, decided, now))
    if not programmes:
        return 0
    asked = Asked(changes=(), first_year=now.year, years=YEARS_OF_ALTERNATIVES, programmes=programmes)
    for code in row.alternatives:
        change = Change(name=name, kind="choice", choice=code)
        found = run(replace(asked, changes=(change,)), facts, decided)
        totals: dict[str, int] = defaultdict(int, dict.fromkeys(LEVELS, 0))
        for one in found.sums:
            totals[one.level] += one.scenario_fen
        for level, fen in totals.items():
            AlternativeCost.objects.update_or_create(
                parameter=name,
                alternative=code,
                level=level,
                defaults={
                    "fen": fen,
                    "first_year": asked.first_year,
                    "years": asked.years,
                    "computed_at": now,
                },
            )
    return len(row.alternatives)
