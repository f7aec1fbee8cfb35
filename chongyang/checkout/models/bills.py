"""What is owed, how it was paid at a vendor, and what went back."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.checkout.enums import AttemptState, BillKind, BillState, RefundState
from chongyang.core.models import Row


def one_of(column: str, words: type[BillKind | BillState | AttemptState | RefundState]) -> Q:
    """A column holds a word of its list."""
    return Q(**{f"{column}__in": [word.value for word in words]})


class Merchant(Row):
    """The number under which a provider is paid at a vendor. Money goes to the provider, never through the
    platform: who holds others' money needs a licence (《非银行支付机构监督管理条例》, 国务院令第768号).
    """

    scope_kind: ClassVar[str] = "organisation"

    organisation = models.UUIDField()
    vendor = models.CharField(max_length=20)
    number = models.CharField(max_length=40)
    told_by = models.UUIDField()
    confirmed_by = models.UUIDField(null=True)
    valid_from = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "vendor"],
                condition=Q(ended_on=None, confirmed_by__isnull=False),
                name="merchant_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("told_by")), name="merchant_by_two"
            ),
        ]


class Bill(Row):
    """What one elder owes one provider, once for each thing (`reference`) and reason."""

    scope_kind: ClassVar[str] = "area"

    number = models.CharField(max_length=20, unique=True)
    person = models.UUIDField()
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    kind = models.CharField(max_length=14)
    reference = models.UUIDField()
    item = models.CharField(max_length=60)
    amount_fen = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, default=BillState.OPEN.value)
    made_at = models.DateTimeField()
    due_on = models.DateField()
    paid_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reference", "kind"], name="bill_once"),
            models.CheckConstraint(condition=one_of("state", BillState), name="bill_state"),
            models.CheckConstraint(condition=one_of("kind", BillKind), name="bill_kind"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="bill_positive"),
            models.CheckConstraint(
                condition=Q(state="paid", paid_at__isnull=False) | ~Q(state="paid") & Q(paid_at=None),
                name="bill_paid_when",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "id"], name="bill_person"),
            models.Index(fields=["area", "due_on"], name="bill_open", condition=Q(state="open")),
            models.Index(fields=["organisation", "id"], name="bill_organisation"),
        ]


class Attempt(Row):
    """One payment at one vendor; `number` is ours and the vendor knows it. A bill is paid by one.

    `back_fen` is what was asked back, never more than came.
    """

    scope_kind: ClassVar[str] = "area"

    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="attempts")
    person = models.UUIDField()
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    vendor = models.CharField(max_length=20)
    merchant = models.CharField(max_length=40)
    number = models.CharField(max_length=32, unique=True)
    amount_fen = models.PositiveBigIntegerField()
    back_fen = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=10, default=AttemptState.OPEN.value)
    link = models.CharField(max_length=500, blank=True)
    vendor_number = models.CharField(max_length=64, blank=True)
    began_at = models.DateTimeField()
    began_by = models.UUIDField(null=True)
    expires_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bill"], condition=Q(state="paid"), name="attempt_pays_once"),
            models.UniqueConstraint(
                fields=["vendor", "vendor_number"], condition=~Q(vendor_number=""), name="attempt_vendor_once"
            ),
            models.CheckConstraint(condition=one_of("state", AttemptState), name="attempt_state"),
            models.CheckConstraint(condition=Q(back_fen__lte=F("amount_fen")), name="attempt_back"),
            models.CheckConstraint(
                condition=Q(state__in=["paid", "surplus"], paid_at__isnull=False)
                | Q(state__in=["open", "closed"], paid_at=None, back_fen=0),
                name="attempt_paid_when",
            ),
        ]
        indexes = [models.Index(fields=["vendor", "paid_at"], name="attempt_of_day")]


class Notice(Row):
    """What a vendor told with a right signature: each once, however often it comes. The body is not kept."""

    scope_kind: ClassVar[str] = "system"

    vendor = models.CharField(max_length=20)
    notice = models.CharField(max_length=64)
    number = models.CharField(max_length=32)
    digest = models.BinaryField()
    received_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    outcome = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vendor", "notice"], name="notice_once")]
        indexes = [models.Index(fields=["received_at"], name="notice_age")]


class Refund(Row):
    """Money that goes back: asked by one, decided by another, done by the vendor."""

    scope_kind: ClassVar[str] = "area"

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="refunds")
    person = models.UUIDField()
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    number = models.CharField(max_length=32, unique=True)
    amount_fen = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default=RefundState.ASKED.value)
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=one_of("state", RefundState), name="refund_state"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="refund_positive"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(asked_by=None) | ~Q(decided_by=F("asked_by")),
                name="refund_by_two",
            ),
            models.CheckConstraint(
                condition=Q(state="asked", decided_at=None) | ~Q(state="asked") & Q(decided_at__isnull=False),
                name="refund_decided_when",
            ),
        ]
        indexes = [models.Index(fields=["area", "id"], name="refund_open", condition=Q(state="asked"))]
