"""What is cooked on a day: written, published, copied to the next week."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.services import queries as services
from chongyang.supplies import queries
from chongyang.supplies.enums import ITEMS, Allergen
from chongyang.supplies.models import Dish, MealPoint, MealTime, Menu
from chongyang.supplies.operations import errors
from chongyang.supplies.operations.errors import UnableToSupply
from chongyang.supplies.operations.telling import tell
from chongyang.supplies.rules import times

MOST_DISHES, MOST_PORTIONS, LONGEST_NAME = 40, 20_000, 60
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class DishForm:
    name: str
    price_fen: int
    portions: int
    about: str = ""
    low_salt: bool = False
    soft: bool = False
    allergens: Collection[str] = ()


@transaction.atomic
def write_menu(
    *, point: UUID, day: date, meal: str, dishes: Sequence[DishForm], scope: Scope, by: Actor, now: datetime
) -> Menu:
    """The dishes of one meal as they shall be. What somebody ordered keeps its price and enough portions.

    Raises UnableToSupply, NotFound, NotAllowed.
    """
    place = queries.access_own_point(scope, point)
    served = MealTime.objects.filter(point=place, meal=meal).first()
    if served is None:
        raise UnableToSupply(errors.NO_TIME, "meal")
    _check(place, day, dishes)
    with enter(system_scope("menu", actor=by)):
        row = _menu(place, served, day)
        if row.cut_off_at <= now:
            raise UnableToSupply(errors.PAST)
        _write(row, dishes)
        told = {"day": day.isoformat(), "meal": meal, "dishes": len(dishes)}
        tell("menu.written", row, by=by, now=now, area=place.area, **told)
    return row


def _check(place: MealPoint, day: date, dishes: Sequence[DishForm]) -> None:
    names = [one.name.strip() for one in dishes]
    if not dishes or len(dishes) > MOST_DISHES:
        raise UnableToSupply(errors.NO_DISH, "dishes")
    if not all(names) or max(map(len, names)) > LONGEST_NAME:
        raise UnableToSupply(errors.NAME, "name")
    if len(set(names)) < len(names):
        raise UnableToSupply(errors.TWICE, "name")
    if any(not 0 < one.portions <= MOST_PORTIONS for one in dishes):
        raise UnableToSupply(errors.NUMBER, "portions")
    if any(set(one.allergens) - set(Allergen) for one in dishes):
        raise UnableToSupply(errors.KIND, "allergens")
    ranges = services.ranges_of(ITEMS.values(), place.area, day)
    if any(not all(one.allows(dish.price_fen) for one in ranges.values()) for dish in dishes):
        raise UnableToSupply(errors.PRICE, "price")


def _menu(place: MealPoint, served: MealTime, day: date) -> Menu:
    zone = timezone.get_default_timezone()
    from_at, to_at = times.window(day, served.begins, served.ends, zone)
    row, _ = Menu.objects.get_or_create(
        point=place,
        day=day,
        meal=served.meal,
        defaults={
            "organisation": place.organisation,
            "from_at": from_at,
            "to_at": to_at,
            "cut_off_at": times.cut_off(day, served.days_before, served.cut_off, zone),
            "capacity": served.capacity,
        },
    )
    return row


def _write(row: Menu, dishes: Sequence[DishForm]) -> None:
    """Each dish under its own lock: who orders at the same moment waits, and then meets what is written."""
    rows = Dish.objects.select_for_update(of=("self",)).filter(menu=row).order_by("id")
    held = {one.name: one for one in rows}
    for form in dishes:
        name = form.name.strip()
        dish = held.pop(name, None) or Dish(menu=row, organisation=row.organisation, name=name)
        if dish.taken > form.portions:
            raise UnableToSupply(errors.FEWER, "portions")
        if dish.taken and dish.price_fen != form.price_fen:
            raise UnableToSupply(errors.ORDERED, "price")
        dish.price_fen, dish.portions, dish.about = form.price_fen, form.portions, form.about.strip()[:120]
        dish.low_salt, dish.soft, dish.allergens = form.low_salt, form.soft, sorted(set(form.allergens))
        dish.save()
    if any(one.ordered.exists() for one in held.values()):
        raise UnableToSupply(errors.ORDERED, "name")
    Dish.objects.filter(id__in=[one.id for one in held.values()]).delete()


@transaction.atomic
def publish(*, menu: UUID, scope: Scope, by: Actor, now: datetime) -> Menu:
    """Everybody may read and order it; what recurring plans want of it is taken first. To publish is to
    promise: what is ordered within the portions is accepted at once.
    """
    from chongyang.supplies.operations.standing import follow_menu

    row = queries.access_menu(scope, menu)
    if row.published_at is None:
        if row.cut_off_at <= now:
            raise UnableToSupply(errors.PAST)
        if not row.dishes.exists():
            raise UnableToSupply(errors.NO_DISH)
        with enter(system_scope("menu", actor=by)):
            row.published_at, row.published_by = now, by.account
            row.save(update_fields=["published_at", "published_by"])
            tell("menu.published", row, by=by, now=now, area=row.point.area)
            follow_menu(row, now=now)
    return row


@transaction.atomic
def publish_week(*, point: UUID, monday: date, scope: Scope, by: Actor, now: datetime) -> list[Menu]:
    """All drafts of a week that can still be ordered. Raises UnableToSupply, NotFound, NotAllowed."""
    place = queries.access_own_point(scope, point)
    drafts = queries.drafts_of_week(place, monday, now)
    if not drafts:
        raise UnableToSupply(errors.NO_DRAFT)
    return [publish(menu=one.id, scope=scope, by=by, now=now) for one in drafts]


@transaction.atomic
def copy_week(*, point: UUID, monday: date, scope: Scope, by: Actor, now: datetime) -> list[Menu]:
    """The menus of a week as drafts of the next, on the same weekdays; one that stands there stays."""
    place = queries.access_own_point(scope, point)
    first = times.monday_of(monday)
    source = queries.menus_between(place, first, first + WEEK, drafts=True)
    dishes = queries.dishes_of(source)
    made: list[Menu] = []
    for old in source:
        day = old.day + WEEK
        stands = Menu.objects.filter(point=place, day=day, meal=old.meal).exists()
        if stands or not dishes[old.id]:
            continue
        forms = [_form(one) for one in dishes[old.id]]
        told = {"day": day, "meal": old.meal, "dishes": forms, "scope": scope, "by": by, "now": now}
        try:
            made.append(write_menu(point=point, **told))  # type: ignore[arg-type]
        except UnableToSupply as refused:
            if refused.reason not in (errors.PAST, errors.NO_TIME):
                raise
    return made


def _form(one: Dish) -> DishForm:
    return DishForm(**{name: getattr(one, name) for name in DishForm.__slots__})
