"""One person's enrolments are opened: that somebody looked stands in the list that she reads."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.activities import permissions, queries
from chongyang.activities.models import Enrolment
from chongyang.activities.operations.enrolling import demand_for
from chongyang.core.scopes import Actor, Scope
from chongyang.registry import operations as registry
from chongyang.registry.enums import Purpose


@transaction.atomic
def read_enrolments(*, person: UUID, scope: Scope, by: Actor, now: datetime) -> list[Enrolment]:
    """All of one person, by a desk that reaches her, herself, or who orders for her: open ones first.

    Raises NotAllowed, NotFound (of the registry).
    """
    demand_for(scope, person, now)
    purpose = Purpose.SERVICE if permissions.is_desk(scope) else Purpose.OWN_FILE
    registry.read_part(elder_id=person, part="activities", purpose=purpose.value, scope=scope, by=by, now=now)
    return queries.list_enrolments(scope, person, now)
