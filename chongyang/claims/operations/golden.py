"""Opening a golden record: a reading of the file like any other, for a purpose, with its event."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.claims.queries import golden
from chongyang.core import events
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.registry import permissions
from chongyang.registry import queries as registry
from chongyang.registry.operations import UnableToReveal, read_part
from chongyang.registry.operations.people import subject_of
from chongyang.registry.operations.reading import stated_purpose

PART = "claims"


@transaction.atomic
def read_golden(*, person: UUID, purpose: str, scope: Scope, by: Actor, now: datetime) -> golden.GoldenRecord:
    """Who said what about a person; raises NotFound, NotAllowed, UnableToReveal."""
    elder = read_part(elder_id=person, part=PART, purpose=purpose, scope=scope, by=by, now=now)
    return golden.golden_of_file(replace(scope, purpose=purpose), elder, timezone.localdate(now))


@transaction.atomic
def reveal_word(
    *, person: UUID, claim: UUID, field: str, purpose: str, scope: Scope, by: Actor, now: datetime
) -> Any:
    """The plain value of one claim's field, with its event; raises NotFound, NotAllowed, UnableToReveal."""
    elder = registry.access_elder(scope, person)
    permissions.demand_reveal(scope)
    stated = stated_purpose(scope, purpose)
    held = next((one for one in golden.read_claims(scope, person) if one.id == claim), None)
    if held is None or field not in held.values:
        raise UnableToReveal(N_("没有这个字段。"))
    events.record(
        "registry.field.revealed",
        by=by,
        now=now,
        purpose=stated.value,
        payload={"fields": [field], "source": held.source},
        **subject_of(elder),
    )
    return held.values[field]
