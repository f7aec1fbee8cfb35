"""Recurring help: which weekdays, at what time, and when it rests."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q

from chongyang.core.fields import SealedField
from chongyang.core.models import Row
from chongyang.policy.models import DateRange


class Plan(Row):
    """Help that comes again and again; it makes orders ahead and costs nothing by itself.

    `weekdays` are ISO (1 Monday to 7 Sunday), every `every_weeks` weeks counted from `valid_from`'s week.
    `made_until` is the first day for which no orders are made yet.
    """

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    person = models.UUIDField()
    area = models.BigIntegerField()
    item = models.CharField(max_length=60)
    quantity = models.PositiveSmallIntegerField(default=1)
    offer = models.UUIDField(null=True)
    weekdays = ArrayField(models.PositiveSmallIntegerField())
    every_weeks = models.PositiveSmallIntegerField(default=1)
    begins = models.TimeField()
    window_minutes = models.PositiveSmallIntegerField()
    holidays = models.CharField(max_length=4)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    made_until = models.DateField()
    channel = models.CharField(max_length=10)
    asked_by = models.UUIDField(null=True)
    prefers_sex = models.CharField(max_length=6, blank=True)
    dialects = ArrayField(models.CharField(max_length=40), default=list)
    note = SealedField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended = models.CharField(max_length=16, blank=True)
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(weekdays__contained_by=[1, 2, 3, 4, 5, 6, 7]) & Q(weekdays__len__range=(1, 7)),
                name="plan_weekdays",
            ),
            models.CheckConstraint(condition=Q(every_weeks__range=(1, 8)), name="plan_weeks"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="plan_days_ordered"
            ),
            models.CheckConstraint(condition=Q(window_minutes__gt=0, quantity__gt=0), name="plan_window"),
        ]
        indexes = [
            models.Index(fields=["made_until", "id"], name="plan_running", condition=Q(ended_at=None)),
            models.Index(fields=["person"], name="plan_person"),
        ]


class PlanPause(Row):
    """A time in which a plan makes no orders: in hospital, away. `to_on` is the first day it goes on."""

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="pauses")
    person = models.UUIDField()
    area = models.BigIntegerField()
    reason = models.CharField(max_length=10)
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    account = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="planpause_once",
                expressions=[
                    ("plan", RangeOperators.EQUAL),
                    (DateRange("from_on", "to_on"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="planpause_ordered"
            ),
        ]
