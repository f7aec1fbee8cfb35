"""Readings in a form that rules can count, and what the rules found."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from chongyang.core.models import Row
from chongyang.privacy.rules.unusual import Rule


class Look(models.Model):
    """One reading of a person at work: a copy of its event's columns, kept for some weeks.

    The events have no index by account and time, and should need none: they are written two hundred times a
    second. `hour` is the full hour in the city, as a moment.
    """

    scope_kind: ClassVar[str] = "system"

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    hour = models.DateTimeField()
    kind = models.CharField(max_length=80)
    account = models.UUIDField()
    role = models.CharField(max_length=40)
    organisation = models.UUIDField(null=True)
    person = models.UUIDField(null=True)
    area = models.BigIntegerField()
    purpose = models.CharField(max_length=200, blank=True)
    rows = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["account", "hour"], name="look_account_hour"),
            models.Index(fields=["account", "person", "at"], name="look_account_person"),
            models.Index(fields=["at"], name="look_at"),
        ]


class WatchMark(models.Model):
    """How far the events were looked through: everything up to this transaction."""

    scope_kind: ClassVar[str] = "system"

    name = models.CharField(max_length=20, primary_key=True)
    last_xid = models.DecimalField(max_digits=20, decimal_places=0, default=0)
    at = models.DateTimeField(null=True)


class Finding(Row):
    """A rule's question about a reader: how often, over which events. Its row is a case's key.

    `key` says what is counted together, so that the same hour makes one finding however often it is counted.
    """

    scope_kind: ClassVar[str] = "area"

    key = models.CharField(max_length=160, unique=True)
    rule = models.CharField(max_length=30)
    account = models.UUIDField()
    role = models.CharField(max_length=40)
    employer = models.UUIDField(null=True)
    person = models.UUIDField(null=True)
    area = models.BigIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    count = models.PositiveIntegerField()
    threshold = models.PositiveIntegerField()
    seqs = ArrayField(models.BigIntegerField(), default=list)
    found_at = models.DateTimeField()
    state = models.CharField(max_length=20, default="open")
    verdict = models.CharField(max_length=20, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rule__in=[rule.value for rule in Rule]), name="finding_rule_known"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, verdict="") | Q(closed_at__isnull=False) & ~Q(verdict=""),
                name="finding_closed_with_verdict",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "-id"], name="finding_area"),
            models.Index(fields=["account", "-id"], name="finding_account"),
        ]
