"""Months: what was done, its photos, corrections, and who was reminded."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.core.models import FileStored, Row
from chongyang.projects.enums import MoneySource
from chongyang.projects.models.codes import codes
from chongyang.projects.models.projects import Project


class MonthReport(Row):
    """One month of one project. None is negative, so that the sum never falls; a wrong one is corrected."""

    scope_kind: ClassVar[str] = "area"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="months")
    area = models.BigIntegerField()
    month = models.DateField()
    done_fen = models.BigIntegerField()
    share = models.PositiveSmallIntegerField()
    says = models.CharField(max_length=1000, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    reported_by = models.UUIDField(null=True)
    reported_at = models.DateTimeField()
    is_late = models.BooleanField(default=False)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "month"], name="monthreport_once"),
            models.CheckConstraint(condition=Q(done_fen__gte=0), name="monthreport_not_negative"),
            models.CheckConstraint(condition=Q(share__lte=100), name="monthreport_share"),
            models.CheckConstraint(condition=Q(month__day=1), name="monthreport_first_day"),
        ]


class Spending(Row):
    """The part of a month's money that is of one source."""

    scope_kind: ClassVar[str] = "area"

    report = models.ForeignKey(MonthReport, on_delete=models.PROTECT, related_name="spending")
    area = models.BigIntegerField()
    source = models.CharField(max_length=10)
    fen = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "source"], name="spending_once"),
            models.CheckConstraint(condition=Q(fen__gt=0), name="spending_positive"),
            models.CheckConstraint(condition=Q(source__in=codes(MoneySource)), name="spending_source_known"),
        ]


class Correction(Row):
    """A month's figures were otherwise: what they were, what they are, why, and on which document."""

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True

    report = models.ForeignKey(MonthReport, on_delete=models.PROTECT, related_name="corrections")
    area = models.BigIntegerField()
    was_fen = models.BigIntegerField()
    done_fen = models.BigIntegerField()
    was_share = models.PositiveSmallIntegerField()
    share = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=200)
    document = models.CharField(max_length=120)
    corrected_by = models.UUIDField(null=True)
    corrected_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason="") & ~Q(document=""), name="correction_has_reason")
        ]


class Photo(Row):
    """A picture of the site, of one month."""

    scope_kind: ClassVar[str] = "area"

    report = models.ForeignKey(MonthReport, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey(FileStored, on_delete=models.PROTECT, related_name="+")
    area = models.BigIntegerField()
    caption = models.CharField(max_length=120, blank=True)
    added_by = models.UUIDField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "file"], name="photo_once")]


class Reminder(Row):
    """That the report of a month was asked for, and when last."""

    scope_kind: ClassVar[str] = "area"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="reminders")
    area = models.BigIntegerField()
    month = models.DateField()
    times = models.PositiveSmallIntegerField(default=1)
    reminded_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "month"], name="reminder_once")]
