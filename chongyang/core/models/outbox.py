"""Messages on their way out of a transaction: to a handler of another room, to a device, to a vendor."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.core.models.base import Row


class OutboxMessage(Row):
    """One message to one destination, delivered at least once; the handler is idempotent by `key`."""

    scope_kind: ClassVar[str] = "area"

    destination = models.CharField(max_length=120)
    key = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)
    state = models.CharField(max_length=10, default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["destination", "key"], name="outbox_once"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "delivered", "dead"]), name="outbox_state_known"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="outbox_due", condition=Q(state="waiting")),
            models.Index(fields=["created_at"], name="outbox_dead", condition=Q(state="dead")),
        ]


class Fact(models.Model):
    """A fact of this installation, such as `synthetic: the people here are invented`."""

    scope_kind: ClassVar[str] = "public"

    name = models.CharField(max_length=40, primary_key=True)
    value = models.JSONField()
