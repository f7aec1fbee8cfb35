"""What government buys, from the need to the evaluation: lots, bids, contracts, the papers of each step."""

from datetime import date, timedelta
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from chongyang.core.models import Row
from chongyang.core.models.files import FileOfCase


class Procurement(Row):
    """One purchase of services by one county; its case has the same key, and `state` follows it.

    `organisation` is the purchaser's (购买主体). `budget` names the line of the treasury's budget.
    """

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    organisation = models.UUIDField()
    area = models.BigIntegerField()
    title = models.CharField(max_length=120)
    need = models.TextField()
    year = models.PositiveSmallIntegerField()
    estimated_fen = models.BigIntegerField()
    state = models.CharField(max_length=20)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    budget = models.UUIDField(null=True)
    budget_fen = models.BigIntegerField(null=True)
    method = models.CharField(max_length=30, blank=True)
    method_reason = models.CharField(max_length=500, blank=True)
    announced_at = models.DateTimeField(null=True)
    offers_until = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    acceptance = models.CharField(max_length=1000, blank=True)
    accepted_fen = models.BigIntegerField(null=True)
    payment = models.CharField(max_length=120, blank=True)
    paid_fen = models.BigIntegerField(null=True)
    score = models.PositiveSmallIntegerField(null=True)
    evaluation = models.CharField(max_length=1000, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(estimated_fen__gt=0), name="procurement_estimate"),
            models.CheckConstraint(
                condition=Q(budget_fen=None) | Q(budget_fen__gte=F("estimated_fen"), budget__isnull=False),
                name="procurement_within_budget",
            ),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__lte=100), name="procurement_score_of_100"
            ),
            models.CheckConstraint(condition=Q(year__range=(2000, 2100)), name="procurement_year"),
        ]
        indexes = [models.Index(fields=["area", "state", "opened_at", "id"], name="procurement_work")]

    @property
    def number(self) -> str:
        """What people call it: the end of its key."""
        return self.id.hex[-10:].upper()


class Lot(Row):
    """标的: items of the catalogue in some areas, each with a ceiling of its price. Announced to all."""

    scope_kind: ClassVar[str] = "public"

    procurement = models.ForeignKey(Procurement, on_delete=models.PROTECT, related_name="lots")
    area = models.BigIntegerField()
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    areas = ArrayField(models.CharField(max_length=12))
    items = models.JSONField()
    sum_fen = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procurement", "number"], name="lot_once"),
            models.CheckConstraint(condition=Q(sum_fen__gt=0), name="lot_sum"),
        ]


class Bid(Row):
    """投标、响应: what one organisation offers for one lot. One of a lot is awarded."""

    scope_kind: ClassVar[str] = "area"

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="bids")
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    price_fen = models.BigIntegerField()
    points = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    awarded = models.BooleanField(default=False)
    handed_in_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lot", "organisation"], name="bid_once"),
            models.UniqueConstraint(fields=["lot"], condition=Q(awarded=True), name="bid_awarded_one"),
            models.CheckConstraint(condition=Q(price_fen__gt=0), name="bid_price"),
            models.CheckConstraint(
                condition=Q(points=None) | Q(points__range=(0, 100)), name="bid_points_of_100"
            ),
        ]


class Contract(Row):
    """A contract for one lot. `organisation` is the contractor's (承接主体). Published within two and filed
    with finance within seven working days after signing; as it is published, everybody may read it.
    """

    scope_kind: ClassVar[str] = "public"
    has_history: ClassVar[bool] = True

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="contracts")
    organisation = models.UUIDField()
    area = models.BigIntegerField()
    number = models.CharField(max_length=60)
    areas = ArrayField(models.CharField(max_length=12))
    items = models.JSONField()
    sum_fen = models.BigIntegerField()
    signed_on = models.DateField()
    valid_from = models.DateField()
    valid_to = models.DateField()
    publish_due_on = models.DateField()
    published_on = models.DateField(null=True)
    file_due_on = models.DateField()
    filed_on = models.DateField(null=True)
    filing = models.CharField(max_length=120, blank=True)
    ended_on = models.DateField(null=True)
    ended_why = models.CharField(max_length=200, blank=True)
    extended_from = models.UUIDField(null=True)
    warned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "number"], name="purchasecontract_number"),
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="purchasecontract_days"),
            models.CheckConstraint(condition=Q(sum_fen__gt=0), name="purchasecontract_sum"),
            models.CheckConstraint(
                condition=Q(filed_on=None) | ~Q(filing=""), name="purchasecontract_filed_as"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "valid_to"], name="purchasecontract_org"),
            models.Index(fields=["area", "valid_to", "id"], name="purchasecontract_listed"),
        ]

    @property
    def last_day(self) -> date:
        return self.valid_to - timedelta(days=1)


class ContractUse(Row):
    """What was settled under a contract. `key` is the settlement's own: the same twice counts once."""

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="uses")
    organisation = models.UUIDField()
    area = models.BigIntegerField()
    key = models.CharField(max_length=120)
    amount_fen = models.BigIntegerField()
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "key"], name="contractuse_once"),
            models.CheckConstraint(condition=~Q(amount_fen=0), name="contractuse_moves"),
        ]


class Document(FileOfCase):
    """A paper of one step of a purchase: `kind` is the step that it belongs to."""

    scope_kind: ClassVar[str] = "area"

    procurement = models.ForeignKey(Procurement, on_delete=models.PROTECT, related_name="documents")
    title = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procurement", "kind", "file"], name="purchasedoc_once")
        ]
