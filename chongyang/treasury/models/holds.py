"""Payments that wait for an answer: planned, but in no batch until whoever asked is answered."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.core.models import Row
from chongyang.treasury.models.orders import PaymentOrder


class Hold(Row):
    """Why one order may not leave the house now. `key` names what holds it: once at a time."""

    scope_kind: ClassVar[str] = "area"

    order = models.ForeignKey(PaymentOrder, on_delete=models.PROTECT, related_name="holds")
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)
    organisation = models.UUIDField(null=True)
    key = models.CharField(max_length=120)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "key"], condition=Q(ended_at=None), name="treasury_hold_once"
            )
        ]
        indexes = [
            models.Index(fields=["order"], name="treasury_hold_open", condition=Q(ended_at=None)),
            models.Index(fields=["key"], name="treasury_hold_key", condition=Q(ended_at=None)),
        ]
