"""Values of indicators: never edited; the one that was not replaced counts."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.models import Row


class Value(Row):
    """One indicator of one place and period from one source, as it was found at a moment.

    `place` is `city`, a reporting unit's key or a street's first code. A denominator that is not known, or
    nothing, leaves no value. What is locked is replaced by a correction alone, which has a reason and a
    document.
    """

    scope_kind: ClassVar[str] = "public"

    indicator = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=8)
    place = models.CharField(max_length=20)
    period = models.CharField(max_length=6)
    first_on = models.DateField()
    until_on = models.DateField()
    source = models.CharField(max_length=10)
    numerator = models.DecimalField(max_digits=20, decimal_places=4)
    denominator = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    found_at = models.DateTimeField()
    found_by = models.UUIDField(null=True)
    replaced_at = models.DateTimeField(null=True)
    locked_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    document = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "place", "period", "source"],
                condition=Q(replaced_at=None),
                name="value_counts_once",
            ),
            models.CheckConstraint(condition=Q(until_on__gt=F("first_on")), name="value_days_ordered"),
            models.CheckConstraint(
                condition=Q(denominator=None) | Q(denominator__gte=0), name="value_denominator_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(reason="", document="") | (~Q(reason="") & ~Q(document="")),
                name="value_correction_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["period", "level", "indicator"], condition=Q(replaced_at=None), name="value_of_period"
            )
        ]
