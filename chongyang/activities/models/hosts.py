"""Who offers, where, and the routes of a base."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from chongyang.activities.enums import HostKind
from chongyang.core.models import Row


class Host(Row):
    """A school, an activity centre or a base. It stands on the public list once a department confirmed it."""

    scope_kind: ClassVar[str] = "public"

    organisation = models.UUIDField()
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=200)
    about = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    area = models.BigIntegerField()
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    told_at = models.DateTimeField()
    told_by = models.UUIDField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.UUIDField(null=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in HostKind]), name="activityhost_kind"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False)
                & ~Q(confirmed_by=models.F("told_by")),
                name="activityhost_confirmed",
            ),
            models.UniqueConstraint(
                fields=["organisation", "kind", "name"],
                condition=Q(closed_on=None),
                name="activityhost_once",
            ),
        ]
        indexes = [models.Index(fields=["area", "id"], name="activityhost_area")]


class Room(Row):
    """A room of a host; it holds one lesson at a time."""

    scope_kind: ClassVar[str] = "public"

    host = models.ForeignKey(Host, on_delete=models.PROTECT, related_name="rooms")
    organisation = models.UUIDField()
    name = models.CharField(max_length=40)
    places = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["host", "name"], name="activityroom_once"),
            models.CheckConstraint(condition=Q(places__gt=0), name="activityroom_places"),
        ]


class Route(Row):
    """A travel route: `stops` are {day, name, longitude, latitude, says}; `health` keys of the data file."""

    scope_kind: ClassVar[str] = "public"

    host = models.ForeignKey(Host, on_delete=models.PROTECT, related_name="routes")
    organisation = models.UUIDField()
    area = models.BigIntegerField()
    name = models.CharField(max_length=80)
    days = models.PositiveSmallIntegerField()
    stops = models.JSONField(default=list)
    effort = models.CharField(max_length=20)
    health = ArrayField(models.CharField(max_length=30), default=list)
    insurance = models.CharField(max_length=200)
    designation = models.CharField(max_length=80, blank=True)
    about = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["host", "name"], name="activityroute_once"),
            models.CheckConstraint(condition=Q(days__range=(1, 30)), name="activityroute_days"),
        ]
