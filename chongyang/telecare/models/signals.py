"""Every raw frame, and the signals read from the frames."""

from typing import ClassVar

from django.db import models

from chongyang.core.keys import new_key
from chongyang.core.models import Row
from chongyang.telecare.models.devices import Device


class Frame(models.Model):
    """A message as it came, byte by byte, and what became of it. Kept before anything is understood."""

    scope_kind: ClassVar[str] = "system"

    seq = models.BigAutoField(primary_key=True)
    received_at = models.DateTimeField()
    topic = models.CharField(max_length=200)
    body = models.BinaryField()
    serial = models.CharField(max_length=40, blank=True)
    verdict = models.CharField(max_length=12)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["serial", "seq"], name="frame_serial")]


class FramePack(models.Model):
    """Raw frames that need no row each, packed: signs of life, and what a device said beyond its allowance.

    One row for what a gateway took in about half a second, in the order of receipt; `rules.packing` reads it.
    The table is partitioned by day, and old days are dropped whole.
    """

    scope_kind: ClassVar[str] = "system"

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    received_from = models.DateTimeField()
    received_to = models.DateTimeField()
    count = models.PositiveIntegerField()
    body = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["received_from"], name="framepack_from")]


class Signal(Row):
    """One press or alarm, once, however often the device repeats it."""

    scope_kind: ClassVar[str] = "area"

    serial = models.CharField(max_length=40)
    event_key = models.CharField(max_length=64)
    device = models.ForeignKey(Device, null=True, on_delete=models.PROTECT, related_name="signals")
    person = models.UUIDField(null=True)
    area = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    pressed_at = models.DateTimeField()
    received_at = models.DateTimeField()
    is_clock_wrong = models.BooleanField(default=False)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    note = models.CharField(max_length=200, blank=True)
    frame = models.ForeignKey(Frame, on_delete=models.PROTECT, related_name="signals")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["serial", "event_key"], name="signal_once")]
        indexes = [models.Index(fields=["person", "received_at"], name="signal_person")]
