"""A visit that did not begin in time: who was told so far, and how it ended."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from chongyang.core.models import Row


class Missed(Row):
    """One row for each order whose visit is overdue. `told` counts the steps that were taken, each once.

    `incident` is what the last step opened for somebody who lives alone. `closed_why` says how it ended:
    the carer came, a phone without a signal told later that she had been there, or nobody waits any more.
    """

    scope_kind: ClassVar[str] = "area"

    order = models.UUIDField(unique=True)
    number = models.CharField(max_length=30)
    person = models.UUIDField()
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    accounts = ArrayField(models.UUIDField(), default=list)
    due_at = models.DateTimeField()
    told = models.PositiveSmallIntegerField(default=0)
    told_at = models.DateTimeField(null=True)
    incident = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_why = models.CharField(max_length=12, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_why="") | (Q(closed_at__isnull=False) & ~Q(closed_why="")),
                name="missed_closed_with_reason",
            )
        ]
        indexes = [models.Index(fields=["due_at"], name="missed_open", condition=Q(closed_at=None))]
