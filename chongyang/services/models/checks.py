"""The yearly check of a provider, and what third parties found."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Func, Q

from chongyang.core.fields import SealedField
from chongyang.core.models import Row
from chongyang.core.models.files import FileOfCase, FileStored
from chongyang.services.models.providers import ServiceProvider


class SumOfParts(Func):
    """The sum of the points in a column of parts; the database refuses what is no number from 0 to 100."""

    function = "chongyang_services_sum"
    output_field = models.DecimalField()


class YearlyCheck(Row):
    """One year's check: the provider reports, one person looks, another decides. Its case has its key."""

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    provider = models.ForeignKey(ServiceProvider, on_delete=models.PROTECT, related_name="checks")
    organisation = models.UUIDField()
    area = models.BigIntegerField()
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    statement = SealedField()
    submitted_at = models.DateTimeField(null=True)
    visited_on = models.DateField(null=True)
    finding = SealedField()
    mend_until = models.DateField(null=True)
    answer = SealedField()
    result = models.CharField(max_length=10, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "year"], name="yearlycheck_once"),
            models.CheckConstraint(
                condition=Q(decided_at=None, result="") | Q(decided_at__isnull=False) & ~Q(result=""),
                name="yearlycheck_result",
            ),
        ]
        indexes = [models.Index(fields=["area", "state", "due_at", "id"], name="yearlycheck_work")]


class CheckFile(FileOfCase):
    """One file that a provider added to its yearly report."""

    scope_kind: ClassVar[str] = "area"

    check_of = models.ForeignKey(YearlyCheck, on_delete=models.PROTECT, related_name="files")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["check_of", "kind", "file"], name="yearlycheckfile_once")
        ]


class Evaluation(Row):
    """What a third party found of a provider: points and day are public, the report is the desks' alone.

    `parts` are its points by the criteria of `data/evaluation.yaml`, and `points` their sum; those of before
    the criteria have none.
    """

    scope_kind: ClassVar[str] = "public"

    provider = models.ForeignKey(ServiceProvider, on_delete=models.PROTECT, related_name="evaluations")
    organisation = models.UUIDField()
    assessor = models.CharField(max_length=120)
    points = models.DecimalField(max_digits=4, decimal_places=1)
    parts = models.JSONField(default=dict)
    evaluated_on = models.DateField()
    valid_to = models.DateField(null=True)
    file = models.ForeignKey(FileStored, null=True, on_delete=models.PROTECT, related_name="+")
    added_by = models.UUIDField()
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(points__range=(0, 100)), name="serviceevaluation_points"),
            models.CheckConstraint(
                condition=Q(parts={}) | Q(points=SumOfParts(F("parts"))), name="serviceevaluation_sum"
            ),
            models.UniqueConstraint(
                fields=["provider", "evaluated_on", "assessor"], name="serviceevaluation_once"
            ),
        ]
