"""What led to an incident: the reports that belong to it now, and what neighbours told."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL

from chongyang.core.access import enter, visible
from chongyang.core.scopes import Scope, system_scope
from chongyang.emergency.models import Incident, Origin, OriginMove, Sighting
from chongyang.emergency.queries.incidents import NotFound, _incidents
from chongyang.emergency.rules.kinds import worker_key
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can

NEAR_DEGREES = 0.01
"""Half the side of the box in which open incidents may be the same need (about one kilometre)."""
SAME_NEED = timedelta(hours=2)
NEED = """
WITH RECURSIVE need(id) AS (
    SELECT %s::uuid UNION SELECT i.id FROM emergency_incident i JOIN need ON i.merged_into_id = need.id
) SELECT id FROM need
"""


def origins_of(incident: Incident) -> list[Origin]:
    """The reports that belong to an incident now, the oldest first; what was split off is not among them."""
    last = OriginMove.objects.filter(origin=OuterRef("id")).order_by("-at", "-id").values("target")[:1]
    moved_in = OriginMove.objects.filter(target=incident).values("origin")
    rows = Origin.objects.filter(Q(incident=incident) | Q(id__in=moved_in)).annotate(now_in=Subquery(last))
    kept = rows.filter(Q(now_in=None) | Q(now_in=incident.id))
    return list(kept.order_by("received_at", "id"))


def signals_of(incident: Incident) -> list[Origin]:
    """The reports of an incident and of all that were merged into it, the oldest first."""
    last = OriginMove.objects.filter(origin=OuterRef("id")).order_by("-at", "-id").values("target")[:1]
    need = RawSQL(NEED, [incident.id])  # noqa: S611 - our own text, bound values
    moved_in = OriginMove.objects.filter(target__in=need).values("origin")
    rows = Origin.objects.filter(Q(incident__in=need) | Q(id__in=moved_in)).annotate(now_in=Subquery(last))
    return list(rows.filter(Q(now_in=None) | Q(now_in__in=need)).order_by("received_at", "id"))


def list_origins(scope: Scope, incident: UUID) -> list[Origin]:
    """The reports of an incident within reach, merged ones' among them; raises NotFound."""
    row = _incidents(scope).filter(id=incident).first()
    if row is None:
        raise NotFound(str(incident))
    return signals_of(row)


def list_sightings(scope: Scope, incident: UUID) -> list[Sighting]:
    """What neighbours and workers told; names and numbers stay sealed."""
    if not may(scope, Can.ANSWER_CALLS):
        return []
    return list(visible(Sighting.objects.filter(incident=incident), scope).order_by("at", "id"))


def access_sighting(scope: Scope, sighting: UUID) -> Sighting:
    """One neighbour's report; raises NotFound."""
    row = visible(Sighting.objects.filter(id=sighting), scope).first()
    if row is None:
        raise NotFound(str(sighting))
    return row


def list_related(scope: Scope, incident: Incident) -> list[Incident]:
    """What was merged into it, what it was merged into, what was split off it, what it was split from."""
    ends = [key for key in (incident.merged_into_id, incident.split_from_id) if key]
    rows = _incidents(scope).filter(Q(merged_into=incident) | Q(split_from=incident) | Q(id__in=ends))
    return list(rows.order_by("opened_at", "id"))


def list_merge_candidates(scope: Scope, incident: Incident, now: datetime, limit: int = 6) -> list[Incident]:
    """Open incidents that may be the same need: of the same person, or near and lately; hers first."""
    hers = Q(person=incident.person) if incident.person else Q(pk__in=[])
    near = Q(pk__in=[])
    if incident.longitude is not None and incident.latitude is not None:
        near = Q(
            longitude__range=(incident.longitude - NEAR_DEGREES, incident.longitude + NEAR_DEGREES),
            latitude__range=(incident.latitude - NEAR_DEGREES, incident.latitude + NEAR_DEGREES),
            opened_at__gte=now - SAME_NEED,
        )
    rows = _incidents(scope).filter(hers | near, closed_at=None).exclude(id=incident.id)
    found = list(rows.order_by("-opened_at", "-id")[: limit * 2])
    return sorted(found, key=lambda row: row.person is None or row.person != incident.person)[:limit]


def list_recent_of(scope: Scope, person: UUID, but: UUID, limit: int = 4) -> list[Incident]:
    """A person's last incidents besides this one, the newest first."""
    rows = _incidents(scope).filter(person=person).exclude(id=but)
    return list(rows.order_by("-opened_at", "-id")[:limit])


def get_own_sos(scope: Scope) -> Incident | None:
    """The call for help that a worker made for herself and that is not closed; nobody else's."""
    if scope.actor.account is None or not may(scope, Can.RESPOND):
        return None
    with enter(system_scope("own sos", actor=scope.actor)):
        rows = Incident.objects.filter(subject_key=worker_key(scope.actor.account), closed_at=None)
        return rows.only("id", "number", "state", "opened_at").first()
