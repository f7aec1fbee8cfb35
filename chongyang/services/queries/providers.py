"""The public list of providers, their capacity and what third parties found."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from chongyang.core.scopes import Interval, Scope
from chongyang.services.enums import ProviderState
from chongyang.services.models import Capacity, Evaluation, OfferArea, ServiceProvider
from chongyang.services.queries.offers import holds_on
from chongyang.services.rules import evaluation

ON_LIST = (ProviderState.IN_FORCE.value, ProviderState.SUSPENDED.value, ProviderState.LEAVING.value)


def list_providers(
    *, states: Iterable[str] = ON_LIST, within: Iterable[Interval] = (), limit: int = 500
) -> list[ServiceProvider]:
    """Those of the list in these states, by name; `within` leaves those alone whose seat lies there."""
    rows = ServiceProvider.objects.filter(state__in=tuple(states))
    inside = Q()
    for first, last in within:
        inside |= Q(area__range=(first, last))
    return list(rows.filter(inside).order_by("name", "id")[:limit])


def providers_within(scope: Scope, limit: int = 500) -> list[ServiceProvider]:
    """Those whose seat lies in the reader's areas, exited ones too."""
    if not scope.intervals and not scope.system:
        return []
    return list_providers(states=ProviderState, within=scope.intervals, limit=limit)


def count_in_force() -> int:
    return ServiceProvider.objects.filter(state=ProviderState.IN_FORCE).count()


def list_capacity(provider: UUID) -> list[Capacity]:
    """Minutes by area and weekday."""
    return list(Capacity.objects.filter(provider=provider).order_by("area", "last", "weekday"))


def capacity_on(organisation: UUID, area: int, on: date) -> int:
    """How many minutes an organisation can give at a place on a day; the smallest area counts."""
    rows = Capacity.objects.filter(organisation=organisation, weekday=on.isoweekday())
    found = rows.filter(area__lte=area, last__gte=area).order_by("-area", "last", "id").first()
    return found.minutes if found else 0


def list_evaluations(provider: UUID) -> list[Evaluation]:
    """What third parties found, the newest first."""
    return list(Evaluation.objects.filter(provider=provider).order_by("-evaluated_on", "-added_at", "id"))


def counted_evaluations(provider: UUID, day: date) -> list[Evaluation]:
    """Those that count in a yearly check of a day, the newest first: `[0]` is the one that decides."""
    since = evaluation.counts_since(day)
    return [one for one in list_evaluations(provider) if since < one.evaluated_on <= day]


def served_areas(provider: UUID, on: date) -> list[int]:
    """The first codes of the areas in which a provider offers anything on a day."""
    rows: QuerySet[OfferArea] = OfferArea.objects.filter(holds_on(on), provider=provider)
    return list(rows.order_by("area").values_list("area", flat=True).distinct())
