"""Answers given under an idempotency key, kept for a day so that a repetition has no second effect."""

from django.db import models

from chongyang.core.fields import SealedField
from chongyang.core.models.base import Row


class IdempotencyRecord(Row):
    """One key of one token: a keyed digest of what was asked, and the sealed answer. The system's own row."""

    owner = models.UUIDField()
    key = models.CharField(max_length=200)
    digest = models.BinaryField()
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    answer = SealedField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="idempotency_once")]
        indexes = [models.Index(fields=["created_at"], name="idempotency_age")]
