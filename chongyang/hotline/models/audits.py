"""The monthly sample of calls that somebody else listens to."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.models import Row
from chongyang.hotline.models.calls import Call


class CallAudit(Row):
    """One drawn call: by which seed, who judges, how it went, and that the seat has read it."""

    scope_kind: ClassVar[str] = "area"

    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="audit")
    month = models.DateField()
    seat = models.UUIDField()
    reviewer = models.UUIDField()
    seed = models.CharField(max_length=60)
    turn = models.PositiveSmallIntegerField()
    criteria = models.PositiveSmallIntegerField()
    drawn_at = models.DateTimeField()
    due_on = models.DateField()
    met = models.JSONField(default=list)
    share = models.FloatField(null=True)
    passed = models.BooleanField(null=True)
    comment = models.CharField(max_length=500, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    reply = models.CharField(max_length=500, blank=True)
    area = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "seat", "turn"], name="call_audit_once"),
            models.CheckConstraint(condition=~Q(seat=F("reviewer")), name="call_audit_by_another"),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, passed=None)
                | Q(reviewed_at__isnull=False, passed__isnull=False),
                name="call_audit_reviewed_with_result",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None) | Q(reviewed_at__isnull=False),
                name="call_audit_read_after_review",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(reviewed_at=None), name="call_audit_open")]
