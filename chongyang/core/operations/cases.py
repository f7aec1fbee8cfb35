"""Runs life cycles: opens cases, takes steps, fires timers. The tables decide; this writes it down."""

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from chongyang.core import access, events
from chongyang.core.keys import new_key
from chongyang.core.lifecycles import decide, registry
from chongyang.core.lifecycles.hooks import hooks_for
from chongyang.core.lifecycles.table import Lifecycle
from chongyang.core.models.cases import Case, StageHolder, Step
from chongyang.core.scopes import SYSTEM, Actor, system_scope
from chongyang.core.words import N_

log = logging.getLogger(__name__)

OPEN = "open"
ALREADY_DONE = N_("此操作已经办理过")
TIMER_PAUSE = timedelta(minutes=1)
"""A timer whose step failed is tried again after this long; the failure is logged, the case is not lost."""


class UnableToStep(Exception):
    """A refused step; `reason` is Chinese source text. A repetition tells by whom it was done, and when."""

    def __init__(
        self,
        reason: str,
        *,
        lacking: tuple[str, ...] = (),
        done_by: str = "",
        done_at: datetime | None = None,
    ) -> None:
        super().__init__(gettext(reason))
        self.reason, self.lacking, self.done_by, self.done_at = reason, lacking, done_by, done_at


@dataclass(frozen=True)
class _Said:
    """What comes with a step from the door."""

    by: Actor
    now: datetime
    reason: str = ""
    how: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict)
    on_behalf_of: UUID | None = None


@transaction.atomic
def open_case(
    *,
    lifecycle: str,
    area: int,
    by: Actor,
    now: datetime,
    organisation: UUID | None = None,
    person: UUID | None = None,
    case_id: UUID | None = None,
    pace: str = "",
    how: str = "",
    evidence: Mapping[str, Any] | None = None,
    on_behalf_of: UUID | None = None,
) -> Case:
    """Begin a case in the initial state of the newest version; the opening is its step 1.

    In a deciding case who opens it holds the opening stage, and so no later one.
    """
    table = registry.get(lifecycle)
    case = Case(
        id=case_id or new_key(),
        lifecycle=table.name,
        version=table.version,
        state=table.initial,
        pace=pace,
        area=area,
        organisation=organisation,
        person=person,
        opened_at=now,
        entered_at=now,
        timed_from=now,
    )
    case.due_at = _next_due(table, case)
    case.save(force_insert=True)
    said = _Said(by, now, how=how, evidence=evidence or {}, on_behalf_of=on_behalf_of)
    stage = table.opening_stage if by.account else None
    _hold(case, stage, said)
    return _write(case, OPEN, source="", stage=stage, said=said)


@transaction.atomic
def perform(
    *,
    case: Case,
    action: str,
    by: Actor,
    now: datetime,
    roles: Collection[str] | None = None,
    facts: Collection[str] = frozenset(),
    reason: str = "",
    how: str = "",
    evidence: Mapping[str, Any] | None = None,
    on_behalf_of: UUID | None = None,
) -> Case:
    """Take one step under the lock of the case, and return the case as it is then.

    `roles` are those that the person holds for this case (default: the actor's). Raises UnableToStep.
    """
    locked = Case.objects.select_for_update(of=("self",)).get(id=case.id)
    table = registry.get(locked.lifecycle, locked.version)
    held = frozenset(roles if roles is not None else [by.role])
    doer = decide.Doer(by.account, held, system=by.kind == "system", on_behalf_of=on_behalf_of)
    outcome = _decide(locked, table, action, doer, facts, reason)
    said = _Said(by, now, reason.strip(), how, evidence or {}, on_behalf_of)
    stage = None if doer.system else outcome.action.stage
    _hold(locked, stage, said)
    source = _move(locked, table, outcome, now)
    return _write(locked, action, source=source, stage=stage, said=said)


def hold(*cases: UUID) -> None:
    """Nobody else takes a step of these cases until the running transaction ends.

    For operations that read rows before their step: what is read after this stays true. Cases are locked in
    one order, and before any row of theirs, so that two operations wait for each other and never both.
    """
    held = Case.objects.filter(id__in=cases).order_by("id").select_for_update(of=("self",))
    list(held.values_list("id", flat=True))


def try_step(about: str, take: Callable[[], object]) -> bool:
    """A step that a job takes, whole or not at all. One that its case refuses is told in the log and holds up
    no other; `about` names the case, and no person.
    """
    try:
        with transaction.atomic():
            take()
    except UnableToStep as refused:
        log.error("%s: %s", about, type(refused).__name__)
        return False
    return True


def fire_due_timers(*, now: datetime, limit: int = 100) -> int:
    """Do what up to `limit` due timers ask for, each in a transaction of its own; returns how many fired.

    Cases that another worker holds are left to it. What was missed while nobody ran is made up for in order.
    """
    fired = 0
    while fired < limit and _fire_next(now):
        fired += 1
    return fired


