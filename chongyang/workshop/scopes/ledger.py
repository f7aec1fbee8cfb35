"""The ledger for check_scope: who finds the measured times of which incident, by each of its doors."""

from datetime import UTC, datetime, timedelta
from functools import partial

from chongyang.core.scopes import system_scope
from chongyang.emergency import operations, queries
from chongyang.emergency.models import Incident, IncidentTimes
from chongyang.emergency.rules.ledger import Choice
from chongyang.territory.rules.capabilities import Can
from chongyang.workshop.scopes.asking import counted, listed, may_read, one_by_one
from chongyang.workshop.scopes.rule import Resource
from chongyang.workshop.scopes.sample import Sample

EVER = Choice(since=datetime(2000, 1, 1, tzinfo=UTC), until=datetime(2199, 1, 1, tzinfo=UTC))
HOUR = timedelta(hours=1)


def add_rows(sample: Sample, now: datetime) -> None:
    """Every incident of the sample is measured."""
    actor = system_scope("check_scope").actor
    for incident in list(sample.rows[Incident]):
        operations.keep_times(incident.id, by=actor, now=now)
        sample.rows.setdefault(IncidentTimes, []).append(IncidentTimes.objects.get(incident=incident.id))


TIMES = Resource(
    "ledger",
    IncidentTimes,
    may_read(Can.READ_LEDGER),
    {
        "list": listed(queries.list_register, choice=EVER),
        "detail": one_by_one(queries.access_times, "incident_id"),
        "export": listed(queries.export_register, choice=EVER),
    },
    {"count": counted(partial(queries.count_register, choice=EVER))},
    {"export": may_read(Can.EXPORT_LEDGER)},
)
