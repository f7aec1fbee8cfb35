"""Opening a golden record: a reading of the file like any other, for a purpose, with its event."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.claims.queries import golden
from chongyang.core.scopes import Actor, Scope
from chongyang.registry.operations import read_part

PART = "claims"


@transaction.atomic
def read_golden(*, person: UUID, purpose: str, scope: Scope, by: Actor, now: datetime) -> golden.GoldenRecord:
    """Who said what about a person; raises NotFound, NotAllowed, UnableToReveal."""
    read_part(elder_id=person, part=PART, purpose=purpose, scope=scope, by=by, now=now)
    return golden.golden_of(replace(scope, purpose=purpose), person, timezone.localdate(now))
