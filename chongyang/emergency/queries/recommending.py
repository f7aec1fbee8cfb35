"""Who should go: the soonest suitable responders, each with the reasons, and what an area loses by it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.timezone import localdate

from chongyang.core.access import enter
from chongyang.core.scopes import Scope, system_scope
from chongyang.emergency.models import Dispatch, Incident
from chongyang.emergency.queries.dispatches import loads
from chongyang.emergency.rules import nearest
from chongyang.emergency.rules.resting import LOOK_BACK, rested_hours
from chongyang.emergency.rules.weights import load_weights
from chongyang.providers import queries as providers
from chongyang.providers.enums import ResponderKind
from chongyang.providers.rules.positions import mode_of, skills_on
from chongyang.registry import queries as registry
from chongyang.roads import queries as roads
from chongyang.roads.enums import Basis, Mode
from chongyang.roads.rules.travel import straight_seconds

SEARCH_DEGREES = 0.25
"""Half the side of the box around an incident in which responders are looked for (about 25 km)."""
HAS_KEY = ("holds", "knows_code")
Place = tuple[float, float]


def recommend(
    scope: Scope, incident: Incident, *, now: datetime, limit: int | None = None
) -> nearest.Recommendation:
    """The soonest suitable ones, with who is nearer and why not; contacts who can be called among them."""
    told = load_weights()
    if limit:
        told = replace(told, shown=limit)
    return nearest.recommend(need_of(scope, incident), _candidates(scope, incident, now), told)


def rank_responders(
    scope: Scope, incident: Incident, *, now: datetime, limit: int | None = None
) -> tuple[nearest.Ranked, ...]:
    """Responders alone, who can be offered to."""
    rows = _on_duty(scope, incident)
    return nearest.rank(need_of(scope, incident), _responders(scope, incident, rows, now), limit)


def rank_one(scope: Scope, incident: Incident, responder: Any, *, now: datetime) -> nearest.Ranked:
    """What speaks for one chosen responder."""
    return nearest.rank(need_of(scope, incident), _responders(scope, incident, [responder], now))[0]


def need_of(scope: Scope, incident: Incident) -> nearest.Need:
    """What the incident asks for; who it is about says in what language, and by whom she would be helped."""
    skills = frozenset({"first_aid"}) if incident.level == "P0" else frozenset[str]()
    if incident.person is None:
        return nearest.Need(skills=skills)
    wishes = registry.wishes_of(scope, incident.person)
    return nearest.Need(skills=skills, languages=wishes.languages, prefers_sex=wishes.prefers_sex)


def place_of(incident: Incident) -> Place | None:
    """Where it is, if that is known."""
    if incident.longitude is None or incident.latitude is None:
        return None
    return (incident.longitude, incident.latitude)


def _on_duty(scope: Scope, incident: Incident) -> list[Any]:
    return providers.list_responders(scope, near=place_of(incident), within_degrees=SEARCH_DEGREES)


def _candidates(scope: Scope, incident: Incident, now: datetime) -> list[nearest.Responder]:
    rows = _on_duty(scope, incident)
    return [*_responders(scope, incident, rows, now), *_contacts(scope, incident)]


def _responders(
    scope: Scope, incident: Incident, rows: Sequence[Any], now: datetime
) -> list[nearest.Responder]:
    """Everything that is weighed, in as many statements for one as for four hundred."""
    keys = [row.id for row in rows]
    cluster = registry.get_cluster(incident.person) if incident.person else []
    where = providers.whereabouts(scope, rows, now)
    ways = _ways(rows, where, place_of(incident))
    under_way, visits, rested = loads(keys), _visits(keys, cluster, now), _rested(keys, now)
    day = localdate(now)
    return [
        nearest.Responder(
            id=row.id,
            kind=row.kind,
            on_duty=row.is_on_duty,
            way=ways.get(row.id),
            position=where[row.id].position,
            has_shared=where[row.id].at is not None,
            load=under_way.get(row.id, 0),
            capacity=row.capacity,
            skills=skills_on(row.skills, row.skill_ends, day),
            holds_key=bool(set(cluster) & set(row.holds_keys_of)),
            visits=visits.get(row.id, 0),
            languages=frozenset(row.languages),
            sex=row.sex,
            rested=rested.get(row.id),
        )
        for row in rows
    ]


def _ways(
    rows: Iterable[Any], where: dict[UUID, providers.Whereabouts], place: Place | None
) -> dict[UUID, nearest.Way]:
    """The way of each to the place; one run over the network for each mode."""
    if place is None:
        return {}
    by_mode: dict[Mode, list[UUID]] = defaultdict(list)
    for row in rows:
        by_mode[mode_of(row.kind, row.travel_mode)].append(row.id)
    found: dict[UUID, nearest.Way] = {}
    for mode, keys in by_mode.items():
        journeys = roads.travel_times([where[key].position for key in keys], place, mode)
        found |= {key: _way(one) for key, one in zip(keys, journeys, strict=True)}
    return found


def _way(journey: roads.Journey) -> nearest.Way:
    return nearest.Way(round(journey.seconds), round(journey.metres), journey.basis)


def _visits(responders: Sequence[UUID], cluster: Sequence[UUID], now: datetime) -> dict[UUID, int]:
    """How often each was at this elder's door."""
    since = now - timedelta(days=load_weights().familiar_days)
    rows = Dispatch.objects.filter(
        responder__in=responders, incident__person__in=cluster, arrived_at__gte=since
    )
    counted = rows.values("responder").annotate(n=Count("id")).order_by("responder")
    return {row["responder"]: row["n"] for row in counted}


