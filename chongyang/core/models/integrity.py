"""What the checks of integrity found: runs, how many by street, the rows themselves, accepted exceptions."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.models.base import Row


class IntegrityRun(Row):
    """One run over the checks. `failed` names those that could not be asked, `seconds` what each took."""

    scope_kind: ClassVar[str] = "public"

    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    checks = models.PositiveSmallIntegerField(default=0)
    is_whole = models.BooleanField(default=True)
    seconds = models.JSONField(default=dict)
    failed = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["-began_at"], name="integrityrun_newest")]


class IntegrityCount(models.Model):
    """How many a check found in a street in a run; nothing is kept where it found none."""

    scope_kind: ClassVar[str] = "area"

    pk = models.CompositePrimaryKey("name", "run", "area")
    name = models.CharField(max_length=60)
    run = models.ForeignKey(IntegrityRun, on_delete=models.CASCADE, related_name="counts")
    area = models.BigIntegerField()
    value = models.PositiveIntegerField()
    excused = models.PositiveIntegerField(default=0)


class IntegrityFinding(models.Model):
    """A row that a check holds to be wrong, since when. It goes when the check no longer finds it."""

    scope_kind: ClassVar[str] = "area"

    pk = models.CompositePrimaryKey("name", "row")
    name = models.CharField(max_length=60)
    row = models.UUIDField()
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)
    since = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["name", "area"], name="integrityfinding_area"),
            models.Index(fields=["person"], name="integrityfinding_person"),
        ]


class IntegrityExcuse(Row):
    """Somebody looked and says that it is right as it is: why, and until when. Ended, never deleted."""

    scope_kind: ClassVar[str] = "area"

    name = models.CharField(max_length=60)
    row = models.UUIDField()
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)
    reason = models.CharField(max_length=200)
    until = models.DateField()
    given_at = models.DateTimeField()
    given_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "row"], condition=Q(ended_at=None), name="integrityexcuse_open_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="integrityexcuse_has_reason"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("given_at")), name="integrityexcuse_ordered"
            ),
        ]
