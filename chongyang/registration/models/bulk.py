"""Files of many registrations: what was uploaded, what each row was found to be, what became of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.core.fields import SealedField
from chongyang.core.models import Row


class Batch(Row):
    """One uploaded file. The same bytes of one desk are one batch, however often they are sent."""

    scope_kind: ClassVar[str] = "area"

    area = models.BigIntegerField()
    organisation = models.UUIDField(null=True)
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    state = models.CharField(max_length=12, default="checked")
    uploaded_by = models.UUIDField()
    uploaded_at = models.DateTimeField()
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["digest", "area", "organisation"],
                nulls_distinct=False,
                condition=~Q(state="dropped"),
                name="batch_same_bytes_once",
            ),
        ]
        indexes = [models.Index(fields=["area", "-uploaded_at"], name="batch_newest")]


class BatchRow(Row):
    """One row of a file. `fields` is sealed JSON of what it says; `reasons` says what is wrong, no value.

    `person` is who was found, or who was registered.
    """

    scope_kind: ClassVar[str] = "area"

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="lines")
    area = models.BigIntegerField()
    organisation = models.UUIDField(null=True)
    line = models.PositiveIntegerField()
    fields = SealedField()
    verdict = models.CharField(max_length=8)
    reasons = models.JSONField(default=dict)
    person = models.UUIDField(null=True)
    is_confirmed = models.BooleanField(default=False)
    state = models.CharField(max_length=12, default="waiting")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "line"], name="batchrow_line_once"),
            models.CheckConstraint(
                condition=~Q(state="registered") | Q(person__isnull=False), name="batchrow_registered_whom"
            ),
        ]
        indexes = [
            models.Index(fields=["batch", "line"], name="batchrow_waiting", condition=Q(state="waiting")),
        ]
