"""Corrections of locked figures: proposed by one, confirmed by another."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.models import Row
from chongyang.reporting.models.returns import Return


class Correction(Row):
    """That a locked figure was wrong: what it was, what it should be, by which document of which day."""

    scope_kind: ClassVar[str] = "area"

    report = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="corrections")
    item = models.CharField(max_length=60)
    former_numerator = models.DecimalField(max_digits=20, decimal_places=4)
    former_denominator = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    numerator = models.DecimalField(max_digits=20, decimal_places=4)
    denominator = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    reason = models.CharField(max_length=200)
    document = models.CharField(max_length=120)
    dated_on = models.DateField()
    state = models.CharField(max_length=10, default="proposed")
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    area = models.BigIntegerField()
    organisation = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "item"],
                condition=Q(state="proposed"),
                name="reporting_correction_open_once",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="reporting_correction_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at=None)
                | (~Q(state="proposed") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="reporting_correction_decided",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(document=""), name="reporting_correction_has_reason_and_document"
            ),
        ]
        indexes = [models.Index(fields=["area", "state", "-proposed_at"], name="reporting_correction_work")]
