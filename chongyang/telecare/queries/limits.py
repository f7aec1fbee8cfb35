"""Limits of single elders and absences, as rules ask for them and as pages show them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from chongyang.core.access import visible
from chongyang.core.scopes import Scope
from chongyang.registry import queries as registry
from chongyang.telecare.models import Away, VitalLimit
from chongyang.telecare.rules import vitals
from chongyang.telecare.rules.vitals import Applied
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can


def _valid(now: datetime) -> Q:
    return Q(valid_from__lte=now) & (Q(valid_to__isnull=True) | Q(valid_to__gt=now))


def overrides_of(clusters: Mapping[UUID, Sequence[UUID]], now: datetime) -> dict[tuple[UUID, str], float]:
    """The limits of these elders that hold now, for the machine's own judging: of all files of each, and of
    two for one rule the survivor's.
    """
    files = {member for members in clusters.values() for member in members}
    rows: QuerySet[VitalLimit] = VitalLimit.objects.filter(_valid(now), person__in=files).order_by("id")
    held: dict[UUID, dict[str, float]] = {}
    for row in rows:
        held.setdefault(row.person, {})[row.rule] = row.limit
    return {
        (person, rule): limit
        for person, members in clusters.items()
        for member in reversed(members)
        for rule, limit in held.get(member, {}).items()
    }


def distinct_limits(rule: str, now: datetime) -> list[float]:
    """Which own limits anybody has for a rule; few, where elders are many."""
    rows = VitalLimit.objects.filter(_valid(now), rule=rule).order_by("limit")
    return list(rows.values_list("limit", flat=True).distinct())


def list_limits(scope: Scope, person: UUID, limit: int = 100) -> list[VitalLimit]:
    """An elder's own limits with their history, the newest first."""
    demand(scope, Can.WATCH_VITALS)
    files = _files(scope, person)
    rows = visible(VitalLimit.objects.filter(person__in=files), scope)
    return list(rows.order_by("-valid_from", "-id")[:limit])


def list_applied(scope: Scope, person: UUID, now: datetime) -> dict[str, Applied]:
    """Every rule that holds for an elder, with her limit and whose it is, in the order of the file."""
    demand(scope, Can.WATCH_VITALS)
    files = _files(scope, person)
    risk = registry.list_risks(files[:1]).get(files[0])
    own = overrides_of({person: files}, now)
    age = vitals.age_on(risk.born_on, now.astimezone(vitals.LOCAL).date()) if risk else 0
    conditions = risk.conditions if risk else ()
    found = (
        (code, vitals.apply(rule, conditions, age, own.get((person, code))))
        for code, rule in vitals.load_rules().rules.items()
    )
    return {code: applied for code, applied in found if applied}


def get_away(scope: Scope, person: UUID, now: datetime) -> Away | None:
    """Why she is not at home now, if that was said."""
    demand(scope, Can.WATCH_VITALS)
    rows = visible(Away.objects.filter(_valid(now), person__in=_files(scope, person)), scope)
    return rows.order_by("valid_from", "id").first()


def list_away(persons: Collection[UUID]) -> dict[UUID, list[tuple[datetime, datetime | None]]]:
    """When these persons were said to be away, for rooms that plan ahead; in the system's scope."""
    found: dict[UUID, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    rows = Away.objects.filter(person__in=list(persons)).order_by("valid_from", "id")
    for person, begun, ended in rows.values_list("person", "valid_from", "valid_to"):
        found[person].append((begun, ended))
    return dict(found)


def _files(scope: Scope, person: UUID) -> list[UUID]:
    """All files of an elder within reach, the survivor first; raises NotFound."""
    return registry.get_cluster(registry.access_elder(scope, person))
