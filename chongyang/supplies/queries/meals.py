"""Points, menus and dishes for everybody; portions within reach."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from chongyang.core.access import OutOfReach, visible
from chongyang.core.scopes import Scope
from chongyang.services import queries as services
from chongyang.services.enums import ProviderState
from chongyang.services.queries.reaching import provider_of
from chongyang.supplies import permissions
from chongyang.supplies.models import Dish, MealPoint, MealTime, Menu, Portion, Standing
from chongyang.supplies.rules.times import monday_of

MOST_PROVIDERS = 20_000
WEEK = timedelta(days=7)
WIDTHS = (1, 10**3, 10**6, 10**8)
"""A place itself, its street, its county, its city."""


class NotFound(OutOfReach):
    """Not there, or not within reach: the same answer."""


def in_force(day: date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))


def serves(areas: Collection[int], area: int) -> bool:
    """Whether one of these first codes is of a place or of what it lies in."""
    return any(area // width * width in areas for width in WIDTHS)


def find_points(*, area: int | None, on: date) -> list[MealPoint]:
    """Points in force on a day of providers in force, those that serve a place where one is told, by name."""
    rows = MealPoint.objects.filter(in_force(on), organisation__in=open_ones()).order_by("name", "id")
    return [row for row in rows if area is None or serves(row.areas, area)]


def open_ones() -> list[UUID]:
    """The organisations that are providers in force: what they keep is on the public lists."""
    rows = services.list_providers(states=(ProviderState.IN_FORCE.value,), limit=MOST_PROVIDERS)
    return [row.organisation for row in rows]


def is_open(organisation: UUID) -> bool:
    held = provider_of(organisation)
    return held is not None and held.state == ProviderState.IN_FORCE


def access_point(point: UUID) -> MealPoint:
    """One point, for everybody. Raises NotFound."""
    row = MealPoint.objects.filter(id=point).first()
    if row is None:
        raise NotFound(str(point))
    return row


def access_own_point(scope: Scope, point: UUID) -> MealPoint:
    """One of the asking provider's. Raises NotFound, NotAllowed."""
    row = access_point(point)
    if not scope.system and row.organisation != permissions.organisation_of(scope):
        raise NotFound(str(point))
    return row


def list_own_points(scope: Scope) -> list[MealPoint]:
    rows = MealPoint.objects.filter(organisation=permissions.organisation_of(scope))
    return list(rows.order_by("name", "id"))


def times_of(points: Iterable[MealPoint]) -> dict[UUID, list[MealTime]]:
    """The meals of each point in the order of the day."""
    found: dict[UUID, list[MealTime]] = defaultdict(list)
    for row in MealTime.objects.filter(point__in=list(points)).order_by("begins", "id"):
        found[row.point_id].append(row)
    return found


def menus_between(point: MealPoint, first: date, until: date, *, drafts: bool = False) -> list[Menu]:
    """The published menus of a point from a day to before another, by day and hour; drafts for its keeper."""
    return menus_of([point], first, until, drafts=drafts)[point.id]


def drafts_of_week(point: MealPoint, day: date, now: datetime) -> list[Menu]:
    """What of the week around a day is written, not published, and not past its cut-off."""
    first = monday_of(day)
    found = menus_between(point, first, first + WEEK, drafts=True)
    return [one for one in found if one.published_at is None and one.cut_off_at > now]


def menus_of(
    points: Sequence[MealPoint], first: date, until: date, *, drafts: bool = False
) -> dict[UUID, list[Menu]]:
    """The same for many points in one question."""
    found: dict[UUID, list[Menu]] = {point.id: [] for point in points}
    rows = Menu.objects.filter(point__in=list(points), day__gte=first, day__lt=until)
    rows = rows if drafts else rows.filter(published_at__isnull=False)
    for row in rows.order_by("day", "from_at", "id"):
        found[row.point_id].append(row)
    return found


def list_menus(scope: Scope, day: date) -> list[Menu]:
    """All menus of the asking provider on a day."""
    rows = Menu.objects.filter(organisation=permissions.organisation_of(scope), day=day)
    return list(rows.select_related("point").order_by("from_at", "point__name", "id"))


def access_menu(scope: Scope, menu: UUID) -> Menu:
    """One menu of the asking provider. Raises NotFound, NotAllowed."""
    row = Menu.objects.select_related("point").filter(id=menu).first()
    if row is None or (not scope.system and row.organisation != permissions.organisation_of(scope)):
        raise NotFound(str(menu))
    return row


def dishes_of(menus: Sequence[Menu]) -> dict[UUID, list[Dish]]:
    found: dict[UUID, list[Dish]] = defaultdict(list)
    for row in Dish.objects.filter(menu__in=list(menus)).order_by("id"):
        found[row.menu_id].append(row)
    return found


def access_dish(dish: UUID) -> Dish:
    """A dish of a published menu, for everybody. Raises NotFound."""
    rows = Dish.objects.select_related("menu__point").filter(menu__published_at__isnull=False)
    row = rows.filter(id=dish).first()
    if row is None:
        raise NotFound(str(dish))
    return row


def list_portions(scope: Scope, menu: Menu, *, all_of_them: bool = False) -> list[Portion]:
    """Who eats from a menu within reach; those given back only when asked for."""
    rows = visible(Portion.objects.filter(menu=menu), scope).select_related("dish")
    rows = rows if all_of_them else rows.filter(given_back_at=None, lost_at=None)
    return list(rows.order_by("way", "id"))


def meals_among(orders: Collection[UUID]) -> set[UUID]:
    """Which of these orders are meals of a menu: a round brings them, or she comes and eats. System scope."""
    rows = Portion.objects.filter(order__in=list(orders))
    return set(rows.values_list("order", flat=True))


def count_served(since: datetime, until: datetime) -> int:
    """Meals handed out in a span; for sums, in the system's scope."""
    return Portion.objects.filter(served_at__gte=since, served_at__lt=until).count()


def portions_of_person(scope: Scope, persons: Collection[UUID], *, since: date) -> list[Portion]:
    """What these persons ordered for days since, the soonest first, with menu, point and dish."""
    rows = visible(Portion.objects.filter(person__in=list(persons), menu__day__gte=since), scope)
    rows = rows.select_related("menu__point", "dish").filter(given_back_at=None)
    return list(rows.order_by("menu__from_at", "id"))


def access_standing(scope: Scope, standing: UUID) -> Standing:
    row = visible(Standing.objects.filter(id=standing), scope).select_related("point").first()
    if row is None:
        raise NotFound(str(standing))
    return row


def list_standing(scope: Scope, persons: Collection[UUID]) -> list[Standing]:
    """Recurring meals of these persons that still run."""
    rows = visible(Standing.objects.filter(person__in=list(persons), ended_at=None), scope)
    return list(rows.select_related("point").order_by("made_at", "id"))
