"""Prices that hold in an area, and what providers offer within them."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, BigIntegerRangeField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from chongyang.core.models import Row
from chongyang.services.models.providers import ServiceProvider


class DateRange(Func):
    """Half-open days, as the database compares them."""

    function = "DATERANGE"
    output_field = DateRangeField()


class AreaRange(Func):
    """Closed intervals of areas, as the database compares them."""

    function = "INT8RANGE"
    output_field = BigIntegerRangeField()


class ItemPrice(Row):
    """Within which range an item may be priced in an area on a day; the smallest area that is named counts.

    Where no row is, the range of the catalogue itself holds.
    """

    scope_kind: ClassVar[str] = "public"

    item = models.CharField(max_length=40)
    area = models.BigIntegerField()
    last = models.BigIntegerField()
    price_from_fen = models.BigIntegerField()
    price_to_fen = models.BigIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    document = models.CharField(max_length=120, blank=True)
    confirmed = models.BooleanField(default=False)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(price_from_fen__gt=0, price_to_fen__gte=F("price_from_fen")),
                name="itemprice_ordered",
            ),
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="itemprice_days"),
            models.CheckConstraint(condition=Q(last__gte=F("area")), name="itemprice_area"),
            ExclusionConstraint(
                name="itemprice_once",
                expressions=[
                    ("item", RangeOperators.EQUAL),
                    ("area", RangeOperators.EQUAL),
                    ("last", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]


class Offer(Row):
    """What a provider asks for one unit of an item, from a day on, in these areas (first codes of streets or
    counties). A new price is a new row: what was offered on a day of the past never changes.
    """

    scope_kind: ClassVar[str] = "public"

    provider = models.ForeignKey(ServiceProvider, on_delete=models.PROTECT, related_name="offers")
    organisation = models.UUIDField()
    item = models.CharField(max_length=40)
    price_fen = models.BigIntegerField()
    areas = ArrayField(models.BigIntegerField())
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(price_fen__gt=0), name="offer_price"),
            models.CheckConstraint(condition=~Q(areas=[]), name="offer_somewhere"),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="offer_days"),
        ]
        indexes = [models.Index(fields=["provider", "item", "id"], name="offer_of")]


class OfferArea(Row):
    """One area of an offer, with its days beside it, so that the database refuses a second price of the same
    provider and item for any street of it on any day.
    """

    scope_kind: ClassVar[str] = "public"

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="places")
    provider = models.ForeignKey(ServiceProvider, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=40)
    area = models.BigIntegerField()
    last = models.BigIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("area")), name="offerarea_area"),
            ExclusionConstraint(
                name="offerarea_once",
                expressions=[
                    ("provider", RangeOperators.EQUAL),
                    ("item", RangeOperators.EQUAL),
                    (AreaRange("area", "last", Value("[]")), RangeOperators.OVERLAPS),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["item", "area"], name="offerarea_found")]
