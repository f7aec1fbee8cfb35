"""Announced tests of devices, and every version of a model of the catalogue."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.models import Row
from chongyang.telecare.models.devices import Device, DeviceModel
from chongyang.telecare.models.signals import Signal


class DeviceTrial(Row):
    """A worker said that the next press is a test; at most one announcement of a device runs."""

    scope_kind: ClassVar[str] = "area"

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="trials")
    person = models.UUIDField()
    area = models.BigIntegerField()
    begun_at = models.DateTimeField()
    until_at = models.DateTimeField()
    begun_by = models.UUIDField(null=True)
    presses = models.PositiveSmallIntegerField(default=0)
    arrived_at = models.DateTimeField(null=True)
    signal = models.ForeignKey(Signal, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device"], condition=Q(ended_at__isnull=True), name="device_trial_one_open"
            ),
            models.CheckConstraint(condition=Q(until_at__gt=F("begun_at")), name="device_trial_lasts"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="device_trial_ends_somehow",
            ),
        ]
        indexes = [models.Index(fields=["device", "begun_at"], name="device_trial_device")]


class DeviceModelVersion(Row):
    """A model of the catalogue as it was from a moment on: who said so, and why."""

    scope_kind: ClassVar[str] = "public"
    append_only: ClassVar[bool] = True

    model = models.ForeignKey(DeviceModel, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    held = models.JSONField()
    at = models.DateTimeField()
    actor_account = models.UUIDField(null=True)
    actor_label = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "number"], name="device_model_version_once")]
