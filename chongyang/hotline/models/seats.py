"""What each seat is doing, and since when."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.core.models import Row


class SeatTime(Row):
    """A seat in one state, from one moment to the next; open while it lasts. No open row: not signed on."""

    scope_kind: ClassVar[str] = "area"

    account = models.UUIDField()
    doing = models.CharField(max_length=8)
    reason = models.CharField(max_length=12, blank=True)
    extension = models.CharField(max_length=20, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    area = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(ended_at=None), name="seat_does_one_thing"
            ),
            models.UniqueConstraint(
                fields=["extension"],
                condition=Q(ended_at=None) & ~Q(extension=""),
                name="seat_extension_once",
            ),
            models.CheckConstraint(condition=~Q(doing="break") | ~Q(reason=""), name="seat_break_has_reason"),
        ]
        indexes = [models.Index(fields=["account", "began_at"], name="seat_time_account")]
