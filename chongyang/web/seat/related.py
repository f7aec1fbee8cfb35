"""What belongs to an incident: its reports, what was merged or split, what it may join. Reads only."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chongyang.core.scopes import Scope
from chongyang.emergency import queries
from chongyang.emergency.rules.kinds import Reporter, Source
from chongyang.web.seat.board import names_of, show_row
from chongyang.web.seat.words import KINDS, SOURCES, SPLIT_KINDS

MERGEABLE = ("open", "acknowledged", "understood")
"""Once somebody was sent, an incident is worked on to its own end."""


def related_context(scope: Scope, incident: Any, now: datetime) -> dict[str, Any]:
    """The reports and relations of an incident, and what it may be merged into."""
    is_open = incident.closed_at is None
    mergeable = incident.state in MERGEABLE
    candidates = queries.list_merge_candidates(scope, incident, now) if mergeable else []
    related = queries.list_related(scope, incident)
    names = names_of([*candidates, *related])
    reports = queries.signals_of(incident)
    told = any(row.source == Source.NEIGHBOUR for row in reports)
    sightings = {row.id: row for row in queries.list_sightings(scope, incident.id)} if told else {}
    origins = [_show_origin(row, sightings) for row in reports]
    return {
        "origins": origins,
        "related": [{**show_row(row, names), "how": _how(incident, row)} for row in related],
        "candidates": [{**show_row(row, names), "is_hers": _is_hers(incident, row)} for row in candidates],
        "split_kinds": SPLIT_KINDS,
        "can_split": is_open and incident.state != "open" and len(origins) > 1,
    }


def _is_hers(incident: Any, other: Any) -> bool:
    return incident.person is not None and incident.person == other.person


def _how(incident: Any, other: Any) -> str:
    """How the other one stands to this, as a code that the template words."""
    if other.merged_into_id == incident.id:
        return "merged_in"
    if other.id == incident.merged_into_id:
        return "merged_into"
    return "split_off" if other.split_from_id == incident.id else "split_from"


def _show_origin(row: Any, sightings: dict[UUID, Any]) -> dict[str, Any]:
    sighting = sightings.get(row.reference)
    reporter = dict(Reporter.choices()).get(sighting.reporter, "") if sighting else ""
    return {
        "row": row,
        "source": SOURCES.get(row.source, row.source),
        "kind": KINDS.get(row.kind, row.kind),
        "sighting": sighting,
        "reporter": reporter,
    }
