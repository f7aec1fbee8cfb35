"""A day that the worker plans: asked for with a click, how far it is, what came of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.core.models import Row


class PlanJob(Row):
    """One planning of a provider's day. While it waits no second one is begun: the database says so.

    `began_at` and `stage` are told while it runs; a worker that dies leaves it waiting, and the next goes on.
    """

    scope_kind: ClassVar[str] = "area"

    organisation = models.UUIDField()
    area = models.BigIntegerField()
    day = models.DateField()
    state = models.CharField(max_length=8)
    stage = models.CharField(max_length=10, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    seconds = models.FloatField()
    asked_by = models.UUIDField(null=True)
    role = models.CharField(max_length=40, blank=True)
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    plan = models.UUIDField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    words = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "day"], condition=Q(state="waiting"), name="planjob_one_waiting"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", closed_at=None) | Q(closed_at__isnull=False),
                name="planjob_closed",
            ),
        ]
        indexes = [models.Index(fields=["day", "organisation", "asked_at"], name="planjob_day")]
