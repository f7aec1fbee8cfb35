"""What hangs on the elders and incidents of check_scope's sample, as the rooms' operations write it.

Each row carries a mark of its own, `check-…`, by which it is found again in an answer that shows no key.
"""

from datetime import datetime, timedelta
from typing import Any

from chongyang.core.keys import new_key
from chongyang.core.models import Case, Event, FieldChange, OutboxMessage, Step
from chongyang.emergency.models import Attempt, Incident, Link
from chongyang.registry.models import Consent, Elder, Mandate
from chongyang.workshop.scopes import bills as scopes_bills
from chongyang.workshop.scopes import calls as scopes_calls
from chongyang.workshop.scopes import carers as scopes_carers
from chongyang.workshop.scopes import claims as scopes_claims
from chongyang.workshop.scopes import funding as scopes_funding
from chongyang.workshop.scopes import groups as scopes_groups
from chongyang.workshop.scopes import helping as scopes_helping
from chongyang.workshop.scopes import hotline as scopes_hotline
from chongyang.workshop.scopes import integrity as scopes_integrity
from chongyang.workshop.scopes import ledger as scopes_ledger
from chongyang.workshop.scopes import linkage as scopes_linkage
from chongyang.workshop.scopes import money as scopes_money
from chongyang.workshop.scopes import orders as scopes_orders
from chongyang.workshop.scopes import privacy as scopes_privacy
from chongyang.workshop.scopes import ratings as scopes_ratings
from chongyang.workshop.scopes import reach as scopes_reach
from chongyang.workshop.scopes import registration as scopes_registration
from chongyang.workshop.scopes import roads as scopes_roads
from chongyang.workshop.scopes import treasury as scopes_treasury
from chongyang.workshop.scopes import vitals as scopes_vitals
from chongyang.workshop.scopes import vouchers as scopes_vouchers
from chongyang.workshop.scopes.sample import FAR_FUTURE, WORD, Sample

FILE_READ = "registry.file.read"
HELP_AT_HOME = (scopes_carers, scopes_orders, scopes_vouchers, scopes_bills, scopes_ratings)


def mark() -> str:
    """A word that stands nowhere else."""
    return f"check-{new_key().hex[-20:]}"


def add_related(sample: Sample, now: datetime) -> None:
    """Consent, mandate, reading, history, dead letter of each elder; case, step, link, try of an incident."""
    for elder in list(sample.rows[Elder]):
        _of_elder(sample, elder, now)
    for incident in list(sample.rows[Incident]):
        _of_incident(sample, incident, now)
    scopes_calls.add_rows(sample, now)
    scopes_vitals.add_rows(sample, now)
    scopes_reach.add_rows(sample, now)
    scopes_roads.add_rows(sample, now)
    scopes_ledger.add_rows(sample, now)
    scopes_hotline.add_rows(sample, now)
    scopes_groups.add_rows(sample, now)
    scopes_integrity.add_rows(sample, now)
    scopes_privacy.add_rows(sample, now)
    scopes_registration.add_rows(sample, now)
    scopes_funding.add_rows(sample, now)
    scopes_treasury.add_rows(sample, now)
    scopes_money.add_rows(sample, now)
    scopes_linkage.add_rows(sample, now)
    scopes_claims.add_rows(sample, now)
    homes = scopes_helping.add_homes(sample)
    for room in HELP_AT_HOME:
        room.add_rows(sample, homes)
    persons = [elder.id for elder in sample.rows[Elder]]
    sample.rows[FieldChange] = list(FieldChange.objects.filter(person__in=persons).order_by("seq"))


def _of_elder(sample: Sample, elder: Any, now: datetime) -> None:
    whose: dict[str, Any] = {"area": elder.area, "person": elder.id}
    told = {"basis": "consent", "text_version": "1", "channel": "paper", "given_by": "self"}
    sample.add(Consent(purpose="service", given_at=now, **told, **whose))
    sample.add(_mandate(now, **whose))
    sample.add(_reading(elder, now))
    later = now + FAR_FUTURE  # the desk shows the newest first
    sample.add(
        OutboxMessage(
            destination=WORD, key=mark(), state="dead", due_at=later, created_at=later, attempts=9, **whose
        )
    )


def _mandate(now: datetime, **whose: Any) -> Mandate:
    said = {"basis": "elder", "channel": "paper", "text_version": "1", "allows": ["read_file"]}
    held = {"valid_from": now, "valid_to": now + FAR_FUTURE, "given_at": now}
    return Mandate(account=new_key(), **said, **held, **whose)


def _reading(elder: Any, now: datetime) -> Event:
    return Event(
        kind=FILE_READ,
        at=now,
        area=elder.area,
        person=elder.id,
        actor_kind="system",
        actor_label="check_scope",
        subject_type="registry.elder",
        payload={"fields": [mark()]},
        payload_digest=b"",
    )


def _of_incident(sample: Sample, incident: Any, now: datetime) -> None:
    whose: dict[str, Any] = {"area": incident.area, "person": incident.file}
    moments = {"opened_at": now, "entered_at": now, "timed_from": now}
    case = sample.add(
        Case(id=incident.id, lifecycle="check", version=1, state="open", ended_at=now, **moments, **whose)
    )
    said = {"action": "open", "target": "open", "actor_kind": "system", "actor_label": "check_scope"}
    sample.add(Step(case=case, number=1, at=now, how=mark(), **said, **whose))
    sample.add(
        Link(
            incident=incident,
            link="pressed",
            at=now - timedelta(minutes=1),
            actor="check_scope",
            how=mark(),
            **whose,
        )
    )
    sample.add(
        Attempt(incident=incident, target="120", result="reached", case_number=mark(), at=now, **whose)
    )
