"""Lists of persons that leave the house."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.core.models import Row


class Export(Row):
    """A file that was asked for; `number` runs and stands in every row and on every sheet of it."""

    scope_kind: ClassVar[str] = "area"

    number = models.BigIntegerField(unique=True)
    account = models.UUIDField()
    role = models.CharField(max_length=40)
    area = models.BigIntegerField()
    area_last = models.BigIntegerField()
    purpose = models.CharField(max_length=20)
    rows = models.PositiveIntegerField()
    needs_approval = models.BooleanField()
    state = models.CharField(max_length=12, default="asked")
    asked_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    approved_by = models.UUIDField(null=True)
    valid_until = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    times = models.PositiveSmallIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(needs_approval=False) | Q(approved_at=None) | Q(approved_by__isnull=False),
                name="export_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("account")), name="export_by_two"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-id"], name="export_account"),
            models.Index(fields=["area", "-id"], name="export_area"),
        ]
