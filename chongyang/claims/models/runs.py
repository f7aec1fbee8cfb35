"""One file or upload of one feed, taken in by parts, and what was wrong with its rows."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.core.fields import SealedField
from chongyang.core.models import Row


class Run(Row):
    """A file of a feed on its way to claims. The same bytes twice are one run; a cut one goes on."""

    scope_kind: ClassVar[str] = "area"

    feed = models.CharField(max_length=40)
    feed_version = models.CharField(max_length=20)
    area = models.BigIntegerField()
    organisation = models.UUIDField(null=True)
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    coding = models.CharField(max_length=20, blank=True)
    told_on = models.DateField()
    is_full = models.BooleanField(default=False)
    state = models.CharField(max_length=12, default="waiting")
    reason = models.CharField(max_length=200, blank=True)
    total_rows = models.PositiveIntegerField(null=True)
    done_rows = models.PositiveIntegerField(default=0)
    new_claims = models.PositiveIntegerField(default=0)
    same_claims = models.PositiveIntegerField(default=0)
    ended_claims = models.PositiveIntegerField(default=0)
    faults = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField()
    received_by = models.UUIDField(null=True)
    begun_at = models.DateTimeField(null=True)
    alive_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["feed", "digest"], condition=~Q(state="refused"), name="run_same_bytes_once"
            ),
            models.UniqueConstraint(fields=["feed"], condition=Q(state="running"), name="run_one_at_a_time"),
        ]
        indexes = [models.Index(fields=["-received_at", "id"], name="run_newest")]


class Fault(Row):
    """One thing wrong with one row: which column, what is wrong, how it is mended. The value lies sealed."""

    scope_kind: ClassVar[str] = "area"

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="faulty")
    area = models.BigIntegerField()
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=40)
    is_refused = models.BooleanField()
    value = SealedField()

    class Meta:
        indexes = [models.Index(fields=["run", "line", "id"], name="fault_run_line")]
