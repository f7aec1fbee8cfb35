"""How an incident ends: only with an outcome of the list; what was joined by mistake can be opened again."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from chongyang.core.access import enter
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Scope, system_scope
from chongyang.core.words import N_
from chongyang.emergency import queries
from chongyang.emergency.models import Incident
from chongyang.emergency.operations import joining, steps
from chongyang.emergency.operations.sending import JUDGED, withdraw_others
from chongyang.emergency.rules.kinds import is_personal, person_key
from chongyang.emergency.rules.outcomes import Outcome, faults_of
from chongyang.emergency.rules.reopening import why_not
from chongyang.registry import queries as registry
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

CLOSED = N_("事件已办结")
NO_REASON = N_("请填写并入的理由")
OPEN_ELSEWHERE = N_("该老人已有同类未办结事件")
NO_SURVIVOR = N_("只能并入另一个未办结的事件")


class UnableToClose(Exception):
    """What the closure lacks, by field, as Chinese source text."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__("; ".join(faults.values()))
        self.faults = faults


class UnableToReopen(Exception):
    """Another incident is open for the same person and kind, or the rules of re-opening refuse it."""


def set_outcome(incident: Incident, outcome: str, false_reason: str, note: str) -> None:
    """Write the outcome on the row; raises UnableToClose naming each field that is wrong."""
    if faults := faults_of(outcome, false_reason, note):
        raise UnableToClose(dict(faults))
    incident.outcome, incident.false_reason, incident.outcome_note = outcome, false_reason, note.strip()
    incident.save(update_fields=["outcome", "false_reason", "outcome_note"])


@transaction.atomic
def resolve(
    *, incident: UUID, outcome: str, scope: Scope, now: datetime, false_reason: str = "", note: str = ""
) -> Incident:
    """Say how it ended; the follow-up may still find otherwise."""
    demand(scope, Can.ANSWER_CALLS)
    row = steps.access_held(scope, incident)
    set_outcome(row, outcome, false_reason, note)
    evidence = steps.as_evidence(outcome=outcome)
    steps.take("resolve", row, by=scope.actor, now=now, facts={"outcome"}, how="desk", evidence=evidence)
    with enter(system_scope("resolve", actor=scope.actor)):
        withdraw_others(row, now=now, reason=JUDGED)
    return row


@transaction.atomic
def close(
    *, incident: UUID, scope: Scope, now: datetime, outcome: str = "", false_reason: str = "", note: str = ""
) -> Incident:
    """Close for good; an outcome given here resolves first. Ends every journey and every granted file."""
    demand(scope, Can.ANSWER_CALLS)
    row = steps.access_held(scope, incident)
    if row.state != "resolved":
        row = resolve(
            incident=row.id, outcome=outcome, false_reason=false_reason, note=note, scope=scope, now=now
        )
    elif outcome:
        set_outcome(row, outcome, false_reason, note)
    evidence = steps.as_evidence(outcome=row.outcome)
    steps.take("close", row, by=scope.actor, now=now, facts={"outcome"}, how="desk", evidence=evidence)
    row.closed_at = now
    row.save(update_fields=["closed_at"])
    joining.end_dispatches(row, by=scope.actor, now=now, reason=CLOSED)
    return row


@transaction.atomic
def reopen(*, incident: UUID, reason: str, scope: Scope, now: datetime) -> Incident:
    """Open a resolved or closed incident again, with a reason, if the rules allow; who does it has it."""
    demand(scope, Can.ANSWER_CALLS)
    row = _held_with_its_key(incident, scope)
    refused = why_not(role=scope.role, outcome=row.outcome, closed_at=row.closed_at, now=now)
    if refused and row.state in ("resolved", "closed"):
        raise UnableToReopen(refused)
    _reopen_row(row, taken_by=scope.actor.account)
    return steps.take("reopen", row, by=scope.actor, now=now, reason=reason, how="desk")


@transaction.atomic
def unmerge(*, incident: UUID, reason: str, scope: Scope, now: datetime) -> Incident:
    """It was another need after all: the incident stands for itself again, with a reason.

    What ended in another because it was thought to be the same person's stands without a name again.
    """
    demand(scope, Can.ANSWER_CALLS)
    row = _held_with_its_key(incident, scope)
    forgotten = {"person": None, "file": row.id} if _is_by_identity(row) else {}
    _reopen_row(row, merged_into=None, outcome="", taken_by=scope.actor.account, **forgotten)
    Case.objects.filter(id=row.id).update(person=row.file)
    return steps.take("unmerge", row, by=scope.actor, now=now, reason=reason, how="desk")


def _is_by_identity(row: Incident) -> bool:
    """Whether an unknown source's incident ended in one of the same person and kind: because of her name."""
    into = row.merged_into
    same = into is not None and (into.person, into.kind) == (row.person, row.kind)
    return same and row.person is not None and not is_personal(row.subject_key)


def _held_with_its_key(incident: UUID, scope: Scope) -> Incident:
    """The incident as it stays; a press of the same need waits, as it locks: first the key, then the case."""
    row = queries.access_incident(scope, incident)
    key = person_key(registry.canonical_of(row.person)) if row.person else row.subject_key
    steps.queue(f"{key}/{row.kind}")
    return steps.access_held(scope, incident)


def _reopen_row(row: Incident, **columns: object) -> None:
    """Raises UnableToReopen when the same need is open elsewhere, also under another file of hers."""
    person = columns.get("person", row.person)
    with enter(system_scope("reopen", actor=SYSTEM)):
        hers = joining.open_of(registry.canonical_of(row.person), row.kind) if person and row.person else None
        if hers is not None and hers.exclude(id=row.id).exists():
            raise UnableToReopen(OPEN_ELSEWHERE)
    try:
        with transaction.atomic():
            Incident.objects.filter(id=row.id).update(closed_at=None, **columns)
    except IntegrityError as error:
        raise UnableToReopen(OPEN_ELSEWHERE) from error
    row.refresh_from_db()


@transaction.atomic
def merge(*, incident: UUID, into: UUID, reason: str, scope: Scope, now: datetime) -> Incident:
    """The same need, reported twice under different keys: this one ends in the other, which is open."""
    demand(scope, Can.ANSWER_CALLS)
    cases.hold(incident, into)
    row, survivor = queries.access_incident(scope, incident), queries.access_incident(scope, into)
    if survivor.id == row.id or survivor.closed_at is not None:
        raise cases.UnableToStep(NO_SURVIVOR)
    if not reason.strip():
        raise cases.UnableToStep(NO_REASON)
    row.merged_into, row.outcome, row.closed_at = survivor, Outcome.DUPLICATE.value, now
    row.save(update_fields=["merged_into", "outcome", "closed_at"])
    joining.take_over_level(survivor, row, now)
    evidence = steps.as_evidence(into=survivor.id)
    steps.take(
        "merge",
        row,
        by=scope.actor,
        now=now,
        facts={"survivor"},
        reason=reason,
        how="desk",
        evidence=evidence,
    )
    joining.end_dispatches(row, by=scope.actor, now=now, reason=CLOSED)
    return row
