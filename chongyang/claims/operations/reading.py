"""Opening a contest or a told death: a reading of a part of the file, for a purpose, with its event."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.claims.models import Contest, StopProposal
from chongyang.claims.queries import contests
from chongyang.core.scopes import Actor, Scope
from chongyang.registry.operations import read_part


@transaction.atomic
def read_contest(*, contest: UUID, purpose: str, scope: Scope, by: Actor, now: datetime) -> Contest:
    """What was said and answered; raises NotFound, NotAllowed, UnableToReveal."""
    row = contests.access_contest(scope, contest)
    read_part(elder_id=row.person, part="contest", purpose=purpose, scope=scope, by=by, now=now)
    return row


@transaction.atomic
def read_stop(*, stop: UUID, purpose: str, scope: Scope, by: Actor, now: datetime) -> StopProposal:
    """What a department told and what it rests on; raises NotFound, NotAllowed, UnableToReveal."""
    row = contests.access_stop(scope, stop)
    read_part(elder_id=row.person, part="stop", purpose=purpose, scope=scope, by=by, now=now)
    return row
