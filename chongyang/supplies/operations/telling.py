"""The events of this room: what happened is the kind, the payload holds keys and counts alone."""

from datetime import datetime
from typing import Any

from chongyang.core import events
from chongyang.core.scopes import Actor


def tell(kind: str, row: Any, *, by: Actor, now: datetime, area: int | None = None, **payload: Any) -> None:
    """`kind` is `point.kept`, `portion.taken` and so on; a row without an area is told with its point's."""
    events.record(
        f"supplies.{kind}",
        by=by,
        now=now,
        area=row.area if area is None else area,
        subject_type=f"supplies.{kind.rpartition('.')[0]}",
        subject=row.id,
        organisation=row.organisation,
        person=getattr(row, "person", None),
        payload=payload,
    )
