"""The ledger: entries of signed postings that sum to nothing. Written once; a mistake is a new entry."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.core.models import Row


class Entry(Row):
    """One thing that happened to money, on a day, with what it rests on."""

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True

    at = models.DateTimeField()
    on = models.DateField()
    area = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    reference_kind = models.CharField(max_length=40)
    reference = models.UUIDField()
    by = models.UUIDField(null=True)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")

    class Meta:
        indexes = [
            models.Index(fields=["reference", "id"], name="entry_reference"),
            models.Index(fields=["area", "on", "id"], name="entry_area"),
        ]


class Posting(Row):
    """One side of an entry: an account of the chart, and whose money it is. Positive is debit.

    A batch posts sums by payer, fund and programme; its single payees stand in the batch's lines.
    """

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="postings")
    account = models.CharField(max_length=16)
    area = models.BigIntegerField()
    level = models.CharField(max_length=8)
    fund = models.CharField(max_length=16)
    programme = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    payee = models.UUIDField(null=True)
    amount_fen = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(amount_fen=0), name="posting_moves")]
        indexes = [models.Index(fields=["area", "year", "account"], name="posting_area")]
