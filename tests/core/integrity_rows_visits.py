"""One bad row for each check of visits."""

from datetime import timedelta
from uuid import UUID

from chongyang.core.clock import now
from chongyang.core.keys import new_key
from chongyang.visits.models import Entry, Visit
from tests import factories
from tests.core.integrity_rows import TODAY, bad


def visit(**columns: object) -> Visit:
    """A visit that ended yesterday."""
    elder = columns.pop("elder", None) or factories.make_elder()
    at = now() - timedelta(days=1)
    values: dict[str, object] = {
        "order": new_key(),
        "number": "F-T",
        "person": elder.id,
        "area": elder.area,
        "organisation": new_key(),
        "item": "bath_help",
        "from_at": at,
        "to_at": at + timedelta(hours=3),
        "minutes": 60,
        "arrived_at": at,
        "started_at": at,
        "ended_at": at + timedelta(hours=1),
        "last_received_at": at,
        "score": 50,
        "judged_at": at,
        "verdict": "accepted",
        **columns,
    }
    return Visit.objects.create(**values)


@bad("visits.paid_in_two_places")
def paid_in_two_places() -> UUID:
    return visit(marks=["two_places"]).id


@bad("visits.after_death")
def after_death() -> UUID:
    dead = factories.make_elder(life_status="dead", status_on=TODAY - timedelta(days=30))
    return visit(elder=dead).id


@bad("visits.verification_waits")
def verification_waits() -> UUID:
    return visit(verdict="below", judged_at=now() - timedelta(days=8)).id


@bad("visits.not_judged")
def not_judged() -> UUID:
    two_days = now() - timedelta(days=2)
    return visit(verdict="", score=None, judged_at=None, last_received_at=two_days).id


@bad("visits.picture_never_came")
def picture_never_came() -> UUID:
    row, at = visit(), now() - timedelta(days=4)
    told = {"taken_at": at, "happened_at": at, "received_at": at, "digest": "0" * 64}
    of = {"person": row.person, "area": row.area, "organisation": row.organisation}
    entry = Entry.objects.create(
        visit=row, device=new_key(), sequence=1, kind="photo", account=new_key(), **told, **of
    )
    return entry.id
