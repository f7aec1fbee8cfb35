"""Entries as a phone sent them. Nothing is overwritten: a second word about a thing stands beside it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.core.fields import SealedField
from chongyang.core.models import FileStored, Row
from chongyang.visits.models.visits import Visit


class Entry(Row):
    """One thing that a phone told. `taken_at` is the phone's word, `happened_at` the same by our clock.

    `place` is "longitude,latitude,accuracy", `said` readings and notes: both sealed, and emptied by the
    retention rule; how far that was from the door stays in `payload`. `conflict` says why it did not count,
    and `ours` what stood here when it came.
    """

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True
    erasable: ClassVar[tuple[str, ...]] = ("place", "said")

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="entries")
    device = models.UUIDField()
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    account = models.UUIDField()
    carer = models.UUIDField(null=True)
    person = models.UUIDField()
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    taken_at = models.DateTimeField()
    received_at = models.DateTimeField()
    happened_at = models.DateTimeField()
    clock_seconds = models.BigIntegerField(default=0)
    place = SealedField()
    said = SealedField()
    payload = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    conflict = models.CharField(max_length=20, blank=True, default="")
    ours = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device", "sequence"], name="entry_once_a_device"),
        ]
        indexes = [
            models.Index(fields=["visit", "happened_at", "id"], name="entry_visit"),
            models.Index(fields=["account", "happened_at"], name="entry_account"),
        ]


class Photo(Row):
    """A picture that came for an entry: a photo or the elder's signature.

    `digest` is that of the bytes as the phone sent them; what is kept is drawn anew, and goes after some
    months (`data/score.yaml`): digest and `looks` stay, so that the same picture is known again. `exif_at` is
    the camera's own word, never trusted alone.
    """

    scope_kind: ClassVar[str] = "area"

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="photos")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="photo")
    kind = models.CharField(max_length=10)
    file = models.ForeignKey(FileStored, null=True, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    looks = models.BigIntegerField(null=True)
    person = models.UUIDField()
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    taken_at = models.DateTimeField()
    exif_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    is_old = models.BooleanField(default=False)
    like = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["photo", "signature"]), name="photo_kind_known"),
        ]
        indexes = [
            models.Index(fields=["digest"], name="photo_digest"),
            models.Index(fields=["organisation", "received_at"], name="photo_organisation"),
            models.Index(fields=["person", "received_at"], name="photo_person"),
        ]
