"""Who has this identity number, wherever: for those who have shown the right to ask beyond their scope."""

from datetime import datetime

from chongyang.core import access, events
from chongyang.core.fields import index_of
from chongyang.core.scopes import Actor, system_scope
from chongyang.registry.models import Elder
from chongyang.registry.operations.people import subject_of
from chongyang.territory import queries as territory


def find_by_identity(*, number: str, by: Actor, now: datetime, purpose: str = "glass") -> Elder | None:
    """The file of exactly this number in the whole city. The question is an event, that a number is not
    registered as well; the caller has demanded the capability.
    """
    with access.enter(system_scope("ask identity", actor=by)):
        index = index_of(number, "identity")
        row = Elder.objects.filter(identity_index=index, same_as=None).first()
        told = (
            subject_of(row)
            if row
            else {"area": territory.city_interval()[0], "subject_type": "registry.elder"}
        )
        events.record("registry.identity.asked", by=by, now=now, purpose=purpose, **told)
        return row
