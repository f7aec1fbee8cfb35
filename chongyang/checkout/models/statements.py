"""A vendor's statement of a day beside our rows."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.checkout.enums import DifferenceKind
from chongyang.core.models import Row


class VendorDay(Row):
    """One statement as it was compared; the same file again is the same row."""

    scope_kind: ClassVar[str] = "system"

    vendor = models.CharField(max_length=20)
    merchant = models.CharField(max_length=40)
    on = models.DateField()
    digest = models.BinaryField()
    taken_at = models.DateTimeField()
    lines = models.PositiveIntegerField()
    paid_fen = models.BigIntegerField()
    back_fen = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vendor", "merchant", "on"], name="vendorday_once"),
        ]


class Difference(Row):
    """Something that one side has and the other has not. Open until a person says what it was."""

    scope_kind: ClassVar[str] = "organisation"

    day = models.ForeignKey(VendorDay, on_delete=models.CASCADE, related_name="differences")
    organisation = models.UUIDField(null=True)
    number = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)
    is_refund = models.BooleanField(default=False)
    here_fen = models.BigIntegerField(null=True)
    there_fen = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "number", "is_refund"], name="difference_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[word.value for word in DifferenceKind]), name="difference_kind"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | ~Q(reason="") & Q(closed_by__isnull=False),
                name="difference_closed_in_words",
            ),
        ]