def _decide(
    case: Case, table: Lifecycle, action: str, doer: decide.Doer, facts: Collection[str], reason: str
) -> decide.Outcome:
    result = decide.step(
        table,
        case.state,
        action,
        doer=doer,
        facts=facts,
        reason=reason,
        prior_holders=_holders(case) if table.deciding else {},
        votes=_votes(case, table, action),
    )
    if isinstance(result, decide.Refusal):
        raise _unable(case, action, result)
    return result


def _unable(case: Case, action: str, refusal: decide.Refusal) -> UnableToStep:
    """The refusal for the person; who comes second hears who was first and when."""
    if refusal.reason == decide.WRONG_STATE:
        former = Step.objects.filter(case=case, action=action).order_by("-number").first()
        if former is not None:
            return UnableToStep(ALREADY_DONE, done_by=former.actor_label, done_at=former.at)
    return UnableToStep(refusal.reason, lacking=refusal.lacking)


def _holders(case: Case) -> dict[UUID, str]:
    return dict(StageHolder.objects.filter(case=case).order_by("id").values_list("holder", "stage"))


def _votes(case: Case, table: Lifecycle, action: str) -> list[frozenset[UUID]]:
    if not table.has_action(action) or table.action(action).quorum == 1:
        return []
    steps = Step.objects.filter(case=case, action=action, number__gt=case.entered_number).order_by("number")
    rows = steps.values_list("actor_account", "on_behalf_of")
    return [frozenset(person for person in persons if person) for persons in rows]


def _hold(case: Case, stage: str | None, said: _Said) -> None:
    """Bind the persons to the stage; the database refuses a second one even if the table were wrong."""
    if stage is None:
        return
    columns = {"at": said.now, "area": case.area, "organisation": case.organisation, "person": case.person}
    for holder in filter(None, {said.by.account, said.on_behalf_of}):
        StageHolder.objects.get_or_create(case=case, holder=holder, stage=stage, defaults=columns)


def _move(case: Case, table: Lifecycle, outcome: decide.Outcome, now: datetime) -> str:
    """Set the state, its clock and its next timer; returns the state that is left."""
    source = case.state
    case.last_number += 1
    if outcome.moved:
        case.state, case.entered_at, case.entered_number = outcome.target, now, case.last_number
        case.ended_at = now if table.state(outcome.target).final else None
    if outcome.moved or (outcome.complete and outcome.action.restarts):
        case.timed_from, case.timers_fired = now, 0
        case.due_at = _next_due(table, case)
    case.save()
    return source


def _next_due(table: Lifecycle, case: Case) -> datetime | None:
    firings = table.schedule(case.state, case.pace)[case.timers_fired :]
    return case.timed_from + firings[0][0] if firings else None


def _write(case: Case, action: str, *, source: str, stage: str | None, said: _Said) -> Case:
    """Write the step and its event, let the room's hooks act, and return the case as they leave it."""
    step = Step.objects.create(
        case=case,
        number=case.last_number,
        action=action,
        source=source,
        target=case.state,
        stage=stage,
        actor_account=said.by.account,
        actor_kind=said.by.kind,
        actor_role=said.by.role,
        actor_label=said.by.label,
        on_behalf_of=said.on_behalf_of,
        at=said.now,
        reason=said.reason,
        how=said.how,
        evidence=dict(said.evidence),
        area=case.area,
        organisation=case.organisation,
        person=case.person,
    )
    _record(case, step, said)
    hooks = hooks_for(case.lifecycle, action)
    for hook in hooks:
        hook(case=case, step=step, by=said.by, now=said.now)
    if hooks:
        case.refresh_from_db()
    return case


def _record(case: Case, step: Step, said: _Said) -> None:
    """The business event; the reason stays in the step, because people write names into it."""
    payload = {
        "number": step.number,
        "source": step.source,
        "target": step.target,
        "stage": step.stage,
        "how": step.how,
    }
    events.record(
        f"{case.lifecycle}.{step.action}",
        by=said.by,
        now=said.now,
        area=case.area,
        subject_type="core.case",
        subject=case.id,
        organisation=case.organisation,
        person=case.person,
        payload=payload,
    )


def _fire_next(now: datetime) -> bool:
    with access.enter(system_scope("timers")):
        due = Case.objects.filter(due_at__lte=now).order_by("due_at", "id")
        case = due.select_for_update(skip_locked=True, of=("self",)).first()
        if case is None:
            return False
        try:
            with transaction.atomic():
                _fire(case, now)
        except Exception as error:  # one broken hook must not stop the timers of all other cases
            log.error("timer of case %s (%s): %s", case.id, case.lifecycle, type(error).__name__)
            Case.objects.filter(id=case.id).update(due_at=now + TIMER_PAUSE)
        return True


def _fire(case: Case, now: datetime) -> None:
    """Count the firing first, so that a step which keeps the state goes on to the next timer."""
    table = registry.get(case.lifecycle, case.version)
    _, timer = table.schedule(case.state, case.pace)[case.timers_fired]
    was_due = case.due_at
    case.timers_fired += 1
    case.due_at = _next_due(table, case)
    case.save(update_fields=["timers_fired", "due_at"])
    evidence = {"due_at": was_due.isoformat() if was_due else None}
    perform(case=case, action=timer.action, by=SYSTEM, now=now, how="timer", evidence=evidence)
