"""Payment orders: that somebody is to be paid, for what, by whom and from which money."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q

from chongyang.core.models import Row
from chongyang.treasury.enums import OrderState
from chongyang.treasury.models.base import DateRange
from chongyang.treasury.models.budgets import Budget
from chongyang.treasury.models.payees import Payee


class PaymentOrder(Row):
    """One payment. `area` is where it is paid out, `held_by` who held a stage of what it rests on.

    Nobody is paid twice: the exclusion constraint refuses a second order for the same payee, programme and
    object in an overlapping period. A correction (`line` 1 and more) names the order it corrects.
    """

    scope_kind: ClassVar[str] = "area"

    area = models.BigIntegerField()
    payee = models.ForeignKey(Payee, on_delete=models.PROTECT, related_name="orders")
    person = models.UUIDField(null=True)
    organisation = models.UUIDField(null=True)
    programme = models.CharField(max_length=60)
    clause = models.CharField(max_length=60)
    object = models.CharField(max_length=120)
    period_from = models.DateField()
    period_to = models.DateField(null=True)
    line = models.PositiveSmallIntegerField(default=0)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    amount_fen = models.BigIntegerField()
    set_off_fen = models.BigIntegerField(default=0)
    reference_kind = models.CharField(max_length=60)
    reference = models.UUIDField()
    key = models.CharField(max_length=200, unique=True)
    content = models.BinaryField()
    held_by = ArrayField(models.UUIDField(), default=list)
    state = models.CharField(max_length=10, default=OrderState.PLANNED.value)
    ordered_at = models.DateTimeField()
    ordered_by = models.UUIDField(null=True)
    due_on = models.DateField()
    paid_on = models.DateField(null=True)
    cancel_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="paymentorder_once",
                expressions=[
                    ("payee", RangeOperators.EQUAL),
                    ("programme", RangeOperators.EQUAL),
                    ("object", RangeOperators.EQUAL),
                    (DateRange("period_from", "period_to"), RangeOperators.OVERLAPS),
                ],
                condition=Q(line=0) & ~Q(state="cancelled"),
            ),
            models.UniqueConstraint(fields=["corrects", "line"], name="paymentorder_correction"),
            models.CheckConstraint(
                condition=Q(line=0, corrects=None) | Q(line__gt=0, corrects__isnull=False),
                name="paymentorder_corrects_what",
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="paymentorder_positive"),
            models.CheckConstraint(
                condition=Q(set_off_fen__gte=0, set_off_fen__lte=F("amount_fen")), name="paymentorder_set_off"
            ),
            models.CheckConstraint(
                condition=Q(period_to=None) | Q(period_to__gt=F("period_from")), name="paymentorder_period"
            ),
            models.CheckConstraint(
                condition=Q(state="paid", paid_on__isnull=False) | (~Q(state="paid") & Q(paid_on=None)),
                name="paymentorder_paid_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in OrderState]), name="paymentorder_state"
            ),
        ]
        indexes = [
            models.Index(fields=["area", "state", "due_on", "id"], name="paymentorder_due"),
            models.Index(fields=["reference"], name="paymentorder_reference"),
            models.Index(fields=["person"], name="paymentorder_person", condition=Q(person__isnull=False)),
        ]


class OrderPart(Row):
    """A payer's share of an order, committed on its budget. The parts sum to the order (deferred trigger)."""

    scope_kind: ClassVar[str] = "area"

    order = models.ForeignKey(PaymentOrder, on_delete=models.PROTECT, related_name="parts")
    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="parts")
    area = models.BigIntegerField()
    level = models.CharField(max_length=8)
    fund = models.CharField(max_length=16)
    amount_fen = models.BigIntegerField()
    set_off_fen = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "budget"], name="orderpart_once"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="orderpart_positive"),
            models.CheckConstraint(
                condition=Q(set_off_fen__gte=0, set_off_fen__lte=F("amount_fen")), name="orderpart_set_off"
            ),
        ]
