"""One bad row for each check of quality and of the time bank."""

from datetime import timedelta
from uuid import UUID

from chongyang.core.clock import now
from chongyang.core.keys import new_key
from chongyang.quality.models import Appeal, Sample, ScoreEvent
from chongyang.timebank.models import Activity, TimeAccount
from tests import factories
from tests.core.integrity_rows import GOOD_AREA, TODAY, bad

LONG = timedelta(days=30)


@bad("quality.call_overdue")
def call_overdue() -> UUID:
    told = {"order": new_key(), "number": "F1", "organisation": new_key(), "item": "bath_help"}
    told |= {"person": factories.make_elder().id, "area": GOOD_AREA, "week": TODAY - LONG}
    return Sample.objects.create(drawn_at=now() - LONG, due_on=TODAY - LONG, **told).id


def appeal(**columns: object) -> Appeal:
    whose = {"organisation": new_key(), "area": GOOD_AREA}
    event = ScoreEvent.objects.create(
        kind="missed",
        reference=new_key(),
        on=TODAY - LONG,
        points=40,
        days=180,
        told_at=now() - LONG,
        appeal_until=now(),
        **whose,
    )
    told = {"raised_by": new_key(), "raised_at": now() - LONG, "due_at": now() - timedelta(days=1)}
    return Appeal.objects.create(event=event, **{**whose, **told, **columns})


@bad("quality.appeal_overdue")
def appeal_overdue() -> UUID:
    return appeal().id


@bad("quality.upheld_and_counted")
def upheld_and_counted() -> UUID:
    row = appeal(upheld=True, answer="x", answered_by=new_key(), answered_at=now())
    return row.event_id


def account(**columns: object) -> TimeAccount:
    number = new_key().hex[-10:].upper()
    return TimeAccount.objects.create(
        number=number, area=GOOD_AREA, account=new_key(), opened_at=now(), **columns
    )


@bad("timebank.counters_differ")
def counters_differ() -> UUID:
    return account(earned=60).id


@bad("timebank.activity_waits")
def activity_waits() -> UUID:
    told = {"help": "company", "on": TODAY - LONG, "minutes": 60, "state": "told", "told_by": new_key()}
    return Activity.objects.create(bank=account(), area=GOOD_AREA, told_at=now() - LONG, **told).id
