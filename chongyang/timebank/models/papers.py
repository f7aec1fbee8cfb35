"""What moves hours: an activity that somebody else confirmed, a booking, a transfer, a correction."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.fields import SealedField
from chongyang.core.models import Row
from chongyang.timebank.models.accounts import TimeAccount


class Booking(Row):
    """An elder asks for help and lays her minutes aside for it."""

    scope_kind: ClassVar[str] = "area"

    bank = models.ForeignKey(TimeAccount, on_delete=models.PROTECT, related_name="bookings")
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)
    help = models.CharField(max_length=10)
    minutes = models.PositiveIntegerField()
    wanted_on = models.DateField()
    note = SealedField()
    state = models.CharField(max_length=10)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="held", closed_at=None)
                | Q(state__in=["spent", "released"], closed_at__isnull=False),
                name="timebooking_state",
            )
        ]
        indexes = [models.Index(fields=["area", "wanted_on", "id"], name="timebooking_open")]


class Activity(Row):
    """What a volunteer says that she did. It counts once somebody else confirmed it."""

    scope_kind: ClassVar[str] = "area"

    bank = models.ForeignKey(TimeAccount, on_delete=models.PROTECT, related_name="activities")
    booking = models.ForeignKey(Booking, null=True, on_delete=models.PROTECT, related_name="activities")
    order = models.UUIDField(null=True)
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)
    help = models.CharField(max_length=10)
    on = models.DateField()
    minutes = models.PositiveIntegerField()
    note = SealedField()
    state = models.CharField(max_length=10)
    told_by = models.UUIDField()
    told_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("told_by")), name="timeactivity_by_two"
            ),
            models.CheckConstraint(
                condition=Q(state="told", decided_by=None)
                | Q(state__in=["confirmed", "refused"], decided_by__isnull=False),
                name="timeactivity_decided",
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(order__isnull=False) & ~Q(state="refused"),
                name="timeactivity_order_once",
            ),
            models.UniqueConstraint(
                fields=["booking"],
                condition=Q(booking__isnull=False) & ~Q(state="refused"),
                name="timeactivity_booking_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["area", "told_at", "id"], name="timeactivity_told", condition=Q(state="told")
            )
        ]


class Transfer(Row):
    """Minutes for a named other account. They are held until its holder agrees."""

    scope_kind: ClassVar[str] = "area"

    source = models.ForeignKey(TimeAccount, on_delete=models.PROTECT, related_name="sent")
    target = models.ForeignKey(TimeAccount, on_delete=models.PROTECT, related_name="got")
    area = models.BigIntegerField()
    minutes = models.PositiveIntegerField()
    state = models.CharField(max_length=10)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    answer_until = models.DateTimeField()
    closed_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("target")), name="timetransfer_to_another"),
            models.CheckConstraint(
                condition=Q(state="offered", closed_at=None)
                | ~Q(state="offered") & Q(closed_at__isnull=False),
                name="timetransfer_state",
            ),
        ]
        indexes = [
            models.Index(
                fields=["answer_until", "id"], name="timetransfer_open", condition=Q(state="offered")
            )
        ]


class Correction(Row):
    """A mistake put right by two people; `minutes` may be negative. The entries before it stay."""

    scope_kind: ClassVar[str] = "area"

    bank = models.ForeignKey(TimeAccount, on_delete=models.PROTECT, related_name="corrections")
    area = models.BigIntegerField()
    minutes = models.IntegerField()
    reason = models.CharField(max_length=200)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    accepted = models.BooleanField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(minutes=0), name="timecorrection_minutes"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")), name="timecorrection_by_two"
            ),
            models.CheckConstraint(
                condition=Q(accepted=None, decided_by=None, decided_at=None)
                | Q(accepted__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
                name="timecorrection_decided",
            ),
        ]
