"""A search is written down: who looked for somebody, for what, how many were found. Never what was typed."""

from datetime import datetime
from typing import Any

from django.db import transaction

from chongyang.core import access, events
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.registry import queries
from chongyang.registry.models import Elder
from chongyang.registry.operations.people import subject_of
from chongyang.territory import queries as territory

KIND = "registry.elders.searched"


@transaction.atomic
def search_elders(
    *, text: str, purpose: str, scope: Scope, by: Actor, now: datetime, limit: int = 50
) -> queries.Found:
    """What `queries.find_elders` finds, with its event. Who was found alone sees the search among her
    readings; of several, none was meant. A text that asks for nothing is no search.
    """
    found = queries.find_elders(scope, text, limit)
    if found.asked:
        told = {"found": len(found)}
        one = found.elders[0] if len(found) == 1 else None
        with access.enter(system_scope("search", actor=by)):  # who has no area writes one all the same
            events.record(KIND, by=by, now=now, purpose=purpose, payload=told, **_subject(scope, one))
    return found


def _subject(scope: Scope, one: Elder | None) -> dict[str, Any]:
    if one is not None:
        return subject_of(one)
    first = next(iter(scope.intervals), territory.city_interval())[0]
    return {"area": first, "subject_type": "registry.elder"}
