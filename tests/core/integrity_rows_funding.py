"""Bad rows of applications: late twice, of the dead, a notice that nobody closed."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from chongyang.core.clock import now
from chongyang.funding.models import Application, Notice
from tests.core.integrity_rows import GOOD_AREA, TODAY, bad, dead, good_elder


def application(elder: Any, **columns: object) -> Application:
    told: dict[str, object] = {
        "programme": "home_care_purchase",
        "flow": "person",
        "area": GOOD_AREA,
        "person": elder.id,
        "channel": "own",
        "asked_by": uuid4(),
        "asked_at": now(),
        "submitted_at": now(),
        "day": TODAY,
        "state": "community",
    }
    return Application.objects.create(**{**told, **columns})


@bad("funding.application_overdue")
def _() -> UUID:
    return application(good_elder(), escalated_at=now() - timedelta(days=9)).id


@bad("funding.application_of_dead")
def _() -> UUID:
    return application(dead()).id


@bad("funding.notice_left_open")
def _() -> UUID:
    row = application(good_elder(), state="notice")
    days = {"from_on": TODAY - timedelta(days=30), "to_on": TODAY - timedelta(days=10)}
    Notice.objects.create(application=row, programme=row.programme, area=row.area, **days)
    return row.id
