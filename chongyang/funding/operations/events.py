"""The events of the room: what happened to an application, and nothing of whom."""

from datetime import datetime
from typing import Any

from chongyang.core import events
from chongyang.core.scopes import Actor
from chongyang.funding.models import Application


def tell(verb: str, row: Application, by: Actor, now: datetime, **payload: Any) -> None:
    events.record(
        f"funding.application.{verb}",
        by=by,
        now=now,
        area=row.area,
        subject_type="funding.application",
        subject=row.id,
        organisation=row.organisation,
        person=row.person,
        payload={"programme": row.programme, **payload},
    )
