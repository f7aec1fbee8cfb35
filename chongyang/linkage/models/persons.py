"""A run of the linkage, and the people whom it knows from claims alone."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from chongyang.core.models import Row


class LinkRun(Row):
    """One linkage of all records. At most one runs; what it found is written in one transaction."""

    scope_kind: ClassVar[str] = "area"

    area = models.BigIntegerField()
    model_version = models.CharField(max_length=20)
    engine = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default="running")
    step = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    begun_at = models.DateTimeField()
    alive_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    begun_by = models.UUIDField(null=True)
    records = models.PositiveIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    scored = models.PositiveIntegerField(default=0)
    persons = models.PositiveIntegerField(default=0)
    new_known = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    to_look_at = models.PositiveIntegerField(default=0)
    seconds = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="running"), name="linkrun_one_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["-begun_at", "id"], name="linkrun_newest")]


class Known(Row):
    """Somebody of whom departments tell and who has no file here. A file is opened by registration.

    Who she is lies in her claims, found by `Belonging`; here is what lists and counts need. `file` is what
    was opened since. Of whom nothing is told any more keeps row and key: `records` is then nought.
    """

    scope_kind: ClassVar[str] = "area"
    scope_person: ClassVar[str] = "id"

    area = models.BigIntegerField()
    identity_index = models.BinaryField(null=True)
    born_on = models.DateField(null=True)
    records = models.PositiveSmallIntegerField()
    feeds = ArrayField(models.CharField(max_length=40), default=list)
    file = models.UUIDField(null=True)
    since = models.DateTimeField()
    run = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["area", "id"], name="known_area"),
            models.Index(fields=["identity_index"], name="known_identity"),
        ]
