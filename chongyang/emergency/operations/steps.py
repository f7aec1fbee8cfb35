"""What each step of an incident's case leaves behind: state, link of the chain, a word to the desks."""

from collections.abc import Collection, Mapping, Sequence
from contextvars import ContextVar
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from chongyang.core import live
from chongyang.core.models import Case, Step
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope
from chongyang.emergency import queries
from chongyang.emergency.models import Incident, Link
from chongyang.emergency.rules.chain import LINK_OF_ACTION, ChainLink

# The incident whose case is being opened, so that the hook need not fetch what was written a moment ago.
_in_hand: ContextVar[Incident | None] = ContextVar("incident in hand", default=None)


def queue(key: str) -> None:
    """Whoever comes second with this key waits until the first transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def access_held(scope: Scope, incident: UUID) -> Incident:
    """The incident as it is and stays until this transaction ends; raises NotFound."""
    cases.hold(incident)
    return queries.access_incident(scope, incident)


def take(
    action: str,
    incident: Incident,
    *,
    by: Actor,
    now: datetime,
    facts: Collection[str] = (),
    reason: str = "",
    how: str = "",
    evidence: Mapping[str, Any] | None = None,
) -> Incident:
    """Perform one action of the incident's case and return the row as it is then."""
    cases.perform(
        case=Case(id=incident.id),
        action=action,
        by=by,
        now=now,
        facts=frozenset(facts),
        reason=reason,
        how=how,
        evidence=evidence,
    )
    incident.refresh_from_db()
    return incident


def reach(
    incident: Incident, link: ChainLink, *, at: datetime, actor: str, how: str, evidence: Mapping[str, Any]
) -> None:
    """Write a link of the chain; the first time it is reached stands."""
    keep([link_of(incident, link, at=at, actor=actor, how=how, evidence=evidence)])


def keep(links: Sequence[Link]) -> None:
    """Write links in one statement; the first time that each is reached stands."""
    Link.objects.bulk_create(links, ignore_conflicts=True)


def link_of(
    incident: Incident, link: ChainLink, *, at: datetime, actor: str, how: str, evidence: Mapping[str, Any]
) -> Link:
    """A link that is not written yet."""
    return Link(
        incident=incident,
        link=link.value,
        at=at,
        actor=actor,
        how=how,
        evidence=dict(evidence),
        area=incident.area,
        person=incident.file,
    )


def _reach_again(incident: Incident, link: ChainLink, step: Step, by: Actor) -> None:
    """A link that was taken back by a correction and is reached now: a new line after the void one."""
    last = Link.objects.filter(incident=incident, link=link.value).order_by("-id").first()
    if last is None or not last.is_void:
        return
    Link.objects.create(
        incident=incident,
        link=link.value,
        at=step.at,
        actor=by.key,
        how=step.how or by.label,
        evidence=step.evidence,
        corrects=last,
        area=incident.area,
        person=incident.file,
    )


def follow_step(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """Hook on every step: keep the incident's state, its chain and the boards abreast of its case."""
    held = _in_hand.get()
    incident = held if held and held.id == case.id else Incident.objects.get(id=case.id)
    if incident.state != case.state:
        incident.state = case.state
        incident.save(update_fields=["state"])
    if link := LINK_OF_ACTION.get(step.action):
        reach(incident, link, at=step.at, actor=by.key, how=step.how or by.label, evidence=step.evidence)
        _reach_again(incident, link, step, by)
    live.announce("incidents", area=incident.area, key=str(incident.id))


def open_case(incident: Incident, *, lifecycle: str, pace: str, by: Actor, now: datetime, how: str) -> None:
    """Begin the case that carries the incident, which was made in this transaction."""
    known = _in_hand.set(incident)
    try:
        cases.open_case(
            lifecycle=lifecycle,
            area=incident.area,
            person=incident.file,
            by=by,
            now=now,
            case_id=incident.id,
            pace=pace,
            how=how,
            evidence={"source": incident.source},
        )
    finally:
        _in_hand.reset(known)


def as_evidence(**facts: UUID | str | int | float | bool | None) -> dict[str, Any]:
    """Evidence of a step as plain JSON; nothing personal."""
    return {
        name: str(fact) if isinstance(fact, UUID) else fact
        for name, fact in facts.items()
        if fact is not None
    }
