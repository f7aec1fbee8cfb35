"""The ledger of a demo city: every item of 2018 given, two quarters of reports, what was closed, letters and
a meeting. Invented, and each text says so. Runs and reports go in sets, letters and the meeting by the room's
operations; a second run changes nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID
from zlib import crc32

from chongyang.core import bulk, events
from chongyang.core.access import enter
from chongyang.core.keys import named_key
from chongyang.core.models import Case, Step
from chongyang.core.models.cases import StageHolder
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.duties import operations
from chongyang.duties.models import Progress, Run
from chongyang.duties.rules.items import Item, by_key, load_items
from chongyang.duties.rules.lifecycles import RUN
from chongyang.indicators.rules.periods import Period
from chongyang.territory.models import Organisation
from chongyang.workshop.duties_office import meet, remind, write_letters
from chongyang.workshop.duties_people import DAY, LIAISONS, OFFICE, SECOND, THIRD, People
from chongyang.workshop.papers import scope_of

PLAN, SPONSOR = "2018-34", "city.development-reform"
GIVEN_AT = datetime(2018, 8, 20, 2, tzinfo=UTC)
REPORTS = (
    (Period(2018, 3), datetime(2018, 10, 10, 2, tzinfo=UTC)),
    (Period(2018, 4), datetime(2019, 1, 8, 2, tzinfo=UTC)),
)
LAST = (Period(2020, 4), datetime(2020, 12, 20, 2, tzinfo=UTC))
CLOSED_IN = {2018: datetime(2018, 12, 26, 2, tzinfo=UTC), 2020: datetime(2020, 12, 28, 2, tzinfo=UTC)}
BASIS = "演示：领导小组第一次会议纪要（虚构）"
PROBLEMS = (
    "演示：设施用地尚未落实，需国土、规划部门协调。",
    "演示：县级配套资金未到位。",
    "演示：部门数据口径不一致，需统一。",
)


def make_duties(now: datetime) -> dict[str, int]:
    """How many of each were made; nothing where duties were given already, or without the demo's accounts."""
    with enter(system_scope("demo duties")):
        stands = Run.objects.exists()
    names = (OFFICE, SECOND, THIRD, "supervision_officer2", *LIAISONS.values())
    people = People({name: scope for name in names if (scope := scope_of(name, now))})
    if stands or len(people.scopes) < len(names):
        return {}
    made = _make_runs(people)
    made["letters"] = write_letters(people)
    made["matters"] = meet(people)
    made["proposals"] = remind(people, now)
    return made


def _share(*words: str) -> int:
    """From 0 to 99, the same for the same words whenever it is asked."""
    return crc32("/".join(words).encode()) % 100


def _make_runs(people: People) -> dict[str, int]:
    with enter(system_scope("demo duties")):
        units = {row.key: row for row in Organisation.objects.order_by("key")}
        runs = [
            _run(item, units[key], people)
            for item in load_items()
            if item.document == PLAN
            for key in _answering(item)
        ]
        bulk.create(runs)
        bulk.create([_case(run) for run in runs])
        taken = [(run, step) for run in runs for step in _steps(run, people)]
        bulk.create([_holder(run, step) for run, step in taken])
        bulk.create([_step(run, step) for run, step in taken])
        reports = [report for run in runs for report in _reports(run, people)]
        bulk.create(reports)
        events.record_many("duties.run.given", [_given(run) for run in runs], by=SYSTEM, now=GIVEN_AT)
    return {"runs": len(runs), "reports": len(reports)}


def _given(run: Run) -> events.Happened:
    return events.Happened(
        area=run.area,
        subject_type="duties.run",
        subject=run.id,
        organisation=run.organisation,
        payload={"item": run.item},
    )


def _answering(item: Item) -> tuple[str, ...]:
    """Whom the plan names, else the first unit beside it, else the plan's sponsor."""
    named = operations.proposed_for(item, GIVEN_AT.date())
    return named or (item.co_owners[0] if _is_one(item.co_owners) else SPONSOR,)


def _is_one(keys: Sequence[str]) -> bool:
    return bool(keys) and not keys[0].startswith("group.")


def _run(item: Item, unit: Organisation, people: People) -> Run:
    closed_at = CLOSED_IN[item.by.year] if _is_closed(item, unit.key) else None
    return Run(
        id=named_key("demo-duty", f"{item.key}/{unit.key}"),
        item=item.key,
        clause=item.clause,
        part="owner",
        organisation=unit.id,
        organisation_key=unit.key,
        area=unit.area,
        basis="" if item.is_owned else BASIS,
        due_on=item.by,
        state="closed" if closed_at else "assigned",
        assigned_on=GIVEN_AT.date(),
        assigned_at=GIVEN_AT,
        assigned_by=people.account(OFFICE),
        closed_at=closed_at,
    )


