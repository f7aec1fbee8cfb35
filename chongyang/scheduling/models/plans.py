"""A provider's day: which carer goes where and when, who is left out and why, and pins."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q

from chongyang.core.models import Row
from chongyang.territory.models import TstzRange


class DayPlan(Row):
    """One version of a provider's day. A carer works for one provider, so a county's day is its providers'.

    `digest` is of who goes where and when: the same digest is the same plan. `outcome` says of a published
    one how many orders took it and which did not.
    """

    scope_kind: ClassVar[str] = "area"

    organisation = models.UUIDField()
    area = models.BigIntegerField()
    day = models.DateField()
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10)
    visits = models.PositiveSmallIntegerField()
    left = models.PositiveSmallIntegerField()
    carers = models.PositiveSmallIntegerField()
    travel_minutes = models.PositiveIntegerField()
    objective = models.FloatField()
    pauses = models.JSONField(default=dict)
    moved = models.PositiveSmallIntegerField(default=0)
    by_road = models.BooleanField()
    seconds = models.FloatField()
    seed = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    computed_at = models.DateTimeField()
    account = models.UUIDField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "day", "version"], name="dayplan_version_once"),
            models.UniqueConstraint(
                fields=["organisation", "day"], condition=Q(state="published"), name="dayplan_one_published"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at=None) | ~Q(state="draft"), name="dayplan_draft"
            ),
        ]
        indexes = [models.Index(fields=["day", "organisation"], name="dayplan_day")]


class PlannedVisit(Row):
    """One carer's part of one order. In a plan she is in one place at a time: the database says so.

    `fixed` is what was done or under way when it was planned; `outcome` why it was not taken when published.
    """

    scope_kind: ClassVar[str] = "area"

    plan = models.ForeignKey(DayPlan, on_delete=models.CASCADE, related_name="rows")
    order = models.UUIDField()
    position = models.PositiveSmallIntegerField()
    carer = models.UUIDField()
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    travel_minutes = models.PositiveSmallIntegerField()
    wait_minutes = models.PositiveSmallIntegerField()
    fixed = models.BooleanField(default=False)
    pinned = models.BooleanField(default=False)
    why = models.JSONField(default=dict)
    outcome = models.CharField(max_length=200, blank=True)
    person = models.UUIDField()
    area = models.BigIntegerField()
    organisation = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "order", "position"], name="plannedvisit_once"),
            ExclusionConstraint(
                name="plannedvisit_one_place",
                expressions=[
                    ("plan", RangeOperators.EQUAL),
                    ("carer", RangeOperators.EQUAL),
                    (TstzRange("from_at", "to_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(fixed=False),
            ),
            models.CheckConstraint(condition=Q(from_at__lt=F("to_at")), name="plannedvisit_window"),
            models.CheckConstraint(condition=Q(position__in=(1, 2)), name="plannedvisit_position"),
        ]
        indexes = [models.Index(fields=["order"], name="plannedvisit_order")]


class LeftOut(Row):
    """An order of the day for which nobody goes, and why."""

    scope_kind: ClassVar[str] = "area"

    plan = models.ForeignKey(DayPlan, on_delete=models.CASCADE, related_name="left_out")
    order = models.UUIDField()
    reason = models.CharField(max_length=16)
    skills = ArrayField(models.CharField(max_length=40), default=list)
    person = models.UUIDField()
    area = models.BigIntegerField()
    organisation = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "order"], name="leftout_once")]


class Pin(Row):
    """What a dispatcher fixed: who comes, when, or both. It stands until it is taken back."""

    scope_kind: ClassVar[str] = "area"

    order = models.UUIDField()
    carers = ArrayField(models.UUIDField(), default=list)
    starts_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=10)
    at = models.DateTimeField()
    account = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    person = models.UUIDField()
    area = models.BigIntegerField()
    organisation = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(ended_at=None), name="pin_one"),
            models.CheckConstraint(
                condition=~Q(carers=[]) | Q(starts_at__isnull=False), name="pin_says_something"
            ),
        ]
