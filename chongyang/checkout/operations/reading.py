"""That somebody opened an errand with its name and number stands in the elder's reading log."""

from datetime import datetime
from uuid import UUID

from chongyang.core.scopes import Actor
from chongyang.registry import operations as registry
from chongyang.registry.enums import Purpose


def note_errand_read(*, person: UUID, area: int, own: bool, by: Actor, now: datetime) -> None:
    """Her own look is one of her own file; another's is that of who gives the help."""
    purpose = Purpose.OWN_FILE if own else Purpose.SERVICE
    registry.note_part(person=person, area=area, part="errands", purpose=purpose, by=by, now=now)
