"""Reads of the emergency line: the board, one incident's card, a responder's offers, the chain."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case as When
from django.db.models import Count, IntegerField, Min, Q, QuerySet, Value
from django.db.models import When as Then

from chongyang.core.access import visible
from chongyang.core.counting import Counted, street_of
from chongyang.core.models import Step
from chongyang.core.queries.counts import ByStreet, by_street
from chongyang.core.scopes import Scope
from chongyang.emergency.models import Attempt, Call, Dispatch, Incident, Link
from chongyang.emergency.rules import nearest
from chongyang.emergency.rules.chain import ChainLink, press_to
from chongyang.providers import queries as providers
from chongyang.registry.permissions import can_read
from chongyang.territory.permissions import demand, may
from chongyang.territory.rules.capabilities import Can

GOING = ("offered", "accepted", "en_route", "arrived")
DOOR_PERIOD = timedelta(days=30)
SEARCH_DEGREES = 0.25
"""Half the side of the box around an incident in which responders are looked for (about 25 km)."""


class NotFound(LookupError):
    """Not there, or not yours: the same answer."""


def _incidents(scope: Scope) -> QuerySet[Incident]:
    """Incidents within reach; a role that may not know persons finds none by any door."""
    return visible(Incident.objects.all(), scope) if can_read(scope) else Incident.objects.none()


def _dispatches(scope: Scope) -> QuerySet[Dispatch]:
    return visible(Dispatch.objects.all(), scope) if can_read(scope) else Dispatch.objects.none()


def access_incident(scope: Scope, incident: UUID) -> Incident:
    """The incident, if the scope reaches it."""
    row = _incidents(scope).filter(id=incident).first()
    if row is None:
        raise NotFound(str(incident))
    return row


def access_dispatch(scope: Scope, dispatch: UUID) -> Dispatch:
    """The dispatch, if the scope reaches it."""
    row = _dispatches(scope).filter(id=dispatch).first()
    if row is None:
        raise NotFound(str(dispatch))
    return row


def access_own_dispatch(scope: Scope, dispatch: UUID) -> Dispatch:
    """The dispatch, if it was offered to this very account."""
    row = access_dispatch(scope, dispatch)
    if row.account != scope.actor.account:
        raise NotFound(str(dispatch))
    return row


def list_open(scope: Scope, limit: int = 60) -> list[Incident]:
    """The board: nobody answered first, then the gravest, then the oldest."""
    if not may(scope, Can.ANSWER_CALLS):
        return []
    waiting = When(Then(state="open", then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = _incidents(scope).filter(closed_at=None).alias(waiting=waiting)
    return list(rows.order_by("waiting", "level", "opened_at", "id")[:limit])


def list_incidents(
    scope: Scope, limit: int = 100, after: tuple[datetime, UUID] | None = None
) -> QuerySet[Incident]:
    """All incidents within reach, the newest first; `after` is (opened_at, id) of the page before."""
    rows = _incidents(scope)
    if after:
        at, last = after
        rows = rows.filter(opened_at__lte=at).exclude(opened_at=at, id__gte=last)
    return rows.order_by("-opened_at", "-id")[:limit]


def list_incidents_of(scope: Scope, persons: Iterable[UUID], since: datetime) -> list[Incident]:
    """A person's incidents since a moment, the newest first; at most fifty."""
    rows = _incidents(scope).filter(person__in=list(persons), opened_at__gte=since)
    return list(rows.order_by("-opened_at", "-id")[:50])


def count_open(scope: Scope) -> dict[str, int]:
    """How many are open, by state."""
    rows = _incidents(scope).filter(closed_at=None).values("state").annotate(n=Count("id"))
    return {row["state"]: row["n"] for row in rows.order_by("state")}


def oldest_unanswered(scope: Scope) -> datetime | None:
    """Since when the oldest incident that nobody took has been open."""
    waiting = _incidents(scope).filter(closed_at=None, state="open")
    return waiting.order_by("opened_at", "id").values_list("opened_at", flat=True).first()


