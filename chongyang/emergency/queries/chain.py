"""The response chain of an incident, and the time from press to door."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from chongyang.core.access import visible
from chongyang.core.scopes import Scope
from chongyang.emergency.models import Link
from chongyang.emergency.rules.chain import ChainLink, press_to


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One link as reached: the moment, who, how it is known, the evidence, the time since the link before."""

    link: ChainLink
    at: Any = None
    actor: str = ""
    how: str = ""
    evidence: Any = None
    since: timedelta | None = None


def response_chain(scope: Scope, incident: UUID) -> list[ChainStep]:
    """The nine links in their order, each as it was last corrected; one not reached has no moment."""
    links = {row.link: row for row in visible(Link.objects.filter(incident=incident), scope).order_by("id")}
    chain: list[ChainStep] = []
    before = None
    for link in ChainLink:
        row = links.get(link.value)
        if row is None:
            chain.append(ChainStep(link))
            continue
        since = max(row.at - before, timedelta(0)) if before else None
        chain.append(ChainStep(link, row.at, row.actor, row.how, row.evidence, since))
        before = row.at
    return chain


def seconds_to_door(since: Any) -> list[float]:
    """Press to door, in seconds, of incidents opened since; an unbelievable press begins at receipt."""
    rows = Link.objects.filter(incident__opened_at__gte=since, link__in=("pressed", "received", "arrived"))
    chains: dict[UUID, dict[ChainLink, Any]] = {}
    for incident, link, at in rows.order_by("id").values_list("incident", "link", "at"):
        chains.setdefault(incident, {})[ChainLink.of(link)] = at
    spans = (press_to(chain, ChainLink.ARRIVED) for chain in chains.values())
    return [span.total_seconds() for span in spans if span is not None]
