"""A provider's month under one contract: its lines, its sums by payer, what the provider objected to."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from chongyang.core.fields import SealedField
from chongyang.core.models import Row


class Statement(Row):
    """One provider, contract and month; its case has the same key. `digest` is over its lines in their order.

    `parts` are the payers of what is paid: level, area, fen. `own_fen` is what the elders pay themselves, for
    information: no part of the payment.
    """

    scope_kind: ClassVar[str] = "area"

    area = models.BigIntegerField()
    organisation = models.UUIDField()
    contract = models.UUIDField()
    month = models.DateField()
    number = models.CharField(max_length=24, unique=True)
    state = models.CharField(max_length=10)
    lines = models.PositiveIntegerField()
    covered_fen = models.BigIntegerField()
    deducted_fen = models.BigIntegerField()
    own_fen = models.BigIntegerField()
    parts = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    computed_at = models.DateTimeField()
    object_until = models.DateTimeField()
    due_on = models.DateField(null=True)
    payment = models.UUIDField(null=True)
    unpaid_fen = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "contract", "month"], name="statement_once"),
            models.CheckConstraint(
                condition=Q(covered_fen__gte=0, deducted_fen__gte=0, deducted_fen__lte=F("covered_fen")),
                name="statement_sums",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="statement_month"),
        ]
        indexes = [
            models.Index(fields=["area", "month", "id"], name="statement_listed"),
            models.Index(fields=["object_until"], name="statement_open", condition=Q(state="sent")),
        ]

    @property
    def payable_fen(self) -> int:
        """What government pays: what vouchers covered without what was taken off."""
        return self.covered_fen - self.deducted_fen


class Line(models.Model):
    """One visit in one statement, ever: the key is the visit's own, so that nothing is paid twice.

    `percent` and `reasons` are what was taken off and why; `parts` the payers of what is paid after it.
    """

    scope_kind: ClassVar[str] = "area"

    id = models.UUIDField(primary_key=True)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="of_visits")
    order = models.UUIDField(unique=True)
    number = models.CharField(max_length=30)
    person = models.UUIDField()
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    item = models.CharField(max_length=60)
    ended_at = models.DateTimeField()
    price_fen = models.BigIntegerField()
    own_fen = models.BigIntegerField()
    covered_fen = models.BigIntegerField()
    percent = models.PositiveSmallIntegerField(default=0)
    deducted_fen = models.BigIntegerField(default=0)
    reasons = ArrayField(models.CharField(max_length=30), default=list)
    parts = models.JSONField(default=list)
    ended_order_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(percent__lte=100), name="line_percent"),
            models.CheckConstraint(
                condition=Q(deducted_fen__gte=0, deducted_fen__lte=F("covered_fen")), name="line_sums"
            ),
        ]
        indexes = [
            models.Index(fields=["statement", "ended_at", "id"], name="line_listed"),
            models.Index(fields=["id"], name="line_open_order", condition=Q(ended_order_at=None)),
        ]


class Objection(Row):
    """A provider says that a deduction is wrong; who checks answers, and what is upheld is paid in full."""

    scope_kind: ClassVar[str] = "area"

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="objections")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="objections")
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    text = SealedField()
    raised_by = models.UUIDField()
    raised_at = models.DateTimeField()
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    upheld = models.BooleanField(null=True)
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(answered_at=None), name="settlementobjection_one_open"
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("raised_by")),
                name="settlementobjection_by_two",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, upheld=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False, upheld__isnull=False),
                name="settlementobjection_answered",
            ),
        ]
