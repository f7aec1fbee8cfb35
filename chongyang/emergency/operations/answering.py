"""The seat's first minutes: take it, call back, call 120/119/110 and contacts, know who it is, triage."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from chongyang.core import events, live
from chongyang.core.access import enter
from chongyang.core.models import Case
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.emergency import queries
from chongyang.emergency.models import Attempt, Incident
from chongyang.emergency.operations import files, joining, steps, times
from chongyang.emergency.rules import protocols
from chongyang.emergency.rules.kinds import is_personal, person_key
from chongyang.emergency.rules.levels import Level
from chongyang.registry import queries as registry
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

ACTION_OF_TARGET = {
    "elder": "call_back",
    "contact": "tell_contact",
    "120": "hand_over_120",
    "119": "hand_over_119",
    "110": "hand_over_110",
}
DOUBLE_CLICK = timedelta(seconds=4)
RESULTS = ("answered", "no_answer", "busy", "silent", "handed_over")
EMERGENCY_NUMBERS = ("120", "119", "110")


class UnableToComplete(Exception):
    """No such hand-over, or nothing to add to it; Chinese source text."""


class UnableToTriage(Exception):
    """An answer to a question that nobody asks, or a level that is none."""


def _incident(incident: UUID, scope: Scope) -> Incident:
    demand(scope, Can.ANSWER_CALLS)
    return steps.access_held(scope, incident)


@transaction.atomic
def acknowledge(*, incident: UUID, scope: Scope, now: datetime) -> Incident:
    """Take an open incident. A second time is refused, and told who has it since when."""
    row = steps.take("acknowledge", _incident(incident, scope), by=scope.actor, now=now, how="desk")
    row.taken_by = scope.actor.account
    row.save(update_fields=["taken_by"])
    return row


@transaction.atomic
def record_attempt(
    *,
    incident: UUID,
    target: str,
    result: str,
    scope: Scope,
    now: datetime,
    contact: UUID | None = None,
    case_number: str = "",
) -> Attempt:
    """Keep a try to reach the elder, a contact or 120/119/110 (whose case number is optional).

    The same try of the same seat within four seconds is a second click, also on another connection; the one
    that waited for the other may carry the earlier time.
    """
    row = _incident(incident, scope)
    if target not in ACTION_OF_TARGET or result not in RESULTS:
        raise ValueError(f"unknown target or result: {target}, {result}")
    near = {"at__gt": now - DOUBLE_CLICK, "at__lt": now + DOUBLE_CLICK}
    same = {"target": target, "result": result, "contact": contact, "account": scope.actor.account}
    if just_done := row.attempts.filter(**near, **same).order_by("-at", "id").first():
        return just_done
    attempt = Attempt.objects.create(
        incident=row,
        target=target,
        contact=contact,
        result=result,
        case_number=case_number,
        at=now,
        account=scope.actor.account,
        area=row.area,
        person=row.file,
    )
    evidence = steps.as_evidence(attempt=attempt.id, result=result, contact=contact)
    steps.take(ACTION_OF_TARGET[target], row, by=scope.actor, now=now, how="telephone", evidence=evidence)
    if target == "elder" and result != "silent":
        _note_reached(row, result == "answered")
    return attempt


def _note_reached(row: Incident, is_reached: bool) -> None:
    """An elder who does not answer is in danger until somebody has been there, or until she answers."""
    row.answers = {**row.answers, "unreachable": not is_reached}
    row.save(update_fields=["answers"])


@transaction.atomic
def give_case_number(
    *, incident: UUID, attempt: UUID, case_number: str, scope: Scope, now: datetime
) -> Attempt:
    """The case number that 120, 119 or 110 told later: a new line that completes the former."""
    row = _incident(incident, scope)
    former = row.attempts.filter(id=attempt, target__in=EMERGENCY_NUMBERS, completes=None).first()
    if former is None or not case_number.strip():
        raise UnableToComplete(N_("请填写对方受理号。"))
    line = Attempt.objects.create(
        incident=row,
        target=former.target,
        result=former.result,
        case_number=case_number.strip()[:40],
        completes=former,
        at=now,
        account=scope.actor.account,
        area=row.area,
        person=row.file,
    )
    events.record(
        "emergency.case_number.given",
        by=scope.actor,
        now=now,
        area=row.area,
        subject_type="incident",
        subject=row.id,
        person=row.person,
        payload={"target": former.target, "attempt": str(former.id)},
    )
    live.announce("incidents", area=row.area, key=str(row.id))
    return line


@transaction.atomic
def identify(*, incident: UUID, person: UUID, scope: Scope, now: datetime, how: str = "asked") -> Incident:
    """Say who it is, and return the incident that goes on: where one of her and this kind is open already,
    the two become one.

    Whoever is on the way goes to this person now: the file changes with her.
    """
    demand(scope, Can.ANSWER_CALLS)
    elder = registry.access_elder(scope, registry.canonical_of(person))
    kind = queries.access_incident(scope, incident).kind
    steps.queue(f"{person_key(elder.id)}/{kind}")  # a press of hers waits
    with enter(system_scope("identify", actor=scope.actor)):
        others = joining.hold_with(incident, elder.id, kind)
    row = queries.access_incident(scope, incident)
    with enter(system_scope("identify", actor=scope.actor)):
        return _join_as(row, elder, others, by=scope.actor, now=now, how=how)


def _join_as(
    row: Incident, elder: Any, others: list[Incident], *, by: Actor, now: datetime, how: str
) -> Incident:
    """This person's; of several that are open the others end in one. An open one may not be hers before."""
    survivor = joining.choose([row, *others])
    for other in others:
        if other.id != survivor.id:
            joining.end_in(other, survivor, by=by, now=now)
    goes_on = survivor.id == row.id
    if goes_on and row.person != elder.id:
        _become(row, elder)
        files.change(row, by=by, now=now)
    evidence = steps.as_evidence(person=elder.id)
    steps.take("identify", row, by=by, now=now, facts={"person"}, how=how, evidence=evidence)
    if goes_on:
        return row
    joining.end_in(row, survivor, by=by, now=now)
    _become(row, elder)
    times.keep_times(row.id, by=by, now=now)
    return joining.wake(survivor, by=by, now=now)


