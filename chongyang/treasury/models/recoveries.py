"""Money that has to come back."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from chongyang.core.models import Row
from chongyang.treasury.models.orders import PaymentOrder
from chongyang.treasury.models.payees import Payee


class Receivable(Row):
    """What a payee owes of one payment, in instalments, by transfer or set off against her next payments."""

    scope_kind: ClassVar[str] = "area"

    payee = models.ForeignKey(Payee, on_delete=models.PROTECT, related_name="receivables")
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)
    organisation = models.UUIDField(null=True)
    programme = models.CharField(max_length=60)
    order = models.ForeignKey(PaymentOrder, on_delete=models.PROTECT, related_name="receivables")
    reference_kind = models.CharField(max_length=60)
    reference = models.UUIDField()
    key = models.CharField(max_length=200, unique=True)
    reason = models.CharField(max_length=200)
    amount_fen = models.BigIntegerField()
    collected_fen = models.BigIntegerField(default=0)
    set_off = models.BooleanField(default=True)
    held_by = ArrayField(models.UUIDField(), default=list)
    state = models.CharField(max_length=10, default="open")
    ordered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="receivable_positive"),
            models.CheckConstraint(
                condition=Q(collected_fen__gte=0, collected_fen__lte=F("amount_fen")),
                name="receivable_within",
            ),
            models.CheckConstraint(
                condition=Q(state="collected", collected_fen=F("amount_fen"))
                | Q(state="open", collected_fen__lt=F("amount_fen")),
                name="receivable_state",
            ),
        ]
        indexes = [models.Index(fields=["payee", "state"], name="receivable_payee")]


class Instalment(Row):
    """A part of a receivable with its day."""

    scope_kind: ClassVar[str] = "area"

    receivable = models.ForeignKey(Receivable, on_delete=models.PROTECT, related_name="instalments")
    area = models.BigIntegerField()
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    amount_fen = models.BigIntegerField()
    collected_fen = models.BigIntegerField(default=0)
    collected_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["receivable", "number"], name="instalment_number"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="instalment_positive"),
            models.CheckConstraint(
                condition=Q(collected_fen__gte=0, collected_fen__lte=F("amount_fen")),
                name="instalment_within",
            ),
        ]


class Repayment(Row):
    """What one person says came back, or is to be set off; it counts once another has confirmed it."""

    scope_kind: ClassVar[str] = "area"
    COUNTS: ClassVar[tuple[str, ...]] = ("proposed", "confirmed")

    receivable = models.ForeignKey(Receivable, on_delete=models.PROTECT, related_name="repayments")
    area = models.BigIntegerField()
    way = models.CharField(max_length=10)
    order = models.ForeignKey(PaymentOrder, on_delete=models.PROTECT, null=True, related_name="+")
    amount_fen = models.BigIntegerField()
    on = models.DateField()
    key = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default="proposed")
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="repayment_positive"),
            models.CheckConstraint(
                condition=Q(way="transfer", order=None) | Q(way="set_off", order__isnull=False),
                name="repayment_way",
            ),
            models.UniqueConstraint(
                fields=["key"], condition=Q(state__in=("proposed", "confirmed")), name="repayment_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by")),
                name="repayment_by_two",
            ),
        ]
        indexes = [models.Index(fields=["area", "state"], name="repayment_state")]


class Collection(Row):
    """Money that came back, by transfer or set off. Written once; a bank's reference counts once."""

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True

    receivable = models.ForeignKey(Receivable, on_delete=models.PROTECT, related_name="collections")
    area = models.BigIntegerField()
    way = models.CharField(max_length=10)
    order = models.ForeignKey(PaymentOrder, on_delete=models.PROTECT, null=True, related_name="+")
    amount_fen = models.BigIntegerField()
    on = models.DateField()
    key = models.CharField(max_length=200, unique=True)
    by = models.UUIDField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount_fen__gt=0), name="collection_positive")]
