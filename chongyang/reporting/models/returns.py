"""Returns: one form of one place for one period, its cells, remarks and evidence.

No person stands in them.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.models import FileStored, Row


class Return(Row):
    """One form of one place for one period. Its case has the same key and begins with the first figure.

    `lead` is the key of the unit that answers for the form; `organisation` is the place's authority, or the
    lead unit of the city's own return. `due_on` is the last day of the stage that it waits for.
    """

    scope_kind: ClassVar[str] = "area"

    form = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=6)
    level = models.CharField(max_length=8)
    place = models.CharField(max_length=20)
    period = models.CharField(max_length=6)
    first_on = models.DateField()
    until_on = models.DateField()
    lead = models.CharField(max_length=80)
    area = models.BigIntegerField()
    organisation = models.UUIDField(null=True)
    state = models.CharField(max_length=20, default="open")
    opened_at = models.DateTimeField()
    fill_due_on = models.DateField()
    due_on = models.DateField(null=True)
    submitted_at = models.DateTimeField(null=True)
    times_returned = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    locked_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "place", "period"], name="reporting_return_once"),
            models.CheckConstraint(
                condition=Q(until_on__gt=F("first_on")), name="reporting_return_days_ordered"
            ),
            models.CheckConstraint(condition=Q(way__in=["area", "line"]), name="reporting_return_way_known"),
            models.CheckConstraint(
                condition=Q(state="locked", locked_at__isnull=False)
                | (~Q(state="locked") & Q(locked_at=None)),
                name="reporting_return_locked_at",
            ),
        ]
        indexes = [
            models.Index(fields=["period", "level", "place"], name="reporting_return_of_period"),
            models.Index(fields=["area", "state", "due_on", "id"], name="reporting_return_work"),
            models.Index(
                fields=["due_on", "id"], name="reporting_return_late", condition=Q(due_on__isnull=False)
            ),
        ]


class Entry(Row):
    """What stands in a cell, or stood: who wrote it, when and how. Replaced, never edited.

    `missing` is how many places below said nothing when it was added up. A share's numerator is never above
    its denominator, and nothing but a change is below nothing; the database says so as well.
    """

    scope_kind: ClassVar[str] = "area"

    report = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="entries")
    item = models.CharField(max_length=60)
    numerator = models.DecimalField(max_digits=20, decimal_places=4)
    denominator = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    is_share = models.BooleanField(default=False)
    is_signed = models.BooleanField(default=False)
    missing = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField()
    channel = models.CharField(max_length=10)
    written_by = models.UUIDField(null=True)
    written_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)
    area = models.BigIntegerField()
    organisation = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "item"], condition=Q(replaced_at=None), name="reporting_entry_stands_once"
            ),
            models.UniqueConstraint(
                fields=["report", "item", "version"], name="reporting_entry_version_once"
            ),
            models.CheckConstraint(
                condition=Q(is_share=False) | Q(denominator=None) | Q(numerator__lte=F("denominator")),
                name="reporting_entry_share_within_whole",
            ),
            models.CheckConstraint(
                condition=Q(is_signed=True) | Q(numerator__gte=0), name="reporting_entry_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(denominator=None) | Q(denominator__gte=0),
                name="reporting_entry_denominator_not_negative",
            ),
        ]


class Remark(Row):
    """What somebody wants mended, at a cell or at the whole return; settled when it is handed in again."""

    scope_kind: ClassVar[str] = "area"

    report = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="remarks")
    item = models.CharField(max_length=60, blank=True)
    text = models.CharField(max_length=300)
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    area = models.BigIntegerField()
    organisation = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["report"], name="reporting_remark_of")]


class Proof(Row):
    """One file that proves a figure, or the whole return."""

    scope_kind: ClassVar[str] = "area"

    report = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="proofs")
    item = models.CharField(max_length=60, blank=True)
    file = models.ForeignKey(FileStored, on_delete=models.PROTECT, related_name="+")
    added_by = models.UUIDField(null=True)
    added_at = models.DateTimeField()
    area = models.BigIntegerField()
    organisation = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "item", "file"], name="reporting_proof_once")
        ]


class Closing(Row):
    """A period that the office closed: no figure of it changes any more but by a correction.

    `missing` is how many returns had not been locked; `reason` says why it was closed without them.
    """

    scope_kind: ClassVar[str] = "public"

    period = models.CharField(max_length=6, unique=True)
    closed_at = models.DateTimeField()
    closed_by = models.UUIDField(null=True)
    missing = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(missing=0) | ~Q(reason=""), name="reporting_closing_missing_has_reason"
            )
        ]
