"""Whom the city asked to go."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from chongyang.core.models import Row
from chongyang.emergency.models.incidents import Incident


class Dispatch(Row):
    """A responder asked to go. The offer shows no personal data; accepting grants the file."""

    scope_kind: ClassVar[str] = "area"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="dispatches")
    responder = models.UUIDField()
    account = models.UUIDField()
    organisation = models.UUIDField(null=True)
    area = models.BigIntegerField()
    incident_kind = models.CharField(max_length=20)
    level = models.CharField(max_length=2, blank=True)
    state = models.CharField(max_length=12)
    reasons = ArrayField(models.CharField(max_length=80), default=list)
    distance_metres = models.PositiveIntegerField(null=True)
    travel_seconds = models.PositiveIntegerField(null=True)
    basis = models.CharField(max_length=14, blank=True)
    offered_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "responder"], condition=Q(ended_at=None), name="dispatch_open_once"
            )
        ]
        indexes = [
            models.Index(fields=["account", "offered_at"], name="dispatch_account"),
            models.Index(fields=["responder", "state"], name="dispatch_responder"),
        ]
