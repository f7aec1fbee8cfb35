"""Matters of claims in check_scope: disagreements, contests, told deaths."""

from datetime import datetime
from typing import Any

from chongyang.claims.models import Contest, Disagreement, StopProposal
from chongyang.claims.queries import contests as queries
from chongyang.core.keys import new_key
from chongyang.registry.models import Elder
from chongyang.workshop.scopes.asking import list_and_detail, listed
from chongyang.workshop.scopes.rule import Resource, reads_persons
from chongyang.workshop.scopes.sample import FAR_FUTURE, Sample


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


RESOURCES = (
    Resource(
        "disagreements",
        Disagreement,
        reads_persons,
        {"list": listed(queries.list_disagreements)},
    ),
    Resource(
        "contests",
        Contest,
        reads_persons,
        list_and_detail(queries.list_contests, queries.access_contest),
    ),
    Resource(
        "told deaths",
        StopProposal,
        reads_persons,
        list_and_detail(queries.list_stops, queries.access_stop),
    ),
)
