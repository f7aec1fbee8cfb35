"""Titles that are or were held, and their reviews."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from chongyang.core.fields import SealedField
from chongyang.core.models import Row
from chongyang.designations.models.applications import Application, Holder


class DateRange(Func):
    """Half-open days, as the database compares them."""

    function = "DATERANGE"
    output_field = DateRangeField()


class TitleHeld(Holder, Row):
    """One title with its plaque, from the day it was given to the day before it ends: everybody reads it.

    A withdrawal ends it on its day, so what was held on any day of the past is told by the days alone.
    `award` is the application that the funding room drafted for the holder, where an award follows.
    """

    scope_kind: ClassVar[str] = "public"

    application = models.ForeignKey(Application, null=True, on_delete=models.PROTECT, related_name="titles")
    plaque = models.CharField(max_length=20, unique=True)
    total = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    grade = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=10, default="held")
    valid_from = models.DateField()
    valid_to = models.DateField()
    review_on = models.DateField()
    over_quota = models.CharField(max_length=300, blank=True)
    given_at = models.DateTimeField()
    award = models.UUIDField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="titleheld_once",
                expressions=[
                    ("title", RangeOperators.EQUAL),
                    ("slot", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="titleheld_days"),
            models.CheckConstraint(condition=Q(review_on__lte=F("valid_to")), name="titleheld_review"),
        ]
        indexes = [
            models.Index(fields=["title", "area", "id"], name="titleheld_register"),
            models.Index(fields=["review_on", "id"], name="titleheld_due", condition=Q(state="held")),
        ]


class Review(Row):
    """One review of a title: its case has the same key. What was said stays sealed; the result is public by
    the title's days.
    """

    scope_kind: ClassVar[str] = "area"

    held = models.ForeignKey(TitleHeld, on_delete=models.PROTECT, related_name="reviews")
    area = models.BigIntegerField()
    organisation = models.UUIDField(null=True)
    cause = models.CharField(max_length=10)
    why = SealedField()
    state = models.CharField(max_length=20)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    visited_on = models.DateField(null=True)
    points = models.JSONField(default=dict)
    total = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    advice = models.CharField(max_length=10, blank=True)
    note = SealedField()
    mend_until = models.DateField(null=True)
    mend_what = SealedField()
    hearing_until = models.DateField(null=True)
    reason = SealedField()
    spoken = SealedField()
    heard = SealedField()
    heard_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=10, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["held"], condition=Q(ended_at=None), name="designreview_open_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, result="") | Q(ended_at__isnull=False) & ~Q(result=""),
                name="designreview_result",
            ),
        ]
        indexes = [models.Index(fields=["area", "state", "due_at", "id"], name="designreview_work")]
