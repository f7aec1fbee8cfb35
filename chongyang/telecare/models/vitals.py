"""Readings from homes, their roll-up by hour, what was last seen, limits of single elders, and alerts."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from chongyang.core.keys import new_key
from chongyang.core.models import Row
from chongyang.territory.models import TstzRange


class Reading(models.Model):
    """One measured value, kept as it came. Partitioned by day (migration 0004); whole days are dropped.

    In the database the key is (serial, event_key, kind, at), which is what makes a repetition one; `id` is
    for answers alone and has no index.
    """

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    serial = models.CharField(max_length=40)
    event_key = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    context = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    value = models.FloatField()
    person = models.UUIDField(null=True)
    area = models.BigIntegerField()
    fault = models.CharField(max_length=12, blank=True)


class HourlyReading(models.Model):
    """A person's values of one hour, for years. Partitioned by month; `id` is for answers alone."""

    scope_kind: ClassVar[str] = "area"

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    person = models.UUIDField()
    area = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    context = models.CharField(max_length=12, blank=True)
    hour = models.DateTimeField()
    lowest = models.FloatField()
    highest = models.FloatField()
    mean = models.FloatField()
    count = models.PositiveIntegerField()
    last = models.FloatField()


class LastReading(Row):
    """The newest value of a kind, and when it was last active: what absence rules ask instead of readings."""

    scope_kind: ClassVar[str] = "area"

    person = models.UUIDField()
    area = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    context = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()
    value = models.FloatField()
    active_at = models.DateTimeField(null=True)
    unjudged_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="last_reading_once")]
        indexes = [
            models.Index(fields=["kind", "active_at"], name="last_reading_active"),
            models.Index(
                fields=["unjudged_since"],
                condition=Q(unjudged_since__isnull=False),
                name="last_reading_unjudged",
            ),
        ]


class VitalLimit(Row):
    """A limit of one elder in the place of the rule's: who set it, why, from when; a new one ends it."""

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    person = models.UUIDField()
    area = models.BigIntegerField()
    rule = models.CharField(max_length=30)
    limit = models.FloatField()
    reason = models.CharField(max_length=200)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    set_by = models.UUIDField(null=True)
    set_role = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="vital_limit_one_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("rule", RangeOperators.EQUAL),
                    (TstzRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="vital_limit_order",
            ),
        ]


class Away(Row):
    """The elder is not at home for a time: in hospital, with family. Absence rules pause."""

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    person = models.UUIDField()
    area = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    said_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="away_once",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (TstzRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="away_order"
            ),
        ]


class Alert(Row):
    """Somebody must look: one rule said so of one person. At most one is open; repetitions join it.

    `shown_at` is later than `first_at` where a less urgent alert waited for the end of the quiet hours.
    """

    scope_kind: ClassVar[str] = "area"

    person = models.UUIDField()
    area = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    level = models.CharField(max_length=8)
    rule = models.CharField(max_length=30)
    reasons = models.JSONField(default=list)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)
    shown_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=12, default="open")
    taken_at = models.DateTimeField(null=True)
    taken_by = models.UUIDField(null=True)
    escalated_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)
    outcome = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "rule"], condition=~Q(state="closed"), name="alert_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="alert_closed_with_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "first_at"], name="alert_person"),
            models.Index(fields=["level", "shown_at", "id"], condition=~Q(state="closed"), name="alert_open"),
            models.Index(
                fields=["due_at"],
                condition=~Q(state="closed") & Q(escalated_at__isnull=True),
                name="alert_due",
            ),
        ]
