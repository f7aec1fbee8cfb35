"""Events of carers: keys, skills and days, never a name or a number."""

from datetime import datetime
from typing import Any

from chongyang.core import events
from chongyang.core.scopes import Actor
from chongyang.workforce.models import Carer


def tell(verb: str, carer: Carer, by: Actor, now: datetime, **payload: Any) -> None:
    """`workforce.carer.<verb>`, about a carer of a provider."""
    events.record(
        f"workforce.carer.{verb}",
        by=by,
        now=now,
        area=carer.area,
        subject_type="workforce.carer",
        subject=carer.id,
        organisation=carer.organisation,
        payload=payload,
    )
