"""Who is on shift, and what one hands to the next."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.models import Row


class Shift(Row):
    """A person's shift at the line; one open at a time."""

    scope_kind: ClassVar[str] = "area"

    account = models.UUIDField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    area = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=Q(ended_at=None), name="shift_open_once")
        ]


class HandOver(Row):
    """What one shift gives to the next: given by one person, accepted by another, once.

    `lines` is what was open at that moment, as numbers and keys; nothing personal.
    """

    scope_kind: ClassVar[str] = "area"

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="hand_overs")
    giver = models.UUIDField()
    given_at = models.DateTimeField()
    lines = models.JSONField(default=list)
    note = models.CharField(max_length=500, blank=True)
    taker = models.UUIDField(null=True)
    accepted_at = models.DateTimeField(null=True)
    area = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shift"], condition=Q(accepted_at=None), name="hand_over_open_once"
            ),
            models.CheckConstraint(
                condition=Q(taker=None) | ~Q(taker=F("giver")), name="hand_over_between_two"
            ),
            models.CheckConstraint(
                condition=Q(taker=None, accepted_at=None) | Q(taker__isnull=False, accepted_at__isnull=False),
                name="hand_over_accepted_by_somebody",
            ),
        ]
