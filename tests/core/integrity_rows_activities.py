"""One bad row for each check of courses and journeys."""

from datetime import timedelta
from uuid import UUID

from chongyang.activities.models import Enrolment, Host, Offering
from chongyang.core.clock import now
from chongyang.core.keys import new_key
from tests import factories
from tests.core.integrity_rows import GOOD_AREA, TODAY, bad

LATER = TODAY + timedelta(days=30)


def offering(**columns: object) -> Offering:
    organisation = new_key()
    host = Host.objects.create(
        organisation=organisation,
        kind="university",
        name="x",
        address="x",
        area=GOOD_AREA,
        told_at=now(),
        told_by=new_key(),
        opened_on=TODAY,
    )
    days = {"starts_on": TODAY, "ends_on": LATER, "enrol_from": TODAY, "enrol_to": LATER}
    told = {"kind": "course", "title": "x", "place": "x", "places_most": 5, "state": "open"}
    return Offering.objects.create(
        host=host,
        organisation=organisation,
        area=GOOD_AREA,
        made_at=now(),
        made_by=new_key(),
        **{**days, **told, **columns},
    )


def enrolment(state: str, person: UUID | None = None, **columns: object) -> Enrolment:
    row = offering(**columns)
    return Enrolment.objects.create(
        offering=row,
        number=new_key().hex[-12:],
        person=person or factories.make_elder().id,
        area=GOOD_AREA,
        organisation=row.organisation,
        state=state,
        channel="call",
        asked_at=now(),
    )


@bad("activities.places_differ")
def places_differ() -> UUID:
    return offering(taken=2).id


@bad("activities.waits_beside_a_place")
def waits_beside_a_place() -> UUID:
    return enrolment("waiting").id


@bad("activities.enrolment_of_dead")
def enrolment_of_dead() -> UUID:
    elder = factories.make_elder(life_status="dead", status_on=TODAY)
    return enrolment("placed", elder.id, taken=1).id
