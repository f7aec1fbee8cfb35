"""The measured times of an incident, kept in one row so that a year of a city is summed up at once."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.core.models import Row
from chongyang.emergency.models.incidents import Incident


class IncidentTimes(Row):
    """What the chain of an incident says, and of all that were merged into it, as it was last corrected.

    Written by `operations.times` whenever a link is reached or corrected; it can be made anew from the links
    at any time. Seconds begin with the press, or with the receipt where the press cannot be believed. The
    row of an incident that was merged stands, and is not counted.
    """

    scope_kind: ClassVar[str] = "area"
    scope_person: ClassVar[str] = "file"

    incident = models.OneToOneField(Incident, on_delete=models.PROTECT, related_name="times")
    area = models.BigIntegerField()
    file = models.UUIDField()
    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=20)
    level = models.CharField(max_length=2, blank=True)
    outcome = models.CharField(max_length=30, blank=True)
    merged_into = models.UUIDField(null=True)
    is_rural = models.BooleanField()
    is_clock_wrong = models.BooleanField()
    corrections = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField()
    assigned_at = models.DateTimeField(null=True)
    answer_seconds = models.FloatField(null=True)
    door_seconds = models.FloatField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["opened_at", "id"], name="times_opened"),
            models.Index(fields=["area", "opened_at"], name="times_area"),
            models.Index(fields=["door_seconds", "id"], name="times_door", condition=Q(merged_into=None)),
            models.Index(fields=["answer_seconds", "id"], name="times_answer", condition=Q(merged_into=None)),
        ]
