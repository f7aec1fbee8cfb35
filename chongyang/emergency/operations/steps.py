"""What each step of an incident's case leaves behind: state, link of the chain, a word to the desks."""

from collections.abc import Collection, Mapping
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
    row = Link(
        incident=incident,
        link=link.value,
        at=at,
        actor=actor,
        how=how,
        evidence=dict(evidence),
        area=incident.area,
        person=incident.file,
    )
    Link.objects.bulk_create([row], ignore_conflicts=True)


def follow_step(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """Hook on every step: keep the incident's state, its chain and the boards abreast of its case."""
    incident = Incident.objects.get(id=case.id)
    if incident.state != case.state:
        incident.state = case.state
        incident.save(update_fields=["state"])
    if link := LINK_OF_ACTION.get(step.action):
        reach(incident, link, at=step.at, actor=by.key, how=step.how or by.label, evidence=step.evidence)
    live.announce("incidents", area=incident.area, key=str(incident.id))


def open_case(incident: Incident, *, lifecycle: str, pace: str, by: Actor, now: datetime, how: str) -> None:
    """Begin the case that carries the incident."""
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


def as_evidence(**facts: UUID | str | int | float | bool | None) -> dict[str, Any]:
    """Evidence of a step as plain JSON; nothing personal."""
    return {
        name: str(fact) if isinstance(fact, UUID) else fact
        for name, fact in facts.items()
        if fact is not None
    }
