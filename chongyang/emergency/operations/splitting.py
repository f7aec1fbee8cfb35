"""One incident turns out to be two: chosen reports leave it for an incident of their own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from chongyang.core import events, live
from chongyang.core.access import enter
from chongyang.core.keys import new_key
from chongyang.core.operations import cases
from chongyang.core.scopes import Scope, system_scope
from chongyang.core.words import N_
from chongyang.emergency import queries
from chongyang.emergency.models import Incident, Link, Origin, OriginMove
from chongyang.emergency.operations import joining, steps, times
from chongyang.emergency.rules.chain import ChainLink
from chongyang.emergency.rules.lifecycle import INCIDENT, RURAL
from chongyang.registry import queries as registry
from chongyang.territory import queries as territory
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

HOW = "split"


class UnableToSplit(Exception):
    """These reports cannot leave the incident; Chinese source text."""


@transaction.atomic
def split(
    *,
    incident: UUID,
    origins: Sequence[UUID],
    reason: str,
    scope: Scope,
    now: datetime,
    person: UUID | None = None,
    kind: str = "",
) -> Incident:
    """Take reports out of an incident: another person's, or a second emergency of the same one.

    They go to an incident of their own, or to the one that is open already for that person and kind. Both
    chains are corrected by new lines; nothing that was written is changed.
    """
    demand(scope, Can.ANSWER_CALLS)
    elder = registry.access_elder(scope, registry.canonical_of(person)) if person else None
    new, kind = new_key(), kind or queries.access_incident(scope, incident).kind
    subject = f"person:{elder.id}" if elder else f"split:{new}"
    steps.queue(f"{subject}/{kind}")
    row = steps.access_held(scope, incident)
    chosen = _chosen(row, origins, reason, same=(subject == row.subject_key and kind == row.kind))
    with enter(system_scope(HOW, actor=scope.actor)):
        target = _open_one(subject, kind, elder) or _open(row, new, subject, kind, elder, chosen, scope, now)
        for origin in chosen:
            _move(origin, row, target, reason, scope, now)
        _correct(row, scope, now)
        for one in (row, target):
            times.keep_times(one.id, by=scope.actor, now=now)
    _tell(row, target, len(chosen), scope, now)
    return target


def _chosen(row: Incident, origins: Sequence[UUID], reason: str, same: bool) -> list[Origin]:
    """The reports to move, the oldest first; raises UnableToSplit."""
    held = queries.signals_of(row)
    chosen = [one for one in held if one.id in set(origins)]
    if row.closed_at is not None:
        raise UnableToSplit(N_("事件已办结，不能拆分；请先重新打开。"))
    if not reason.strip():
        raise UnableToSplit(N_("请填写拆分的理由。"))
    if not chosen or len(chosen) != len(set(origins)):
        raise UnableToSplit(N_("请选择要拆出的报警。"))
    if len(chosen) == len(held):
        raise UnableToSplit(N_("至少留下一条报警；若全部属于他人，请改为核实身份。"))
    if same:
        raise UnableToSplit(N_("同一位老人的同类事件只能有一个；请选择另一类别或另一位老人。"))
    return chosen


def _open_one(subject: str, kind: str, elder: Any) -> Incident | None:
    same = Incident.objects.filter(subject_key=subject, kind=kind, closed_at=None).first()
    row = same or (joining.open_of(elder.id, kind).first() if elder else None)
    if row:
        cases.hold(row.id)
    return row


def _open(
    row: Incident,
    key: UUID,
    subject: str,
    kind: str,
    elder: Any,
    chosen: Sequence[Origin],
    scope: Scope,
    now: datetime,
) -> Incident:
    """The new incident: it waits since its first report came in."""
    first = chosen[0]
    made = Incident(
        id=key,
        number=_number(now),
        kind=kind,
        source=first.source,
        subject_key=subject,
        area=elder.area if elder else row.area,
        person=elder.id if elder else None,
        file=elder.id if elder else key,
        state="open",
        opened_at=first.received_at,
        longitude=elder.longitude if elder else row.longitude,
        latitude=elder.latitude if elder else row.latitude,
        split_from=row,
    )
    made.caller_number = (row.caller_number.plain or None) if first.source == row.source else None
    made.save(force_insert=True)
    _begin_chain(made, first)
    pace = RURAL if territory.is_rural(made.area) else ""
    steps.open_case(made, lifecycle=INCIDENT, pace=pace, by=scope.actor, now=now, how=HOW)
    return made


def _begin_chain(made: Incident, first: Origin) -> None:
    evidence = steps.as_evidence(origin=first.id, split_from=made.split_from_id)
    for link, at in ((ChainLink.PRESSED, first.said_at), (ChainLink.RECEIVED, first.received_at)):
        steps.reach(made, link, at=at, actor="", how=HOW, evidence=evidence)


def _number(now: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('emergency_number')")
        return f"E{now:%y%m%d}-{cursor.fetchone()[0]:06d}"


def _move(origin: Origin, row: Incident, target: Incident, reason: str, scope: Scope, now: datetime) -> None:
    OriginMove.objects.create(
        origin=origin,
        source=row,
        target=target,
        reason=reason.strip()[:200],
        at=now,
        account=scope.actor.account,
        area=row.area,
        person=row.file,
    )


def _correct(row: Incident, scope: Scope, now: datetime) -> None:
    """Where the report that began the chain has left, the next one begins it: a new line beside the old."""
    first = queries.origins_of(row)[0]
    for link, at in ((ChainLink.PRESSED, first.said_at), (ChainLink.RECEIVED, first.received_at)):
        former = row.links.filter(link=link.value).order_by("-id").first()
        if former and former.at != at:
            Link.objects.create(
                incident=row,
                link=link.value,
                at=at,
                actor=scope.actor.key,
                how=HOW,
                evidence=steps.as_evidence(origin=first.id),
                corrects=former,
                area=row.area,
                person=row.file,
            )


def _tell(row: Incident, target: Incident, count: int, scope: Scope, now: datetime) -> None:
    events.record(
        "emergency.incident.split",
        by=scope.actor,
        now=now,
        area=row.area,
        subject_type="incident",
        subject=row.id,
        person=row.person,
        payload={"into": str(target.id), "reports": count, "kind": target.kind},
    )
    for one in (row, target):
        live.announce("incidents", area=one.area, key=str(one.id))
