"""Workbooks that were handed in: looked at first, taken in as one."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.core.models import FileStored, Row


class Workbook(Row):
    """One uploaded workbook of a place's returns of a quarter; who uploaded it takes it in, or drops it."""

    scope_kind: ClassVar[str] = "area"

    place = models.CharField(max_length=20)
    period = models.CharField(max_length=6)
    file = models.ForeignKey(FileStored, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, default="checked")
    uploaded_by = models.UUIDField()
    uploaded_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    area = models.BigIntegerField()
    organisation = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["checked", "taken", "dropped"]), name="reporting_workbook_state_known"
            )
        ]
        indexes = [models.Index(fields=["uploaded_by", "-uploaded_at"], name="reporting_workbook_own")]