def list_recently_closed(scope: Scope, limit: int = 20) -> list[Incident]:
    """The last closed ones, for the board's foot."""
    rows = _incidents(scope).filter(closed_at__isnull=False)
    return list(rows.order_by("-closed_at", "-id")[:limit])


def list_steps(scope: Scope, incident: UUID) -> list[Step]:
    """Every step of the incident's case and of its dispatches, in order; one case keeps its own order even
    where the clock went back.
    """
    dispatches = Dispatch.objects.filter(incident=incident).values("id")
    rows = visible(Step.objects.filter(Q(case=incident) | Q(case__in=dispatches)), scope)
    latest: dict[UUID, datetime] = {}
    placed: list[tuple[datetime, int, UUID, Step]] = []
    for row in rows.order_by("case", "number"):
        latest[row.case_id] = max(row.at, latest.get(row.case_id, row.at))
        placed.append((latest[row.case_id], row.number, row.id, row))
    return [row for *_, row in sorted(placed, key=lambda one: one[:3])]


def list_attempts(scope: Scope, incident: UUID) -> list[Attempt]:
    """Whom the city tried to reach."""
    return list(visible(Attempt.objects.filter(incident=incident), scope).order_by("at", "id"))


def list_dispatches(scope: Scope, incident: UUID) -> list[Dispatch]:
    """Who was asked to go."""
    return list(_dispatches(scope).filter(incident=incident).order_by("offered_at", "id"))


def _of(scope: Scope) -> QuerySet[Dispatch]:
    account = scope.actor.account
    return Dispatch.objects.filter(account=account) if account else Dispatch.objects.none()


def list_own_dispatches(scope: Scope) -> list[Dispatch]:
    """A responder's offers and journeys that are not over."""
    if not may(scope, Can.RESPOND):
        return []
    own = _of(scope).filter(state__in=GOING)
    return list(visible(own, scope).order_by("-offered_at", "-id"))


def list_ended_dispatches(scope: Scope, limit: int = 10) -> list[Dispatch]:
    """What a responder did before."""
    own = _of(scope).filter(ended_at__isnull=False)
    return list(visible(own, scope).order_by("-offered_at", "-id")[:limit])


def list_calls(scope: Scope, limit: int = 30) -> list[Call]:
    """The last calls on the line."""
    demand(scope, Can.ANSWER_CALLS)
    return list(visible(Call.objects.all(), scope).order_by("-began_at", "-id")[:limit])


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
    """The nine links in their order; one not reached has no moment."""
    links = {
        row.link: row for row in visible(Link.objects.filter(incident=incident), scope).order_by("at", "id")
    }
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


def loads(responders: Iterable[UUID]) -> dict[UUID, int]:
    """How many journeys each responder has under way."""
    rows = Dispatch.objects.filter(responder__in=list(responders), state__in=GOING)
    counted = rows.values("responder").annotate(n=Count("id")).order_by("responder")
    return {row["responder"]: row["n"] for row in counted}


def _need(incident: Incident) -> nearest.Need:
    known = incident.longitude is not None and incident.latitude is not None
    position = (incident.longitude, incident.latitude) if known else None
    skills = frozenset({"first_aid"}) if incident.level == "P0" else frozenset()
    return nearest.Need(position=position, skills=skills)  # type: ignore[arg-type]


def _candidate(row: Any, load: int, person: UUID | None) -> nearest.Responder:
    return nearest.Responder(
        id=row.id,
        kind=row.kind,
        position=(row.longitude, row.latitude),
        on_duty=row.is_on_duty,
        load=load,
        capacity=row.capacity,
        skills=frozenset(row.skills),
        holds_key=person is not None and person in row.holds_keys_of,
    )


def recommend(scope: Scope, incident: Incident, limit: int = 5) -> tuple[nearest.Ranked, ...]:
    """The nearest suitable responders on duty, each with the reasons."""
    need = _need(incident)
    rows = providers.list_responders(scope, near=need.position, within_degrees=SEARCH_DEGREES)
    under_way = loads(row.id for row in rows)
    candidates = [_candidate(row, under_way.get(row.id, 0), incident.person) for row in rows]
    return nearest.rank(need, candidates, limit=limit)


