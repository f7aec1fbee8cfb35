"""Incidents that turn out to be one person's: one goes on, the others end in it. Nothing of them is lost.

Who is found out late, whose identity is corrected, whose two files are linked: each may leave her with two
open incidents of a kind, which the database refuses.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from chongyang.core import live
from chongyang.core.access import enter
from chongyang.core.models import Case, Event
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Actor, system_scope
from chongyang.core.words import N_
from chongyang.emergency.models import Incident
from chongyang.emergency.operations import steps
from chongyang.emergency.rules.kinds import WORKER_KIND, level_of_kind
from chongyang.emergency.rules.levels import graver
from chongyang.emergency.rules.lifecycle import SEATS
from chongyang.emergency.rules.outcomes import Outcome
from chongyang.registry import queries as registry
from chongyang.registry.queries.elders import doubles_of

SAME_PERSON = N_("已核实为同一人，并入另一事件")
PROGRESS = {"dispatching": 1, "assigned": 2, "arrived": 3}
"""How far somebody is on the way; where nobody was sent the older one goes on."""


def open_of(person: UUID, kind: str) -> QuerySet[Incident]:
    """The open incidents of a person and kind, under whichever of her files. A worker's own call for help
    is hers alone, whoever lives where she is.
    """
    hers = Q(person=person) | Q(person__in=doubles_of(person))
    rows = Incident.objects.filter(hers, kind=kind, closed_at=None).exclude(kind=WORKER_KIND)
    return rows.order_by("opened_at", "id")


def hold_with(incident: UUID, person: UUID, kind: str) -> list[Incident]:
    """This incident and whatever else is open for the person, held; the caller has queued by her key."""
    others = list(open_of(person, kind).exclude(id=incident).values_list("id", flat=True))
    cases.hold(incident, *others)
    return list(open_of(person, kind).filter(id__in=others))


def choose(rows: Sequence[Incident]) -> Incident:
    """Which one goes on: to whose person somebody is farthest on the way, else the oldest."""
    return min(rows, key=lambda row: (-PROGRESS.get(row.state, 0), row.opened_at, row.id))


def end_in(row: Incident, survivor: Incident, *, by: Actor, now: datetime) -> None:
    """This one ends in the other; what was dealt with already keeps its outcome.

    For the system's scope; both are held. Of two journeys the one of the survivor is at least as far.
    """
    row.merged_into, row.outcome, row.closed_at = survivor, row.outcome or Outcome.DUPLICATE.value, now
    row.save(update_fields=["merged_into", "outcome", "closed_at"])
    take_over_level(survivor, row, now)
    evidence = steps.as_evidence(into=survivor.id)
    steps.take("join", row, by=by, now=now, facts={"survivor"}, how="identity", evidence=evidence)
    end_dispatches(row, by=by, now=now, reason=SAME_PERSON)


def wake(survivor: Incident, *, by: Actor, now: datetime) -> Incident:
    """What goes on is somebody's: the seat's that found it out; what was dealt with is open again."""
    if survivor.state == "resolved":
        return steps.take("report_again", survivor, by=SYSTEM, now=now, how="identity")
    if survivor.state == "open" and by.role in SEATS:
        steps.take("acknowledge", survivor, by=by, now=now, how="desk")
        survivor.taken_by = by.account
        survivor.save(update_fields=["taken_by"])
    return survivor


def end_dispatches(row: Incident, *, by: Actor, now: datetime, reason: str) -> None:
    """Whoever is still asked or on the way is told."""
    with enter(system_scope("close", actor=by)):
        for dispatch in row.dispatches.filter(ended_at=None).order_by("id"):
            action = "finish" if dispatch.state == "arrived" else "withdraw"
            doer = by if action == "finish" else SYSTEM
            cases.perform(case=Case(id=dispatch.id), action=action, by=doer, now=now, reason=reason)


def take_over_level(survivor: Incident, row: Incident, now: datetime) -> None:
    """The graver of both levels goes on; a survivor that nobody judged is at least as urgent as its kind."""
    standing = survivor.level or level_of_kind(survivor.kind).value
    level = graver(standing, row.level)
    if level != standing:
        survivor.level, survivor.level_at = level, now
        survivor.save(update_fields=["level", "level_at"])
    live.announce("incidents", area=survivor.area, key=str(survivor.id))


def follow_link(event: Event) -> None:
    """Handler: two files were found to be one person's. What is open under both becomes one, kind by kind:
    a link is refused while both have one, but a press may come in the same moment.

    Told twice it finds nothing more to do. The link may be gone again: then nothing is done.
    """
    if event.subject is None:
        return
    with enter(system_scope("link", actor=SYSTEM)):
        person = registry.canonical_of(event.subject)
        rows = Incident.objects.filter(Q(person=person) | Q(person__in=doubles_of(person)), closed_at=None)
        for kind in sorted(set(rows.values_list("kind", flat=True)) - {WORKER_KIND}):
            _settle(person, kind, event.at)


@transaction.atomic
def _settle(person: UUID, kind: str, now: datetime) -> None:
    steps.queue(f"person:{person}/{kind}")
    cases.hold(*open_of(person, kind).values_list("id", flat=True))
    rows = list(open_of(person, kind))
    if len(rows) < 2:
        return
    survivor = choose(rows)
    for row in rows:
        if row.id != survivor.id:
            end_in(row, survivor, by=SYSTEM, now=now)
    wake(survivor, by=SYSTEM, now=now)
