"""Matters of claims in check_scope: disagreements, contests, told deaths."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from chongyang.claims.models import Contest, Disagreement, StopProposal
from chongyang.claims.queries import contests as queries
from chongyang.core.keys import new_key
from chongyang.core.scopes import Scope
from chongyang.registry.models import Elder
from chongyang.registry.queries import NotFound
from chongyang.territory.permissions import NotAllowed
from chongyang.workshop.scopes.rule import Door, Resource, reads_persons
from chongyang.workshop.scopes.sample import FAR_FUTURE, Sample

FEW = 100_000
NOT_THERE = (NotFound, NotAllowed)


def add_rows(sample: Sample, now: datetime) -> None:
    """One of each for every elder."""
    for elder in list(sample.rows[Elder]):
        whose: dict[str, Any] = {"person": elder.id, "area": elder.area}
        sample.add(Disagreement(fields=["name"], found_at=now, **whose))
        told = {"feed": "check", "source": "police", "record_index": new_key().bytes}
        sample.add(
            Contest(field="name", reason="other", asked_at=now, due_at=now - FAR_FUTURE, **told, **whose)
        )
        sample.add(
            StopProposal(
                claim=new_key(),
                evidence="police",
                told_on=now.date(),
                proposed_at=now - FAR_FUTURE,
                **told,
                **whose,
            )
        )


def _page(get: Callable[[Scope], Iterable[Any]]) -> Door:
    return lambda scope, rows: list(get(scope))


def _each(get: Callable[[Scope, Any], Any]) -> Door:
    def door(scope: Scope, rows: list[Any]) -> Iterable[Any]:
        for row in rows:
            try:
                get(scope, row.pk)
            except NOT_THERE:
                continue
            yield row

    return door


RESOURCES = (
    Resource(
        "disagreements",
        Disagreement,
        reads_persons,
        {"list": _page(lambda scope: queries.list_disagreements(scope, limit=FEW))},
    ),
    Resource(
        "contests",
        Contest,
        reads_persons,
        {
            "list": _page(lambda scope: queries.list_contests(scope, limit=FEW)),
            "detail": _each(queries.access_contest),
        },
    ),
    Resource(
        "told deaths",
        StopProposal,
        reads_persons,
        {
            "list": _page(lambda scope: queries.list_stops(scope, limit=FEW)),
            "detail": _each(queries.access_stop),
        },
    ),
)
