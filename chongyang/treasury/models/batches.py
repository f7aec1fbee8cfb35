"""Batches of payments on their way to the bank."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.fields import SealedField
from chongyang.core.identifiers import mask_card, mask_name
from chongyang.core.models import Row
from chongyang.treasury.models.base import Named
from chongyang.treasury.models.orders import PaymentOrder
from chongyang.treasury.models.payees import PayeeAccount


class Batch(Row):
    """Payments that go to the bank together; its case (life cycle treasury.batch) has the same key.

    `digest` is taken over the lines when it is submitted, and must hold when it is released. After that
    nothing of its lines changes: a correction is a new order.
    """

    scope_kind: ClassVar[str] = "area"

    area = models.BigIntegerField()
    programme = models.CharField(max_length=60, blank=True)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default="draft")
    count = models.PositiveIntegerField(default=0)
    total_fen = models.BigIntegerField(default=0)
    digest = models.BinaryField(null=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "year", "number"], name="batch_number"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(digest__isnull=False),
                name="batch_has_digest",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["released", "settled"]) | Q(released_at__isnull=False),
                name="batch_released_when",
            ),
        ]
        indexes = [models.Index(fields=["area", "state", "id"], name="batch_state")]


class BatchLine(Named, Row):
    """One payment of a batch, with name and account as they were when it was made.

    Triggers: no line comes, changes or goes unless its batch is a draft.
    """

    scope_kind: ClassVar[str] = "area"

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="lines")
    area = models.BigIntegerField()
    place = models.PositiveIntegerField()
    order = models.ForeignKey(PaymentOrder, on_delete=models.PROTECT, related_name="batch_lines")
    person = models.UUIDField(null=True)
    organisation = models.UUIDField(null=True)
    name = SealedField(mask=mask_name)
    account = models.ForeignKey(PayeeAccount, on_delete=models.PROTECT, related_name="+")
    bank = models.CharField(max_length=60)
    number = SealedField(mask=mask_card)
    number_index = models.BinaryField()
    amount_fen = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "place"], name="batchline_place"),
            models.UniqueConstraint(fields=["batch", "order"], name="batchline_order_once"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="batchline_positive"),
        ]


class BankFile(Row):
    """That a released batch was written for the bank, and the digest of the bytes. Written once."""

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="bank_files")
    area = models.BigIntegerField()
    format = models.CharField(max_length=40)
    digest = models.BinaryField()
    size = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["batch", "made_at"], name="bankfile_batch")]


class ReturnFile(Row):
    """What a bank answered about a batch; the same bytes are one file. Who took it in does not reconcile."""

    scope_kind: ClassVar[str] = "area"

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="return_files")
    area = models.BigIntegerField()
    format = models.CharField(max_length=40)
    digest = models.BinaryField(unique=True)
    uploaded_by = models.UUIDField()
    uploaded_at = models.DateTimeField()
    lines = models.PositiveIntegerField(default=0)
    paid = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    odd = models.PositiveIntegerField(default=0)
    paid_fen = models.BigIntegerField(default=0)
    failed_fen = models.BigIntegerField(default=0)
    reconciled_by = models.UUIDField(null=True)
    reconciled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reconciled_by=None) | ~Q(reconciled_by=F("uploaded_by")), name="returnfile_by_two"
            )
        ]
        indexes = [models.Index(fields=["batch", "uploaded_at"], name="returnfile_batch")]


class ReturnLine(Row):
    """One line of a return file as it was read; a payment is settled by one line alone. Written once.

    `raw` keeps the line sealed where it is not a plain answer to a payment of ours.
    """

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True
    erasable: ClassVar[tuple[str, ...]] = ("raw",)

    file = models.ForeignKey(ReturnFile, on_delete=models.PROTECT, related_name="rows")
    area = models.BigIntegerField()
    place = models.PositiveIntegerField()
    batch_line = models.ForeignKey(BatchLine, on_delete=models.PROTECT, null=True, related_name="returns")
    outcome = models.CharField(max_length=10)
    reason = models.CharField(max_length=60, blank=True)
    bank_reference = models.CharField(max_length=60, blank=True)
    settled_on = models.DateField(null=True)
    amount_fen = models.BigIntegerField(null=True)
    raw = SealedField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "place"], name="returnline_place"),
            models.UniqueConstraint(
                fields=["batch_line"],
                condition=Q(outcome__in=["paid", "failed"]),
                name="returnline_settles_once",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["paid", "failed"]) | Q(batch_line__isnull=False),
                name="returnline_settles_what",
            ),
        ]
        indexes = [models.Index(fields=["outcome", "file"], name="returnline_outcome")]
