"""What is reached through an elder or an incident, for check_scope: exactly what belongs to one within reach.

Rows keep the area they were made in, so of a person within reach a row elsewhere stays hidden, and a row
within reach tells nothing through a person who is not.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from chongyang.core.models import Event, FieldChange, Step
from chongyang.core.queries import changes
from chongyang.core.scopes import Scope
from chongyang.emergency import queries as emergency
from chongyang.emergency.models import Attempt, Dispatch, Incident, Link
from chongyang.registry import queries as registry
from chongyang.registry.models import Consent, Contact, Elder, Mandate, Profile
from chongyang.telecare import queries as telecare
from chongyang.telecare.models import Device
from chongyang.workshop.scopes.related import FILE_READ
from chongyang.workshop.scopes.rule import Door, Resource, reads_persons
from chongyang.workshop.scopes.sample import Sample

Related = Callable[[Scope, Any], Iterable[Any]]
Mark = Callable[[Any], Any]
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def pk_of(row: Any) -> Any:
    return row.pk


def elders_of(sample: Sample, row: Any) -> list[Any]:
    """All files of the person of a row: the doors of an elder read the files that were merged, too."""
    person = row.pk if isinstance(row, Elder | Profile) else row.person
    own = next((elder for elder in sample.rows[Elder] if elder.pk == person), None)
    if own is None:
        return []
    survivor = own.same_as_id or own.pk
    return [elder for elder in sample.rows[Elder] if survivor in (elder.pk, elder.same_as_id)]


def own_elder(sample: Sample, row: Any) -> list[Any]:
    """The one file that a row belongs to."""
    person = row.pk if isinstance(row, Profile) else row.person
    return [elder for elder in sample.rows[Elder] if elder.pk == person]


def incident_of(sample: Sample, row: Any) -> list[Any]:
    key = row.case_id if isinstance(row, Step) else row.incident_id
    return [incident for incident in sample.rows[Incident] if incident.pk == key]


def through(keys: Callable[[Any], Any], get: Related, mark: Mark = pk_of, told: Mark = pk_of) -> Door:
    """A door that asks for what belongs to each of the sample's elders or incidents.

    `mark` names a row of the sample, `told` what the door answers; a row that is none of them stays as it is.
    """

    def door(scope: Scope, rows: list[Any]) -> Iterable[Any]:
        held = {mark(row): row for row in rows}
        for key in sorted({key for row in rows if (key := keys(row))}):
            try:
                found = [one for one in get(scope, key) if told(one) is not None]
            except (registry.NotFound, emergency.NotFound):
                continue
            yield from (held.get(told(one), one) for one in found)

    return door


def _person(row: Any) -> Any:
    return row.pk if isinstance(row, Profile) else row.person


def _incident(row: Any) -> Any:
    return row.case_id if isinstance(row, Step) else row.incident_id


def _of_elder(get: Related) -> Related:
    """The desks open the elder first."""

    def asked(scope: Scope, elder: Any) -> Iterable[Any]:
        registry.access_elder(scope, elder)
        return get(scope, elder)

    return asked


def _of_incident(get: Related) -> Related:
    def asked(scope: Scope, incident: Any) -> Iterable[Any]:
        return get(scope, emergency.access_incident(scope, incident).id)

    return asked


def _incidents(scope: Scope, elder: Any) -> Iterable[Any]:
    """As the street desk asks: of all files of the person."""
    return emergency.list_incidents_of(scope, registry.get_cluster(elder), LONG_AGO)


def _profile(scope: Scope, elder: Any) -> Iterable[Any]:
    return [row for row in [registry.get_profile(scope, elder)] if row]


def _history(scope: Scope, elder: Any) -> Iterable[Any]:
    return changes.list_changes(scope, registry.get_cluster(elder), limit=1000)


def fields_of(row: Any) -> Any:
    """The mark of a reading, in its row and in its answer; a reading of the city has none."""
    fields = (row.payload or {}).get("fields", ()) if isinstance(row, Event) else row.fields
    return next((name for name in fields if name.startswith("check-")), None)


def _resource(name: str, model: Any, bases: Any, door: Door) -> Resource:
    return Resource(name, model, reads_persons, {"expansion": door}, bases=bases)


_E, _I = _of_elder, _of_incident
EXPANSIONS = (
    _resource("contacts", Contact, elders_of, through(_person, registry.list_contacts)),
    _resource("profiles", Profile, own_elder, through(_person, _profile)),
    _resource("consents", Consent, elders_of, through(_person, registry.list_consents)),
    _resource("mandates", Mandate, elders_of, through(_person, registry.list_mandates)),
    _resource("devices of elder", Device, own_elder, through(_person, _E(telecare.list_devices_of))),
    _resource("incidents of elder", Incident, elders_of, through(_person, _E(_incidents))),
    _resource("history", FieldChange, elders_of, through(_person, _E(_history), pk_of, lambda row: row.seq)),
    _resource(
        "dispatches of incident", Dispatch, incident_of, through(_incident, _I(emergency.list_dispatches))
    ),
    _resource("steps", Step, incident_of, through(_incident, _I(emergency.list_steps))),
    _resource("attempts", Attempt, incident_of, through(_incident, _I(emergency.list_attempts))),
    _resource(
        "links",
        Link,
        incident_of,
        through(_incident, _I(emergency.response_chain), lambda row: row.how, lambda row: row.how or None),
    ),
)
READINGS = Resource(
    "readings",
    Event,
    reads_persons,
    {
        "expansion": lambda scope, rows: through(_person, registry.who_read, fields_of, fields_of)(
            scope, [row for row in rows if row.kind == FILE_READ]
        )
    },
    bases=lambda sample, row: elders_of(sample, row) if row.kind == FILE_READ else [],
)
