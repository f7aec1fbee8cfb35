"""What is sold or rented: articles, numbered pieces, who has which from when to when, what is charged."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from chongyang.core.models import Row
from chongyang.policy.models import DateRange
from chongyang.supplies.enums import STANDING, ArticleKind, ChargeKind, PieceState, RentalState


class Article(Row):
    """A thing on the public list; sold from `stock` less `sold`, rented by the month, or both."""

    scope_kind: ClassVar[str] = "public"

    organisation = models.UUIDField()
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=80)
    about = models.CharField(max_length=300, blank=True)
    sale_fen = models.PositiveIntegerField(null=True)
    month_fen = models.PositiveIntegerField(null=True)
    deposit_fen = models.PositiveIntegerField(default=0)
    stock = models.PositiveIntegerField(default=0)
    sold = models.PositiveIntegerField(default=0)
    confirmed = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="article_named_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in ArticleKind]), name="article_kind"
            ),
            models.CheckConstraint(condition=Q(sold__lte=F("stock")), name="article_never_oversold"),
            models.CheckConstraint(
                condition=Q(sale_fen__isnull=False) | Q(month_fen__isnull=False), name="article_priced"
            ),
            models.CheckConstraint(
                condition=(Q(sale_fen=None) | Q(sale_fen__gt=0)) & (Q(month_fen=None) | Q(month_fen__gt=0)),
                name="article_price_positive",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="article_days"
            ),
        ]

    @property
    def left(self) -> int:
        return self.stock - self.sold


class Piece(Row):
    """One thing with a number of its own."""

    scope_kind: ClassVar[str] = "public"

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="pieces")
    organisation = models.UUIDField()
    area = models.BigIntegerField()
    serial = models.CharField(max_length=40)
    state = models.CharField(max_length=10, default=PieceState.AVAILABLE.value)
    disinfected_on = models.DateField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "serial"], name="piece_serial_once"),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in PieceState]), name="piece_state"
            ),
        ]


class Rental(Row):
    """A piece with one person from a day on; `to_on` is the first day on which she has it no more. Rent and
    deposit are copied when it is reserved. The database keeps one piece with one person at a time.
    """

    scope_kind: ClassVar[str] = "area"

    piece = models.ForeignKey(Piece, on_delete=models.PROTECT, related_name="rentals")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="rentals")
    person = models.UUIDField()
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    month_fen = models.PositiveIntegerField()
    deposit_fen = models.PositiveIntegerField()
    state = models.CharField(max_length=12, default=RentalState.RESERVED.value)
    asked_by = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    charged_until = models.DateField(null=True)
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="rental_one_at_a_time",
                expressions=[
                    ("piece", RangeOperators.EQUAL),
                    (DateRange("from_on", "to_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=STANDING),
            ),
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gt=F("from_on")), name="rental_days"),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in RentalState]), name="rental_state"
            ),
        ]
        indexes = [models.Index(fields=["person", "id"], name="rental_person")]


class Charge(Row):
    """What a rental costs for one month, or its deposit; its bill in `checkout` has this key as reference."""

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True

    rental = models.ForeignKey(Rental, on_delete=models.PROTECT, related_name="charges")
    person = models.UUIDField()
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    kind = models.CharField(max_length=8)
    month_on = models.DateField()
    amount_fen = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rental", "kind", "month_on"], name="charge_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in ChargeKind], amount_fen__gt=0), name="charge_kind"
            ),
        ]


class Sale(Row):
    """What one order took of the stock; withdrawn, it is there again."""

    scope_kind: ClassVar[str] = "area"

    order = models.UUIDField(unique=True)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="sales")
    person = models.UUIDField()
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    quantity = models.PositiveSmallIntegerField()
    taken_at = models.DateTimeField()
    given_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="sale_some")]
        indexes = [models.Index(fields=["person", "taken_at"], name="sale_person")]