def _is_closed(item: Item, unit: str) -> bool:
    """Three of four were closed in time; what the journeys of a demo look at is among the rest."""
    return _share(item.key, unit) < 75


def _case(run: Run) -> Case:
    number = 4 if run.closed_at else 1
    at = run.closed_at or GIVEN_AT
    return Case(
        id=run.id,
        lifecycle=RUN,
        version=1,
        state=run.state,
        area=run.area,
        organisation=run.organisation,
        opened_at=GIVEN_AT,
        entered_at=at,
        timed_from=at,
        ended_at=run.closed_at,
        last_number=number,
        entered_number=number,
    )


@dataclass(frozen=True)
class _Taken:
    number: int
    action: str
    source: str
    target: str
    stage: str
    who: UUID
    role: str
    at: datetime


def _steps(run: Run, people: People) -> Iterator[_Taken]:
    office = people.account(OFFICE)
    yield _Taken(1, "open", "", "assigned", "assignment", office, "leading_group_office", GIVEN_AT)
    if run.closed_at is None:
        return
    at, unit = run.closed_at, people.liaison(run.organisation_key)
    yield _Taken(2, "answer", "assigned", "answered", "answer", unit, "liaison", at - 3 * DAY)
    second, third = people.account(SECOND), people.account(THIRD)
    yield _Taken(3, "confirm", "answered", "checked", "check", second, "leading_group_office", at - DAY)
    yield _Taken(4, "close", "checked", "closed", "closing", third, "supervision_officer", at)


def _holder(run: Run, step: _Taken) -> StageHolder:
    return StageHolder(
        case_id=run.id,
        holder=step.who,
        stage=step.stage,
        at=step.at,
        area=run.area,
        organisation=run.organisation,
    )


def _step(run: Run, step: _Taken) -> Step:
    return Step(
        case_id=run.id,
        number=step.number,
        action=step.action,
        source=step.source,
        target=step.target,
        stage=step.stage,
        actor_account=step.who,
        actor_kind="person",
        actor_role=step.role,
        actor_label=step.role,
        at=step.at,
        how="demo",
        area=run.area,
        organisation=run.organisation,
    )


def _reports(run: Run, people: People) -> Iterator[Progress]:
    """Two quarters of 2018, of one in twelve the second is missing; of what was closed the last one too."""
    for place, (period, at) in enumerate(REPORTS):
        is_done = run.closed_at is not None and run.closed_at < at
        if place and not is_done and _share(run.item, run.organisation_key, "silent") < 8:
            continue
        yield _report(
            run, period, min(at, run.closed_at - 4 * DAY) if is_done and run.closed_at else at, people
        )
    if run.closed_at and run.closed_at.year == LAST[0].year:
        yield _report(run, *LAST, people)


def _report(run: Run, period: Period, at: datetime, people: People) -> Progress:
    item = by_key()[run.item]
    is_done = run.closed_at is not None and at <= run.closed_at <= at + 10 * DAY
    percent = 100 if is_done else _percent(run, item, period)
    reached = [
        one.target for one in item.milestones if is_done or (one.by <= period.days.last and percent > 90)
    ]
    trouble = _share(run.item, run.organisation_key, "problem")
    return Progress(
        id=named_key("demo-report", f"{run.id}/{period}"),
        run=run,
        organisation=run.organisation,
        area=run.area,
        period=str(period),
        until_on=period.days.until,
        done=f"演示：{item.what}，本季按计划推进（虚构数据）。",
        percent=percent,
        reached=reached,
        problem=PROBLEMS[trouble % 3] if trouble < 10 and not is_done else "",
        own_light="yellow" if trouble < 5 and not is_done else "green",
        told_at=at,
        told_by=people.liaison(run.organisation_key),
    )


def _percent(run: Run, item: Item, period: Period) -> int:
    """Near the time that has passed, for one in seven far behind it."""
    whole = (item.by - GIVEN_AT.date()).days
    passed = min(95, max(5, (period.days.until - GIVEN_AT.date()).days * 100 // whole))
    luck = _share(run.item, run.organisation_key, "pace")
    return max(5, passed - 35) if luck < 14 else min(95, passed + luck % 9)
