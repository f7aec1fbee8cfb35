"""Who should go: the nearest suitable responders, each with the reasons."""

from typing import Any
from uuid import UUID

from chongyang.core.scopes import Scope
from chongyang.emergency.models import Incident
from chongyang.emergency.queries.dispatches import loads
from chongyang.emergency.rules import nearest
from chongyang.providers import queries as providers

SEARCH_DEGREES = 0.25
"""Half the side of the box around an incident in which responders are looked for (about 25 km)."""


def _need(incident: Incident) -> nearest.Need:
    known = incident.longitude is not None and incident.latitude is not None
    position = (incident.longitude, incident.latitude) if known else None
    skills = frozenset({"first_aid"}) if incident.level == "P0" else frozenset()
    return nearest.Need(position=position, skills=skills)  # type: ignore[arg-type]


def _candidate(row: Any, load: int, person: UUID | None) -> nearest.Responder:
    return nearest.Responder(
        id=row.id,
        kind=row.kind,
        position=(row.longitude, row.latitude),
        on_duty=row.is_on_duty,
        load=load,
        capacity=row.capacity,
        skills=frozenset(row.skills),
        holds_key=person is not None and person in row.holds_keys_of,
    )


def recommend(scope: Scope, incident: Incident, limit: int = 5) -> tuple[nearest.Ranked, ...]:
    """The nearest suitable responders on duty, each with the reasons."""
    need = _need(incident)
    rows = providers.list_responders(scope, near=need.position, within_degrees=SEARCH_DEGREES)
    under_way = loads(row.id for row in rows)
    candidates = [_candidate(row, under_way.get(row.id, 0), incident.person) for row in rows]
    return nearest.rank(need, candidates, limit=limit)


def rank_one(incident: Incident, responder: Any) -> nearest.Ranked:
    """What speaks for one chosen responder."""
    load = loads([responder.id]).get(responder.id, 0)
    return nearest.rank(_need(incident), [_candidate(responder, load, incident.person)])[0]
