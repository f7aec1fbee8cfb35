"""That somebody opened what hangs on a person here stands in her reading log, like every part of a file."""

from datetime import datetime
from uuid import UUID

from chongyang.core.scopes import Actor
from chongyang.registry import operations as registry
from chongyang.registry.enums import Purpose


def note_reading(*, person: UUID, area: int, own: bool, by: Actor, now: datetime) -> None:
    """The elder sees it among her readings; her own look is one of her own file."""
    purpose = Purpose.OWN_FILE if own else Purpose.REVIEW
    registry.note_part(person=person, area=area, part="vouchers", purpose=purpose, by=by, now=now)