def rank_one(incident: Incident, responder: Any) -> nearest.Ranked:
    """What speaks for one chosen responder."""
    load = loads([responder.id]).get(responder.id, 0)
    return nearest.rank(_need(incident), [_candidate(responder, load, incident.person)])[0]


def count_false_alarms(scope: Scope, person: UUID, since: Any) -> int:
    """False alarms of a person since a moment."""
    rows = Incident.objects.filter(person=person, outcome="false_alarm", closed_at__gte=since)
    return visible(rows, scope).count()


def seconds_to_door(since: Any) -> list[float]:
    """Press to door, in seconds, of incidents opened since; an unbelievable press begins at receipt."""
    rows = Link.objects.filter(incident__opened_at__gte=since, link__in=("pressed", "received", "arrived"))
    chains: dict[UUID, dict[ChainLink, Any]] = {}
    for incident, link, at in rows.order_by("id").values_list("incident", "link", "at"):
        chains.setdefault(incident, {})[ChainLink.of(link)] = at
    spans = (press_to(chain, ChainLink.ARRIVED) for chain in chains.values())
    return [span.total_seconds() for span in spans if span is not None]


def count_calls(since: Any) -> int:
    """Calls taken since a moment."""
    return Call.objects.filter(answered_at__gte=since).count()


@dataclass(frozen=True, slots=True)
class Pulse:
    """What is open within reach, without any person: how many by state, and the oldest nobody took."""

    states: dict[str, int]
    waiting_since: datetime | None


def get_pulse(scope: Scope) -> Pulse:
    """For a figure scope (`territory.figure_scope`)."""
    demand(scope, Can.READ_FIGURES)
    rows = visible(Incident.objects.filter(closed_at=None), scope).order_by().values("state")
    held = {row["state"]: row for row in rows.annotate(n=Count("id"), since=Min("opened_at"))}
    since = held["open"]["since"] if "open" in held else None
    return Pulse({state: row["n"] for state, row in held.items()}, since)


def count_open_by_street(scope: Scope) -> ByStreet:
    """How many incidents are open in each street of a figure scope."""
    demand(scope, Can.READ_FIGURES)
    return by_street(visible(Incident.objects.filter(closed_at=None), scope))


def count_opened_by_street(scope: Scope, since: datetime) -> ByStreet:
    """How many incidents were opened since a moment in each street of a figure scope."""
    demand(scope, Can.READ_FIGURES)
    return by_street(visible(Incident.objects.filter(opened_at__gte=since), scope))


def count_to_door(scope: Scope, now: datetime) -> Iterator[Counted]:
    """The seconds from the press to the door in each street, of thirty days; a counter of core.counting."""
    found: dict[int, list[float]] = {}
    for area, seconds in _times_to_door(scope, now - DOOR_PERIOD):
        found.setdefault(street_of(area), []).append(round(seconds, 1))
    for street, spans in sorted(found.items()):
        yield Counted("emergency.door", street, len(spans), tuple(sorted(spans)))


def _times_to_door(scope: Scope, since: datetime) -> list[tuple[int, float]]:
    """Area and seconds of each incident opened since to which somebody came."""
    rows = visible(Link.objects.filter(incident__opened_at__gte=since), scope)
    reached = rows.values("incident", "area").annotate(
        pressed=Min("at", filter=Q(link="pressed")),
        received=Min("at", filter=Q(link="received")),
        arrived=Min("at", filter=Q(link="arrived")),
    )
    moments = reached.filter(arrived__isnull=False).order_by("incident")
    spans = ((row["area"], _to_door(row["pressed"], row["received"], row["arrived"])) for row in moments)
    return [(area, span.total_seconds()) for area, span in spans if span is not None]


def _to_door(
    pressed: datetime | None, received: datetime | None, arrived: datetime | None
) -> timedelta | None:
    chain = {ChainLink.PRESSED: pressed, ChainLink.RECEIVED: received, ChainLink.ARRIVED: arrived}
    return press_to({link: at for link, at in chain.items() if at}, ChainLink.ARRIVED)
