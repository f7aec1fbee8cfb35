"""A provider's roster of a week: how many are needed, who works when, and what carers would like."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from chongyang.core.models import Row
from chongyang.territory.models import TstzRange


class Roster(Row):
    """One week of one provider, from its Monday. Carers see it when it is published.

    `reasons` say why the last attempt to fill it found nothing: key, day, shift, skill, carer, how many.
    """

    scope_kind: ClassVar[str] = "area"

    organisation = models.UUIDField()
    area = models.BigIntegerField()
    week = models.DateField()
    state = models.CharField(max_length=10)
    reasons = models.JSONField(default=list)
    proven = models.BooleanField(default=False)
    filled_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    account = models.UUIDField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "week"], name="roster_once"),
            models.CheckConstraint(condition=Q(week__iso_week_day=1), name="roster_monday"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(published_at__isnull=False), name="roster_published"
            ),
        ]


class Shift(Row):
    """A carer works from one moment to another: one shift at a time, one a day; the database says so."""

    scope_kind: ClassVar[str] = "area"

    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="shifts")
    carer = models.UUIDField()
    day = models.DateField()
    kind = models.CharField(max_length=20)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    pinned = models.BooleanField(default=False)
    area = models.BigIntegerField()
    organisation = models.UUIDField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="carershift_no_overlap",
                expressions=[
                    ("carer", RangeOperators.EQUAL),
                    (TstzRange("from_at", "to_at"), RangeOperators.OVERLAPS),
                ],
            ),
            models.UniqueConstraint(fields=["carer", "day"], name="carershift_one_a_day"),
            models.CheckConstraint(condition=Q(from_at__lt=F("to_at")), name="carershift_ordered"),
        ]
        indexes = [models.Index(fields=["roster", "day"], name="carershift_of_roster")]


class ShiftDemand(Row):
    """So many carers are needed on a shift of a day; with a skill, so many of them hold it.

    Counted from orders, unless somebody set it by hand.
    """

    scope_kind: ClassVar[str] = "area"

    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="demands")
    day = models.DateField()
    kind = models.CharField(max_length=20)
    skill = models.CharField(max_length=40, blank=True)
    count = models.PositiveSmallIntegerField()
    by_hand = models.BooleanField(default=False)
    area = models.BigIntegerField()
    organisation = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roster", "day", "kind", "skill"], name="shiftdemand_once"),
            models.CheckConstraint(condition=Q(count__lte=2000), name="shiftdemand_count"),
        ]


class ShiftWish(Row):
    """What a carer would like on a day: a shift, or where none is named the day; below zero rather not."""

    scope_kind: ClassVar[str] = "area"

    carer = models.UUIDField()
    day = models.DateField()
    kind = models.CharField(max_length=20, blank=True)
    weight = models.SmallIntegerField()
    at = models.DateTimeField()
    account = models.UUIDField(null=True)
    area = models.BigIntegerField()
    organisation = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["carer", "day", "kind"], name="shiftwish_once"),
            models.CheckConstraint(
                condition=Q(weight__range=(-10, 10)) & ~Q(weight=0), name="shiftwish_weight"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "day"], name="shiftwish_day")]
