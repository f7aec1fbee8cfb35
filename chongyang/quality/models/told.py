"""What elders say of help that they had: ratings, and orders that were drawn for a call back."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.core.fields import SealedField
from chongyang.core.models import Row


class Rating(Row):
    """One to five stars for one finished order, once, by her, who acts for her, or a seat that asked her."""

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True
    erasable: ClassVar[tuple[str, ...]] = ("remark",)

    order = models.UUIDField(unique=True)
    number = models.CharField(max_length=12)
    person = models.UUIDField()
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    item = models.CharField(max_length=60)
    stars = models.PositiveSmallIntegerField()
    remark = SealedField()
    channel = models.CharField(max_length=6)
    account = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stars__range=(1, 5)), name="qualityrating_stars"),
            models.CheckConstraint(condition=Q(channel__in=["own", "call"]), name="qualityrating_channel"),
        ]
        indexes = [
            models.Index(fields=["organisation", "at", "id"], name="qualityrating_of"),
            models.Index(fields=["person"], name="qualityrating_person"),
        ]


class Sample(Row):
    """A finished order that was drawn for a call back, and what she said. `week` is its Monday."""

    scope_kind: ClassVar[str] = "area"

    order = models.UUIDField(unique=True)
    number = models.CharField(max_length=12)
    person = models.UUIDField()
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    item = models.CharField(max_length=60)
    week = models.DateField()
    drawn_at = models.DateTimeField()
    due_on = models.DateField()
    outcome = models.CharField(max_length=12, blank=True, default="")
    note = SealedField()
    called_by = models.UUIDField(null=True)
    called_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["", "content", "poor", "denied", "not_reached"]),
                name="qualitysample_outcome",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", called_by=None, called_at=None)
                | ~Q(outcome="") & Q(called_by__isnull=False, called_at__isnull=False),
                name="qualitysample_called",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="qualitysample_open", condition=Q(outcome="")),
            models.Index(fields=["organisation", "week", "id"], name="qualitysample_of"),
            models.Index(fields=["person"], name="qualitysample_person"),
        ]
