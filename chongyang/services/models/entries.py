"""Applications of enterprises and organisations for entry (三(一)2: 准入机制)."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from chongyang.core.fields import SealedField
from chongyang.core.models import Row
from chongyang.core.models.files import FileOfCase
from chongyang.services.enums import DRAFT, ENDED


class Entry(Row):
    """That somebody wants to be on the list. A draft has no case; the case of a submitted one has its key.

    `kinds` are the kinds of the catalogue that it wants to deliver, `areas` the first codes of where.
    `finding` is what was seen on site, `answer` what the applicant is told. `state` follows the case.
    """

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    organisation = models.UUIDField()
    area = models.BigIntegerField()
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12)
    credit_code = models.CharField(max_length=18, blank=True)
    provider = models.UUIDField(null=True)
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    about = models.CharField(max_length=300, blank=True)
    kinds = ArrayField(models.CharField(max_length=30), default=list)
    areas = ArrayField(models.BigIntegerField(), default=list)
    statement = SealedField()
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=20, default=DRAFT)
    submitted_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    visited_on = models.DateField(null=True)
    finding = SealedField()
    answer = SealedField()
    decided_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=DRAFT) | Q(submitted_at=None), name="serviceentry_draft"
            ),
            models.UniqueConstraint(
                fields=["organisation"], condition=~Q(state__in=ENDED), name="serviceentry_open_once"
            ),
        ]
        indexes = [models.Index(fields=["area", "state", "due_at", "id"], name="serviceentry_work")]

    @property
    def number(self) -> str:
        """What people call it: the end of its key."""
        return self.id.hex[-10:].upper()


class EntryFile(FileOfCase):
    """One file of an application."""

    scope_kind: ClassVar[str] = "area"

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="files")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "kind", "file"], name="serviceentryfile_once")
        ]
