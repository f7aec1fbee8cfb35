"""A department tells a death: the same day a stop is proposed in every scheme, and a person decides."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from chongyang.claims.enums import ContestReason
from chongyang.claims.models import Contest, StopProposal
from chongyang.claims.operations.contest_rows import LONGEST, UnableToContest, due_at, open_row
from chongyang.claims.queries import contests as queries
from chongyang.claims.queries.golden import HeldClaim
from chongyang.claims.rules import contests as rules
from chongyang.claims.rules import survivorship
from chongyang.core import access
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.registry import operations as registry
from chongyang.registry.enums import LifeStatus, StatusEvidence
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

DAY_FIELDS = ("died_on", "life_status")


@dataclass(frozen=True, slots=True)
class Told:
    """A claim in force that tells a death."""

    claim: HeldClaim
    died_on: date | None
    evidence: str


def told_deaths(
    claims: Iterable[HeldClaim], chosen: Mapping[str, survivorship.Choice] | None = None
) -> list[Told]:
    """The claims that tell a death; the one whose day stands in the golden record first."""
    first = {
        choice.winner.claim
        for name in DAY_FIELDS
        if chosen and (choice := chosen.get(name)) and choice.winner
    }
    told = [
        Told(claim, _day(claim), _evidence(claim))
        for claim in claims
        if claim.valid_to is None
        and (claim.values.get("life_status") == LifeStatus.DEAD or claim.values.get("died_on"))
    ]
    return sorted(told, key=lambda one: (one.claim.id not in first, *_age(one.claim)))


def _age(claim: HeldClaim) -> tuple[date, str, str]:
    return claim.valid_from, claim.feed, claim.record


def _day(claim: HeldClaim) -> date | None:
    text = claim.values.get("died_on")
    return date.fromisoformat(text) if text else None


def _evidence(claim: HeldClaim) -> str:
    """What the record itself names, else what its source usually is; data, see survivorship.yaml."""
    named = claim.values.get("death_evidence")
    return str(named or survivorship.shipped().evidence.get(claim.source, StatusEvidence.POLICE.value))


def follow_claims(
    *,
    elder: Any,
    claims: Iterable[HeldClaim],
    chosen: Mapping[str, survivorship.Choice],
    waiting: StopProposal | None,
    now: datetime,
) -> None:
    """Called by each settling under the file's lock: propose, take back what no source says any more, close
    what the file says already. Where one department takes its word back and another still says so, that
    one is proposed at once. The life status itself is never written here.
    """
    told = told_deaths(claims, chosen)
    if waiting is not None:
        _follow_waiting(waiting, elder, told, now)
    is_waiting = waiting is not None and waiting.state == "waiting"
    if told and not is_waiting and elder.life_status == LifeStatus.ALIVE:
        _propose(elder, told, now)


def _follow_waiting(row: StopProposal, elder: Any, told: list[Told], now: datetime) -> None:
    records = {(one.claim.feed, one.claim.record) for one in told}
    if elder.life_status == LifeStatus.DEAD:
        _perform(row, "close", SYSTEM, now)
    elif (row.feed, bytes(row.record_index).hex()) not in records:
        _perform(row, "lapse", SYSTEM, now)


def _propose(elder: Any, told: list[Told], now: datetime) -> None:
    """On the first record about which nobody decided yet: one that was sent back is not proposed again."""
    former = StopProposal.objects.filter(person=elder.id).exclude(state="lapsed")
    decided = {(row.feed, bytes(row.record_index).hex()) for row in former}
    fresh = [one for one in told if (one.claim.feed, one.claim.record) not in decided]
    if not fresh:
        return
    one = fresh[0]
    row = StopProposal.objects.create(
        person=elder.id,
        area=elder.area,
        claim=one.claim.id,
        feed=one.claim.feed,
        record_index=bytes.fromhex(one.claim.record),
        source=one.claim.source,
        evidence=one.evidence,
        died_on=one.died_on,
        told_on=one.claim.valid_from,
        proposed_at=now,
    )
    evidence = {"feed": row.feed, "evidence": row.evidence}
    cases.open_case(
        lifecycle=rules.STOP,
        area=row.area,
        person=row.person,
        by=SYSTEM,
        now=now,
        case_id=row.id,
        evidence=evidence,
    )


def _held(scope: Scope, stop: UUID) -> StopProposal:
    demand(scope, Can.CONFIRM_DEATHS)
    cases.hold(stop)
    return queries.access_stop(scope, stop)


def _perform(row: StopProposal, action: str, by: Actor, now: datetime, **said: Any) -> StopProposal:
    case = cases.perform(case=Case(id=row.id), action=action, by=by, now=now, how="desk", **said)
    row.state = case.state
    if row.state != "waiting":
        row.decided_at, row.decided_by = now, by.account
    row.save()
    return row


@transaction.atomic
def confirm_death(*, stop: UUID, on: date | None, scope: Scope, by: Actor, now: datetime) -> StopProposal:
    """A person confirms: the file's life status changes with the claim's evidence, and its event stops every
    scheme. Raises UnableToUpdate with a reason by field, UnableToStep.
    """
    row = _held(scope, stop)
    day = on or row.died_on
    row.died_on = day
    _perform(row, "confirm", by, now, facts={"day"} if day else set())
    _write(row, LifeStatus.DEAD, day, row.evidence, by, now)
    return row


@transaction.atomic
def reject_death(
    *, stop: UUID, reason: str, note: str, scope: Scope, by: Actor, now: datetime
) -> StopProposal:
    """She lives: nothing stops, and the record is contested with its source. Raises UnableToContest."""
    row = _held(scope, stop)
    contest = _contest(row, reason, note, by, now)
    row.contest = contest.id
    return _perform(row, "reject", by, now, reason=ContestReason.of(reason).value)


@transaction.atomic
def put_right(
    *, stop: UUID, reason: str, note: str, evidence: str, scope: Scope, by: Actor, now: datetime
) -> StopProposal:
    """A wrong confirmation is taken back: life status as before, schemes told, the record contested.

    Mandates that the death ended are given anew by persons.
    """
    row = _held(scope, stop)
    row.contest = _contest(row, reason, note, by, now).id
    _perform(row, "put_right", by, now, reason=ContestReason.of(reason).value)
    _write(row, LifeStatus.ALIVE, None, evidence, by, now)
    return row


def _write(
    row: StopProposal, status: LifeStatus, on: date | None, evidence: str, by: Actor, now: datetime
) -> None:
    """A department told it and a person decided: that is the way, so no guard of the file is asked again."""
    scope = system_scope("told death", actor=by)
    with access.enter(scope):
        registry.change_life_status(
            elder=row.person, status=status.value, on=on, evidence=evidence, scope=scope, by=by, now=now
        )


def _contest(row: StopProposal, reason: str, note: str, by: Actor, now: datetime) -> Contest:
    if reason not in set(ContestReason):
        raise UnableToContest({"reason": rules.REASON_LACKS})
    if not note.strip() or len(note) > LONGEST:
        raise UnableToContest({"note": rules.NOTE_LACKS})
    contest = Contest(
        person=row.person,
        area=row.area,
        field="life_status",
        feed=row.feed,
        record_index=bytes(row.record_index),
        source=row.source,
        reason=reason,
        contested=json.dumps(LifeStatus.DEAD.value),
        proposed=json.dumps(LifeStatus.ALIVE.value),
        note=note.strip(),
        asked_at=now,
        asked_by=by.account,
        asked_as=by.role,
        due_at=due_at(now),
    )
    return open_row(contest, by, now)


def follow_stop(*, case: Any, step: Any, by: Actor, now: datetime) -> None:
    """Hook: a told death that waits too long is noted; the row follows its case."""
    if step.action == "escalate":
        StopProposal.objects.filter(id=case.id, escalated_at=None).update(escalated_at=now)
