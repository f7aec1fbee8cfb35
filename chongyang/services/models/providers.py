"""Providers of services that were admitted, and how much they can do where."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.models import Row


class ServiceProvider(Row):
    """An enterprise or organisation on the public list: made by its admission, never deleted.

    `organisation` is its own in the territory, `provider` its place in the register of places where it has
    one. `reason` is the public sentence of a suspension or exit. `score` comes from the room of quality.
    """

    scope_kind: ClassVar[str] = "public"
    has_history: ClassVar[bool] = True

    organisation = models.UUIDField(unique=True)
    provider = models.UUIDField(null=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12)
    credit_code = models.CharField(max_length=18)
    area = models.BigIntegerField()
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    about = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=12, default="in_force")
    since_on = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    entered_on = models.DateField()
    check_on = models.DateField()
    leaves_on = models.DateField(null=True)
    score = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    scored_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["in_force", "suspended", "leaving", "exited"]),
                name="serviceprovider_state",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["leaving", "exited"]) | Q(leaves_on__isnull=False),
                name="serviceprovider_leaves",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["suspended"]) | ~Q(reason=""), name="serviceprovider_why"
            ),
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~Q(state="exited"),
                name="serviceprovider_code_once",
            ),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__range=(0, 100)), name="serviceprovider_score"
            ),
        ]
        indexes = [
            models.Index(fields=["area", "id"], name="serviceprovider_area"),
            models.Index(
                fields=["check_on", "id"], name="serviceprovider_check", condition=Q(state="in_force")
            ),
        ]


class Capacity(Row):
    """How many minutes of service a provider can give in an area on a weekday (1 Monday … 7 Sunday)."""

    scope_kind: ClassVar[str] = "public"

    provider = models.ForeignKey(ServiceProvider, on_delete=models.PROTECT, related_name="capacities")
    organisation = models.UUIDField()
    area = models.BigIntegerField()
    last = models.BigIntegerField()
    weekday = models.PositiveSmallIntegerField()
    minutes = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "area", "weekday"], name="capacity_once"),
            models.CheckConstraint(condition=Q(weekday__range=(1, 7)), name="capacity_weekday"),
            models.CheckConstraint(condition=Q(last__gte=F("area")), name="capacity_area"),
        ]
