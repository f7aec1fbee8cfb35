"""Devices, their models, and their life."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.fields import SealedField
from chongyang.core.models import Row
from chongyang.telecare.rules.masks import mask_sim


class DeviceModel(Row):
    """A vendor's model: its language, its alarm codes, and how often it reports; shipped are examples."""

    scope_kind: ClassVar[str] = "public"

    code = models.CharField(max_length=60, unique=True)
    vendor = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    protocol = models.CharField(max_length=12, default="mqtt")
    alarm_codes = models.JSONField(default=dict)
    heartbeat_seconds = models.PositiveIntegerField()
    coordinates = models.CharField(max_length=8, default="wgs84")
    firmware = models.CharField(max_length=40, blank=True)
    battery_low = models.PositiveSmallIntegerField(null=True)
    battery_flat = models.PositiveSmallIntegerField(null=True)
    is_example = models.BooleanField(default=False)
    source = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(heartbeat_seconds__gt=0), name="device_model_reports"),
            models.CheckConstraint(
                condition=Q(battery_low__isnull=True, battery_flat__isnull=True)
                | Q(
                    battery_low__isnull=False,
                    battery_flat__isnull=False,
                    battery_flat__lt=F("battery_low"),
                    battery_low__lte=100,
                ),
                name="device_model_battery",
            ),
        ]


class Device(Row):
    """A device by its serial number; in use, it belongs to one person's home."""

    scope_kind: ClassVar[str] = "area"

    serial = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=20)
    model = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=12, default="stock")
    person = models.UUIDField(null=True)
    area = models.BigIntegerField()
    place = models.CharField(max_length=60, blank=True)
    installed_on = models.DateField(null=True)
    last_seen_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    battery_percent = models.PositiveSmallIntegerField(null=True)
    sim = SealedField(mask=mask_sim)
    sim_index = models.BinaryField(null=True)
    firmware = models.CharField(max_length=40, blank=True, default="", db_default="")
    holder = models.CharField(max_length=12, blank=True, default="", db_default="")
    confirmed_at = models.DateTimeField(null=True)
    credential = models.CharField(max_length=200, blank=True, default="", db_default="")
    health = models.CharField(max_length=8, default="unknown", db_default="unknown")
    health_since = models.DateTimeField(null=True)
    flooded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="in_use") | Q(person__isnull=False), name="device_in_use_has_person"
            )
        ]
        indexes = [
            models.Index(fields=["person"], name="device_person"),
            models.Index(fields=["area", "serial"], name="device_area_serial"),
            models.Index(fields=["sim_index"], condition=Q(sim_index__isnull=False), name="device_sim"),
            models.Index(
                fields=["health", "area"],
                condition=Q(health="late") | Q(health="down") | Q(health="dormant"),
                name="device_health",
            ),
        ]


class DeviceStep(Row):
    """One step in the life of a device, with what it was before and who did it."""

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True
    erasable: ClassVar[tuple[str, ...]] = (
        "place",
        "holder",
        "reason",
    )

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="steps")
    action = models.CharField(max_length=20)
    source = models.CharField(max_length=12)
    target = models.CharField(max_length=12)
    at = models.DateTimeField()
    actor_account = models.UUIDField(null=True)
    actor_label = models.CharField(max_length=80, blank=True)
    person = models.UUIDField(null=True)
    area = models.BigIntegerField()
    place = models.CharField(max_length=60, blank=True)
    holder = models.CharField(max_length=12, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["device", "id"], name="device_step")]


class FollowUp(Row):
    """Somebody must call, repair or visit because of a device; at most one of a device is open."""

    scope_kind: ClassVar[str] = "area"

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="follow_ups")
    kind = models.CharField(max_length=8)
    person = models.UUIDField(null=True)
    area = models.BigIntegerField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)
    outcome = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device"], condition=Q(closed_at__isnull=True), name="follow_up_one_open"
            )
        ]
        indexes = [
            models.Index(
                fields=["kind", "opened_at", "id"],
                condition=Q(closed_at__isnull=True),
                name="follow_up_open",
            )
        ]


class DeviceUse(Row):
    """That a device was used in a month; vendor and street as they were then. A contract is paid by these."""

    scope_kind: ClassVar[str] = "area"

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="uses")
    month = models.DateField()
    model = models.CharField(max_length=60, blank=True)
    vendor = models.CharField(max_length=60, blank=True)
    person = models.UUIDField(null=True)
    area = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "month"], name="device_use_once")]
        indexes = [models.Index(fields=["month", "area"], name="device_use_month")]
