"""Many cases of a working life cycle opened at once, with the steps that follow at once, in a few statements.

For doors that must be quick and for jobs over sets: what `cases.open_case` and `cases.perform` write one by
one. No hook is called: the room that opens them has written its rows already.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from chongyang.core import bulk, events
from chongyang.core.lifecycles import decide, registry
from chongyang.core.lifecycles.table import Lifecycle
from chongyang.core.models.cases import Case, Step
from chongyang.core.operations.cases import OPEN, UnableToStep
from chongyang.core.scopes import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One step that follows the opening at once."""

    action: str
    reason: str = ""
    how: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict)
    facts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One case to open. `by`: who opens it, where one set holds the doings of several."""

    case_id: UUID
    area: int
    organisation: UUID | None = None
    person: UUID | None = None
    pace: str = ""
    how: str = ""
    taken: tuple[Taken, ...] = ()
    by: Actor | None = None


def open_many(*, lifecycle: str, openings: Sequence[Opening], by: Actor, now: datetime) -> None:
    """Begin these cases of a working life cycle; raises UnableToStep where a step may not follow."""
    table = registry.get(lifecycle)
    if table.deciding:
        raise ValueError(f"{lifecycle} is a deciding table: its cases are opened one by one")
    cases: list[Case] = []
    steps: list[Step] = []
    told: list[tuple[str, events.Happened]] = []
    for one in openings:
        case, taken = _walked(table, one, one.by or by, now)
        cases.append(case)
        steps += taken
        told += [(f"{lifecycle}.{step.action}", _told(step, one.by)) for step in taken]
    bulk.create(cases)
    bulk.create(steps)
    events.record_mixed(told, by=by, now=now)


def _walked(table: Lifecycle, one: Opening, by: Actor, now: datetime) -> tuple[Case, list[Step]]:
    case = Case(
        id=one.case_id,
        lifecycle=table.name,
        version=table.version,
        state=table.initial,
        pace=one.pace,
        area=one.area,
        organisation=one.organisation,
        person=one.person,
        opened_at=now,
        entered_at=now,
        timed_from=now,
        last_number=len(one.taken) + 1,
    )
    steps = [_step(case, 1, Taken(action=OPEN, how=one.how), "", by, now)]
    for number, taken in enumerate(one.taken, start=2):
        source = case.state
        case.state = _target(table, source, taken, by)
        case.entered_number = number if case.state != source else case.entered_number
        steps.append(_step(case, number, taken, source, by, now))
    firings = table.schedule(case.state, case.pace)
    case.due_at = now + firings[0][0] if firings else None
    case.ended_at = now if table.state(case.state).final else None
    return case, steps


def _target(table: Lifecycle, state: str, taken: Taken, by: Actor) -> str:
    doer = decide.Doer(by.account, frozenset([by.role]), system=by.kind == "system")
    outcome = decide.step(table, state, taken.action, doer=doer, facts=taken.facts, reason=taken.reason)
    if isinstance(outcome, decide.Refusal):
        raise UnableToStep(outcome.reason, lacking=outcome.lacking)
    return outcome.target


def _step(case: Case, number: int, taken: Taken, source: str, by: Actor, now: datetime) -> Step:
    return Step(
        case=case,
        number=number,
        action=taken.action,
        source=source,
        target=case.state,
        actor_account=by.account,
        actor_kind=by.kind,
        actor_role=by.role,
        actor_label=by.label,
        at=now,
        reason=taken.reason,
        how=taken.how,
        evidence=dict(taken.evidence),
        area=case.area,
        organisation=case.organisation,
        person=case.person,
    )


def _told(step: Step, by: Actor | None) -> events.Happened:
    """As a single step's event says it."""
    payload = {
        "number": step.number,
        "source": step.source,
        "target": step.target,
        "stage": None,
        "how": step.how,
    }
    return events.Happened(
        area=step.area,
        subject_type="core.case",
        subject=step.case_id,
        organisation=step.organisation,
        person=step.person,
        payload=payload,
        by=by,
    )
