"""The ledger for check_scope: who finds the measured times of which incident, by each of its doors."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from chongyang.core.scopes import Scope, system_scope
from chongyang.emergency import operations, queries
from chongyang.emergency.models import Incident, IncidentTimes
from chongyang.emergency.rules.ledger import Choice
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from chongyang.territory.rules.capabilities import Can, can
from chongyang.workshop.scopes.rule import Resource, reads_persons
from chongyang.workshop.scopes.sample import Sample

EVER = Choice(since=datetime(2000, 1, 1, tzinfo=UTC), until=datetime(2199, 1, 1, tzinfo=UTC))
HOUR = timedelta(hours=1)


def add_rows(sample: Sample, now: datetime) -> None:
    """Every incident of the sample is measured."""
    actor = system_scope("check_scope").actor
    for incident in list(sample.rows[Incident]):
        operations.keep_times(incident.id, by=actor, now=now)
        sample.rows.setdefault(IncidentTimes, []).append(IncidentTimes.objects.get(incident=incident.id))


def _reads(role: Role) -> bool:
    """Who has the ledger, and may know persons."""
    return can(role, Can.READ_LEDGER) and reads_persons(role)


def _all(scope: Scope, rows: list[Any]) -> Iterable[Any]:
    try:
        return queries.list_register(scope, EVER, limit=len(rows))
    except NotAllowed:
        return []


def _each(scope: Scope, rows: list[Any]) -> Iterable[Any]:
    for row in rows:
        try:
            yield queries.access_times(scope, row.incident_id)
        except (NotAllowed, queries.NotFound):
            continue


def _exported(scope: Scope, rows: list[Any]) -> Iterable[Any]:
    try:
        return queries.export_register(scope, EVER, limit=len(rows))
    except NotAllowed:
        return []


def _exports(role: Role) -> bool:
    return _reads(role) and can(role, Can.EXPORT_LEDGER)


def _count(scope: Scope) -> int:
    """As the page of the register would count."""
    try:
        return queries.count_register(scope, EVER)
    except NotAllowed:
        return 0


TIMES = Resource(
    "ledger",
    IncidentTimes,
    _reads,
    {"list": _all, "detail": _each, "export": _exported},
    {"count": _count},
    {"export": _exports},
)