def _become(row: Incident, elder: Any) -> None:
    """Her area, home and file. A former person's key goes with it; an unknown source keeps its own, so that
    it is known when it presses again.
    """
    row.person, row.file, row.area = elder.id, elder.id, elder.area
    row.longitude, row.latitude = row.longitude or elder.longitude, row.latitude or elder.latitude
    if is_personal(row.subject_key):
        row.subject_key = person_key(elder.id)
    row.save(update_fields=["person", "file", "area", "longitude", "latitude", "subject_key"])
    Case.objects.filter(id=row.id).update(person=elder.id, area=elder.area)


@transaction.atomic
def triage(
    *,
    incident: UUID,
    answers: Mapping[str, bool | None],
    scope: Scope,
    now: datetime,
    level: str = "",
    protocol: str = "",
) -> Incident:
    """Judge how grave it is by a protocol: the answers give the level, or the operator does; both are kept.

    The incident keeps the version with which it was judged first by this protocol.
    """
    row = _incident(incident, scope)
    chosen = protocol_of(row, protocol)
    if set(answers) - chosen.codes or (level and level not in set(Level)):
        raise UnableToTriage(N_("研判答案不在问题清单内"))
    said = {**row.answers, **{code: answer for code, answer in answers.items() if answer is not None}}
    judged = protocols.judge(chosen, reached_by_call(row, said))
    row.answers, row.level, row.level_at = said, level or judged.level.value, now
    row.protocol, row.protocol_version = chosen.code, chosen.version
    row.save(update_fields=["answers", "level", "level_at", "protocol", "protocol_version"])
    action = "triage" if row.state == "acknowledged" else "triage_again"
    evidence = steps.as_evidence(
        level=row.level, judged=judged.level.value, protocol=chosen.code, version=chosen.version
    )
    return steps.take(
        action, row, by=scope.actor, now=now, facts={"level"}, how="questions", evidence=evidence
    )


def protocol_of(row: Incident, code: str = "") -> protocols.Protocol:
    """The protocol asked for, in the version that the incident already has of it; raises UnableToTriage."""
    wanted = code or row.protocol or protocols.GENERAL
    try:
        return protocols.get(wanted, row.protocol_version if wanted == row.protocol else 0)
    except protocols.UnknownProtocol as error:
        raise UnableToTriage(N_("没有这个研判规程")) from error


def reached_by_call(row: Incident, answers: Mapping[str, bool | None]) -> dict[str, bool | None]:
    """Whoever calls is reached by that; whether somebody answers a call-back is then no open question."""
    return {"unreachable": False, **answers} if row.source == "call" else dict(answers)
