"""Broken glass: who opened which file out of scope, until when, and what the review found."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.fields import SealedField
from chongyang.core.models import Row
from chongyang.privacy.rules.glass import Reason, Verdict


class GlassBreak(Row):
    """One opening. Access itself is a grant with an end in `territory`; this row is why, and what then."""

    scope_kind: ClassVar[str] = "area"

    person = models.UUIDField()
    area = models.BigIntegerField()
    account = models.UUIDField()
    role = models.CharField(max_length=40)
    employer = models.UUIDField(null=True)
    reason = models.CharField(max_length=20)
    words = SealedField()
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=20, default="waiting")
    verdict = models.CharField(max_length=20, blank=True)
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("opened_at")), name="glass_ends"),
            models.CheckConstraint(
                condition=Q(reason__in=[reason.value for reason in Reason]), name="glass_reason_known"
            ),
            models.CheckConstraint(
                condition=Q(verdict="", reviewed_at=None)
                | Q(verdict__in=[verdict.value for verdict in Verdict], reviewed_at__isnull=False),
                name="glass_verdict_dated",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "-id"], name="glass_area"),
            models.Index(fields=["account", "person"], name="glass_account"),
            models.Index(fields=["person", "-id"], name="glass_person"),
        ]
