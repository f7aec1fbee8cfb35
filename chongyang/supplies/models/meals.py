"""Where meals are cooked or eaten, what there is on a day, and who has a portion of it."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from chongyang.core.models import Row
from chongyang.supplies.enums import Meal, PointKind, Way


def words(kinds: type[Meal | PointKind | Way]) -> list[str]:
    return [one.value for one in kinds]


class MealPoint(Row):
    """A place of a provider on the list. `areas` are first codes of streets or counties that it serves."""

    scope_kind: ClassVar[str] = "public"
    has_history: ClassVar[bool] = True

    organisation = models.UUIDField()
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10)
    area = models.BigIntegerField()
    address = models.CharField(max_length=200)
    phone = models.CharField(max_length=20, blank=True)
    longitude = models.FloatField()
    latitude = models.FloatField()
    areas = ArrayField(models.BigIntegerField())
    seats = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=words(PointKind)), name="mealpoint_kind"),
            models.CheckConstraint(condition=~Q(areas=[]), name="mealpoint_somewhere"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="mealpoint_days"
            ),
            models.UniqueConstraint(fields=["organisation", "name"], name="mealpoint_named_once"),
        ]


class MealTime(Row):
    """A meal that a point serves: its hours, until when it is ordered, and how many in all."""

    scope_kind: ClassVar[str] = "public"

    point = models.ForeignKey(MealPoint, on_delete=models.PROTECT, related_name="times")
    organisation = models.UUIDField()
    meal = models.CharField(max_length=10)
    begins = models.TimeField()
    ends = models.TimeField()
    cut_off = models.TimeField()
    days_before = models.PositiveSmallIntegerField(default=0)
    capacity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["point", "meal"], name="mealtime_once"),
            models.CheckConstraint(condition=Q(meal__in=words(Meal)), name="mealtime_meal"),
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="mealtime_hours"),
            models.CheckConstraint(
                condition=Q(days_before__lte=3) & (Q(days_before__gt=0) | Q(cut_off__lte=F("begins"))),
                name="mealtime_cut_off",
            ),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="mealtime_capacity"),
        ]


class Menu(Row):
    """What a point cooks for one meal of one day. `taken` of `capacity` portions are ordered: whoever comes
    when it is full is refused by this row's check, however many come at once.
    """

    scope_kind: ClassVar[str] = "public"

    point = models.ForeignKey(MealPoint, on_delete=models.PROTECT, related_name="menus")
    organisation = models.UUIDField()
    day = models.DateField()
    meal = models.CharField(max_length=10)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    cut_off_at = models.DateTimeField()
    capacity = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(null=True)
    published_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["point", "day", "meal"], name="menu_once"),
            models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="menu_never_oversold"),
            models.CheckConstraint(
                condition=Q(from_at__lt=F("to_at"), cut_off_at__lte=F("from_at")), name="menu_hours"
            ),
        ]
        indexes = [models.Index(fields=["day", "point"], name="menu_day")]


class Dish(Row):
    """One dish with its price in fen and its own counter: never more taken than there are."""

    scope_kind: ClassVar[str] = "public"

    menu = models.ForeignKey(Menu, on_delete=models.PROTECT, related_name="dishes")
    organisation = models.UUIDField()
    name = models.CharField(max_length=60)
    about = models.CharField(max_length=120, blank=True)
    price_fen = models.PositiveIntegerField()
    low_salt = models.BooleanField(default=False)
    soft = models.BooleanField(default=False)
    allergens = ArrayField(models.CharField(max_length=12), default=list)
    portions = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["menu", "name"], name="dish_once"),
            models.CheckConstraint(condition=Q(price_fen__gt=0, portions__gt=0), name="dish_sold"),
            models.CheckConstraint(condition=Q(taken__lte=F("portions")), name="dish_never_oversold"),
        ]

    @property
    def left(self) -> int:
        return self.portions - self.taken


class Portion(Row):
    """What of a dish one order has. `given_back_at`: withdrawn before the cut-off, somebody else may have it;
    `lost_at`: withdrawn later, it was cooked.
    """

    scope_kind: ClassVar[str] = "area"

    order = models.UUIDField(unique=True)
    menu = models.ForeignKey(Menu, on_delete=models.PROTECT, related_name="ordered")
    dish = models.ForeignKey(Dish, on_delete=models.PROTECT, related_name="ordered")
    person = models.UUIDField()
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    way = models.CharField(max_length=10)
    quantity = models.PositiveSmallIntegerField()
    taken_at = models.DateTimeField()
    given_back_at = models.DateTimeField(null=True)
    lost_at = models.DateTimeField(null=True)
    served_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(way__in=words(Way)), name="portion_way"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="portion_some"),
            models.CheckConstraint(
                condition=Q(given_back_at=None) | Q(lost_at=None, served_at=None), name="portion_ends_once"
            ),
        ]
        indexes = [
            models.Index(fields=["menu", "id"], name="portion_menu"),
            models.Index(fields=["person", "taken_at"], name="portion_person"),
        ]


class Standing(Row):
    """What a recurring plan of `orders` wants to eat: at which point, which meal, how. Its orders get a
    portion as soon as that day's menu is published.
    """

    scope_kind: ClassVar[str] = "area"

    plan = models.UUIDField(unique=True)
    point = models.ForeignKey(MealPoint, on_delete=models.PROTECT, related_name="standing")
    meal = models.CharField(max_length=10)
    way = models.CharField(max_length=10)
    person = models.UUIDField()
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    low_salt = models.BooleanField(default=False)
    soft = models.BooleanField(default=False)
    avoids = ArrayField(models.CharField(max_length=12), default=list)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(way__in=words(Way)), name="standing_way"),
            models.CheckConstraint(condition=Q(meal__in=words(Meal)), name="standing_meal"),
        ]
        indexes = [models.Index(fields=["person"], name="standing_person")]
