"""How meals go on a day, in numbers, for who watches over an area: no name stands here."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from chongyang.core.access import is_reached, visible
from chongyang.core.scopes import Scope
from chongyang.supplies.enums import Outcome, Way
from chongyang.supplies.models import MealPoint, Menu, Portion, Stop
from chongyang.supplies.queries.meals import in_force
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

HELD = Q(given_back_at=None, lost_at=None)


@dataclass(frozen=True, slots=True)
class Meals:
    """Portions of one menu, and its doors: ticked as handed over, as not opened, not ticked yet."""

    ordered: int = 0
    to_bring: int = 0
    served: int = 0
    rounds: int = 0
    handed_over: int = 0
    nobody: int = 0
    waiting: int = 0

    def __add__(self, other: "Meals") -> "Meals":
        return Meals(*(getattr(self, name) + getattr(other, name) for name in Meals.__slots__))


@dataclass(frozen=True, slots=True)
class MealsAtPoint:
    """A point with what it cooks that day, by hour; a menu that is no more than a draft is none."""

    point: MealPoint
    menus: list[tuple[Menu, Meals]]


def watch_meals(scope: Scope, day: date) -> list[MealsAtPoint]:
    """The points of the reader's areas (a provider: its own), and those elsewhere from which somebody in her
    areas eats that day. The numbers are those of the persons whom she reaches. Raises NotAllowed.
    """
    demand(scope, Can.READ_QUALITY)
    counted = _counted(scope, day)
    near = Q() if scope.system else is_reached(MealPoint, scope)
    menus = Menu.objects.filter(Q(id__in=counted) | Q(point__in=MealPoint.objects.filter(near)))
    menus = menus.filter(day=day, published_at__isnull=False).order_by("from_at", "id")
    by_point: dict[Any, list[tuple[Menu, Meals]]] = {}
    for row in menus:
        by_point.setdefault(row.point_id, []).append((row, counted.get(row.id, Meals())))
    points = MealPoint.objects.filter(near & in_force(day) | Q(id__in=by_point))
    return [MealsAtPoint(one, by_point.get(one.id, [])) for one in points.order_by("area", "name", "id")]


def _counted(scope: Scope, day: date) -> dict[Any, Meals]:
    """By menu. A round is its provider's alone: its doors are counted by their own rows."""
    brought = Q(way=Way.BROUGHT.value)
    portions = visible(Portion.objects.filter(HELD, menu__day=day), scope).values("menu").order_by("menu")
    told: Any = portions.annotate(
        ordered=_sum(Q()), to_bring=_sum(brought), served=_sum(Q(served_at__isnull=False))
    )
    found: dict[Any, dict[str, int]] = {}
    for part in (told, _doors(scope, day)):
        for one in part:
            found.setdefault(one.pop("menu"), {}).update(one)
    return {menu: Meals(**one) for menu, one in found.items()}


def _doors(scope: Scope, day: date) -> Any:
    """Of portions that still stand: how far the rounds are, by menu."""
    kept = Q(portion__given_back_at=None, portion__lost_at=None)
    stops = visible(Stop.objects.filter(kept, portion__menu__day=day), scope)
    return (
        stops.values(menu=F("portion__menu"))
        .order_by("menu")
        .annotate(
            rounds=Count("round_id", distinct=True),
            handed_over=Count("id", filter=Q(outcome=Outcome.HANDED_OVER.value)),
            nobody=Count("id", filter=Q(outcome=Outcome.NOBODY.value)),
            waiting=Count("id", filter=Q(outcome=Outcome.OPEN.value)),
        )
    )


def _sum(of: Q) -> Any:
    return Coalesce(Sum("quantity", filter=of), 0)
