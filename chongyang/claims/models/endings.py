"""Records that a whole file would end, but that are too many to end without a second person."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.core.fields import SealedField
from chongyang.core.models import Row


class Ending(Row):
    """What one run holds back: how many of how many, and who decided about it and why."""

    scope_kind: ClassVar[str] = "area"

    run = models.UUIDField(unique=True)
    feed = models.CharField(max_length=40)
    area = models.BigIntegerField()
    told_on = models.DateField()
    absent = models.PositiveIntegerField()
    in_force = models.PositiveIntegerField()
    state = models.CharField(max_length=12, default="waiting")
    note = SealedField()
    held_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(decided_at__isnull=False), name="ending_decided_dated"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ended", "kept"]) | Q(decided_by__isnull=False),
                name="ending_by_a_person",
            ),
        ]
        indexes = [models.Index(fields=["feed", "state"], name="ending_feed")]


class HeldClaim(models.Model):
    """One claim that waits to be ended with its run; gone when somebody decided."""

    scope_kind: ClassVar[str] = "area"

    pk = models.CompositePrimaryKey("run", "claim")
    run = models.UUIDField()
    claim = models.UUIDField()
    area = models.BigIntegerField()
