"""How an incident begins: a device's signal, a call on the line. Nothing received is ever lost."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL

from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.keys import new_key
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, system_scope
from chongyang.emergency.models import Incident, Origin
from chongyang.emergency.operations import steps, times
from chongyang.emergency.rules.chain import ChainLink
from chongyang.emergency.rules.lifecycle import INCIDENT, RURAL
from chongyang.registry import queries as registry
from chongyang.registry.queries.elders import doubles_of
from chongyang.territory import queries as territory

MERGED_INTO = """
WITH RECURSIVE up(id) AS (
    SELECT merged_into_id FROM emergency_incident
    WHERE subject_key = %s AND kind = %s AND merged_into_id IS NOT NULL
    UNION
    SELECT i.merged_into_id FROM emergency_incident i JOIN up ON i.id = up.id
    WHERE i.merged_into_id IS NOT NULL
) SELECT id FROM up
"""


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was reported, by a device or a caller. `said_at` is its own clock's, `received_at` ours."""

    kind: str
    source: str
    subject_key: str
    area: int
    said_at: datetime
    received_at: datetime
    reference: UUID | None = None
    person: UUID | None = None
    device: UUID | None = None
    longitude: float | None = None
    latitude: float | None = None
    note: str = ""
    caller_number: str = field(default="", repr=False)


@transaction.atomic
def receive(
    *,
    kind: str,
    source: str,
    subject_key: str,
    area: int,
    said_at: datetime,
    received_at: datetime,
    by: Actor,
    reference: UUID | None = None,
    person: UUID | None = None,
    device: UUID | None = None,
    longitude: float | None = None,
    latitude: float | None = None,
    note: str = "",
    caller_number: str = "",
) -> Incident:
    """One report becomes one incident, or joins the one that is open for the same subject and kind.

    Idempotent by (source, reference). A new report to an incident that was already dealt with, but not yet
    closed, opens it again. Works in the system's name: whoever presses has no scope.
    """
    report = Report(
        kind=kind,
        source=source,
        subject_key=subject_key,
        area=area,
        said_at=said_at,
        received_at=received_at,
        reference=reference,
        person=person,
        device=device,
        longitude=longitude,
        latitude=latitude,
        note=note,
        caller_number=caller_number,
    )
    with enter(system_scope("receive", actor=by)):
        return _receive(report, by)


def receive_entered(*, by: Actor, **report: Any) -> Incident:
    """`receive` for a door that has entered the system's scope and holds a savepoint for each report.

    It saves a third of the statements, and a press in a storm waits for those before it.
    """
    return _receive(Report(**report), by)


def _receive(reported: Report, by: Actor) -> Incident:
    report = _of_person(reported)
    steps.queue(f"{report.subject_key}/{report.kind}")
    known = Origin.objects.filter(source=report.source, reference=report.reference).first()
    if known and report.reference:
        return known.incident
    open_one = _held_open(report)
    incident = open_one or _open(report, by)
    _join(incident, report, by)
    if open_one and open_one.state == "resolved":
        return steps.take(
            "report_again", incident, by=by_system(by), now=report.received_at, how=report.source
        )
    return incident


def _of_person(report: Report) -> Report:
    """A double's report is the survivor's; what is open is looked for under the person, if one is known."""
    if report.person is None:
        return report
    person = registry.canonical_of(report.person)
    return replace(report, person=person, subject_key=f"person:{person}")


def _held_open(report: Report) -> Incident | None:
    """The open incident of this subject and kind, held: a report never joins one that is being closed.

    One that was closed or joined to another while we waited is looked for again, as it is now.
    """
    rows = Incident.objects.filter(_same_need(report), closed_at=None).order_by("opened_at", "id")
    while candidates := list(rows.all()):  # asked anew each time
        same = (one for one in candidates if one.subject_key == report.subject_key)
        found = next(same, candidates[0])
        cases.hold(found.id)
        if held := rows.filter(id=found.id).first():  # as it is now that nobody else takes a step
            return held
    return None


def _same_need(report: Report) -> Q:
    """Of this subject and kind; also of an unknown source, or of a second file, that was found out to be
    hers; of the same device, whoever was said to have pressed it; and what such a one was merged into.
    """
    same = Q(subject_key=report.subject_key)
    if report.person:
        same |= Q(person=report.person) | Q(person__in=doubles_of(report.person))
    if report.device:
        same |= Q(device=report.device)
    merged = RawSQL(MERGED_INTO, [report.subject_key, report.kind])  # noqa: S611 - our own text, bound values
    return same & Q(kind=report.kind) | Q(id__in=merged)


def by_system(by: Actor) -> Actor:
    """The machine that acts for a device or a caller in a step which the table leaves to the system."""
    return Actor(kind="system", label=by.label[:80])


def _number(now: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('emergency_number')")
        return f"E{now:%y%m%d}-{cursor.fetchone()[0]:06d}"


def _open(report: Report, by: Actor) -> Incident:
    key = new_key()
    incident = Incident(
        id=key,
        number=_number(report.received_at),
        kind=report.kind,
        source=report.source,
        subject_key=report.subject_key,
        area=report.area,
        person=report.person,
        file=report.person or key,
        device=report.device,
        state="open",
        opened_at=report.received_at,
        **_place(report),
    )
    incident.caller_number = report.caller_number or None
    incident.save(force_insert=True)
    pace = RURAL if _is_rural(report.area) else ""
    steps.open_case(
        incident, lifecycle=INCIDENT, pace=pace, by=by_system(by), now=report.received_at, how=report.source
    )
    _begin_chain(incident, report, by)
    return incident


def _place(report: Report) -> dict[str, float | None]:
    """The reported position, else the home's."""
    if report.longitude is not None and report.latitude is not None:
        return {"longitude": report.longitude, "latitude": report.latitude}
    home = registry.home_of(report.person) if report.person else None
    return {"longitude": home.longitude if home else None, "latitude": home.latitude if home else None}


@lru_cache(maxsize=8192)
def _is_rural(area: int) -> bool:
    """The tree does not change while a process lives."""
    return territory.is_rural(area)


def _begin_chain(incident: Incident, report: Report, by: Actor) -> None:
    evidence = steps.as_evidence(reference=report.reference, device=report.device)
    pressed_by = "caller" if report.source == "call" else "device_clock"
    reached = [
        steps.link_of(
            incident, ChainLink.PRESSED, at=report.said_at, actor=by.key, how=pressed_by, evidence=evidence
        )
    ]
    if report.person and report.device:
        reached.append(
            steps.link_of(
                incident,
                ChainLink.IDENTIFIED,
                at=report.received_at,
                actor="system:device_register",
                how="device_register",
                evidence=steps.as_evidence(device=report.device),
            )
        )
    steps.keep(reached)
    times.measure([incident.id], now=report.received_at)


def _join(incident: Incident, report: Report, by: Actor) -> None:
    Origin.objects.create(
        incident=incident,
        source=report.source,
        reference=report.reference,
        kind=report.kind,
        said_at=report.said_at,
        received_at=report.received_at,
        note=report.note,
        area=incident.area,
        person=incident.file,
    )
    events.record(
        "emergency.report.received",
        by=by,
        now=report.received_at,
        area=incident.area,
        subject_type="incident",
        subject=incident.id,
        person=incident.person,
        payload={"source": report.source, "kind": report.kind, "number": incident.number},
    )
