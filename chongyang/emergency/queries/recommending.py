"""Who should go: the soonest suitable responders, each with the reasons, and what an area loses by it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate

from chongyang.core.access import enter
from chongyang.core.scopes import Scope, system_scope
from chongyang.emergency.models import Dispatch, Incident
from chongyang.emergency.queries.around import Around, look_around, work_of
from chongyang.emergency.queries.covering import CoverLost, cover_lost
from chongyang.emergency.rules import nearest
from chongyang.emergency.rules.resting import rested_hours
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
SEARCHED = 400
HAS_KEY = ("holds", "knows_code")
Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Weighed:
    """The list, and what the area would lose by each of those on it who can be sent."""

    told: nearest.Recommendation
    lost: dict[UUID, CoverLost]


def weigh(scope: Scope, incident: Incident, *, now: datetime, limit: int | None = None) -> Weighed:
    """List and cover together, as the card shows them: everybody around is read once for both."""
    around, told = _recommend(scope, incident, now, limit)
    sent = [one.responder.id for one in told.first if one.responder.channel == nearest.APP]
    return Weighed(told, cover_lost(scope, sent, now=now, around=around))


def recommend(
    scope: Scope, incident: Incident, *, now: datetime, limit: int | None = None
) -> nearest.Recommendation:
    """The soonest suitable ones, with who is nearer and why not; contacts who can be called among them."""
    return _recommend(scope, incident, now, limit)[1]


def _recommend(
    scope: Scope, incident: Incident, now: datetime, limit: int | None
) -> tuple[Around, nearest.Recommendation]:
    weights = replace(load_weights(), shown=limit) if limit else load_weights()
    cluster = _cluster(incident)
    around = _around(scope, incident, cluster, now)
    ranked = [*_responders(incident, around, cluster, now), *_contacts(scope, cluster)]
    return around, nearest.recommend(_need(scope, incident, cluster), ranked, weights)


def rank_responders(
    scope: Scope, incident: Incident, *, now: datetime, limit: int | None = None
) -> tuple[nearest.Ranked, ...]:
    """Responders alone, who can be offered to."""
    cluster = _cluster(incident)
    around = _around(scope, incident, cluster, now)
    ranked = _responders(incident, around, cluster, now)
    return nearest.rank(_need(scope, incident, cluster), ranked, limit)


def rank_one(scope: Scope, incident: Incident, responder: Any, *, now: datetime) -> nearest.Ranked:
    """What speaks for one chosen responder."""
    cluster = _cluster(incident)
    where = providers.whereabouts(scope, [responder], now)
    work = work_of(scope, [responder.id], cluster, now=now)
    alone = Around(place_of(incident), 0.0, False, [responder], where, work)
    need = _need(scope, incident, cluster)
    return nearest.rank(need, _responders(incident, alone, cluster, now))[0]


def _cluster(incident: Incident) -> list[UUID]:
    """Every file of the person, found once for all that is asked of them."""
    return registry.get_cluster(incident.person) if incident.person else []


def _need(scope: Scope, incident: Incident, cluster: Sequence[UUID]) -> nearest.Need:
    """What the incident asks for; who it is about says in what language, and by whom she would be helped."""
    skills = frozenset({"first_aid"}) if incident.level == "P0" else frozenset[str]()
    wishes = registry.wishes_of(scope, cluster)
    return nearest.Need(skills=skills, languages=wishes.languages, prefers_sex=wishes.prefers_sex)


def place_of(incident: Incident) -> Place | None:
    """Where it is, if that is known."""
    if incident.longitude is None or incident.latitude is None:
        return None
    return (incident.longitude, incident.latitude)


def _around(scope: Scope, incident: Incident, cluster: Sequence[UUID], now: datetime) -> Around:
    middle = place_of(incident)
    return look_around(scope, middle, SEARCH_DEGREES, now=now, limit=SEARCHED, cluster=cluster)


def _responders(
    incident: Incident, around: Around, cluster: Sequence[UUID], now: datetime
) -> list[nearest.Responder]:
    """Everything that is weighed; no statement of its own."""
    ways = _ways(around.rows, around.where, place_of(incident))
    hours = {key: rested_hours(held, now) for key, held in around.work.spans.items()}
    files, day = set(cluster), localdate(now)
    return [
        nearest.Responder(
            id=row.id,
            kind=row.kind,
            on_duty=row.is_on_duty,
            way=ways.get(row.id),
            position=around.where[row.id].position,
            has_shared=around.where[row.id].at is not None,
            load=around.work.load.get(row.id, 0),
            capacity=row.capacity,
            skills=skills_on(row.skills, row.skill_ends, day),
            holds_key=not files.isdisjoint(row.holds_keys_of),
            visits=around.work.visits.get(row.id, 0),
            languages=frozenset(row.languages),
            sex=row.sex,
            rested=hours.get(row.id),
        )
        for row in around.rows
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


def _contacts(scope: Scope, cluster: Sequence[UUID]) -> list[nearest.Responder]:
    """Family and neighbours of the elder: they can be called, and often hold the key."""
    return [
        nearest.Responder(
            id=row.id,
            kind=row.relation,
            on_duty=True,
            way=_way_of_contact(row.distance_metres),
            holds_key=row.key_holder in HAS_KEY,
            channel=nearest.PHONE,
        )
        for row in registry.contacts_of(scope, cluster)
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