def _rested(responders: Sequence[UUID], now: datetime) -> dict[UUID, float]:
    """Hours since the last night's work of those who had any: journeys, and turns of duty."""
    with enter(system_scope("rest")):
        spans = providers.turns_since(responders, now - LOOK_BACK)
        rows = Dispatch.objects.filter(
            responder__in=responders, accepted_at__isnull=False, ended_at__gte=now - LOOK_BACK
        )
        journeys = rows.order_by("id").values_list("responder", "accepted_at", "ended_at")
        for responder, began, ended in journeys:
            if began:
                spans.setdefault(responder, []).append((began, ended))
    told = {key: rested_hours(held, now) for key, held in spans.items()}
    return {key: hours for key, hours in told.items() if hours is not None}


def _contacts(scope: Scope, incident: Incident) -> list[nearest.Responder]:
    """Family and neighbours of the elder: they can be called, and often hold the key."""
    if incident.person is None:
        return []
    try:
        rows = registry.list_contacts(scope, incident.person)
    except registry.NotFound:
        return []
    return [
        nearest.Responder(
            id=row.id,
            kind=row.relation,
            on_duty=True,
            way=_way_of_contact(row.distance_metres),
            holds_key=row.key_holder in HAS_KEY,
            channel=nearest.PHONE,
        )
        for row in rows
    ]


def _way_of_contact(metres: int | None) -> nearest.Way | None:
    """Contacts give how far away they live, not where; driving, by the straight line."""
    if metres is None:
        return None
    mode = mode_of(ResponderKind.FAMILY.value)
    return nearest.Way(round(straight_seconds(metres, mode)), metres, Basis.STRAIGHT_LINE)


def way_offered(dispatch: Dispatch) -> nearest.Way | None:
    """The way as it was when she was asked."""
    if dispatch.travel_seconds is None or dispatch.distance_metres is None:
        return None
    return nearest.Way(dispatch.travel_seconds, dispatch.distance_metres, Basis.of(dispatch.basis))


def own_way(scope: Scope, dispatch: Dispatch, *, now: datetime) -> nearest.Way | None:
    """Her way from where she is now to the door, for her who goes; nobody else's."""
    if dispatch.account != scope.actor.account:
        return None
    with enter(system_scope("own way", actor=scope.actor)):
        row = providers.get_responder(dispatch.responder)
        incident = Incident.objects.filter(id=dispatch.incident_id).first()
        if row is None or incident is None:
            return None
        where = providers.whereabouts(system_scope("own way"), [row], now)
        return _ways([row], where, place_of(incident)).get(row.id)
