"""Files that people handed in. The bytes lie sealed on disk under their digest; a row says what they are."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.core.fields import SealedField
from chongyang.core.models.base import Row


class FileStored(Row):
    """One file as one person handed it in; two rows may share their bytes.

    `looks` is a picture's perceptual hash. `verdict` waiting, clean, unscanned (no scanner set up) or
    infected; one that waits or is infected is in quarantine: nobody opens it.
    """

    scope_kind: ClassVar[str] = "area"

    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=80)
    name = SealedField()
    looks = models.BigIntegerField(null=True)
    verdict = models.CharField(max_length=10)
    scanned_at = models.DateTimeField(null=True)
    area = models.BigIntegerField()
    organisation = models.UUIDField(null=True)
    person = models.UUIDField(null=True)
    stored_by = models.UUIDField(null=True)
    stored_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="filestored_not_empty"),
            models.CheckConstraint(
                condition=Q(verdict__in=["waiting", "clean", "unscanned", "infected"]),
                name="filestored_verdict_known",
            ),
        ]
        indexes = [
            models.Index(fields=["digest"], name="filestored_digest"),
            models.Index(fields=["looks"], name="filestored_looks", condition=Q(looks__isnull=False)),
            models.Index(fields=["id"], name="filestored_waiting", condition=Q(verdict="waiting")),
        ]


class FileOfCase(Row):
    """A file that was added to an application for an item of its list; the room names the application."""

    kind = models.CharField(max_length=60)
    file = models.ForeignKey(FileStored, on_delete=models.PROTECT, related_name="+")
    area = models.BigIntegerField()
    organisation = models.UUIDField(null=True)
    added_by = models.UUIDField()
    added_at = models.DateTimeField()

    class Meta:
        abstract = True
