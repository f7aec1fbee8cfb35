"""What takes points from a provider, its appeals, and what a low score led to. No person stands here."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.fields import SealedField
from chongyang.core.models import Row


class ScoreEvent(Row):
    """One event that lowers a score; `reference` is the row of another room that it comes from, once a kind.

    Points and days are those of the day on which the provider was told: a later file does not change them.
    `noted_by` recorded the source, if a person did. `removed_at`: an appeal was upheld.
    """

    scope_kind: ClassVar[str] = "area"

    organisation = models.UUIDField()
    area = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    reference = models.UUIDField()
    number = models.CharField(max_length=30, blank=True, default="")
    on = models.DateField()
    points = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()
    noted_by = models.UUIDField(null=True)
    told_at = models.DateTimeField()
    appeal_until = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "reference"], name="scoreevent_once"),
            models.CheckConstraint(condition=Q(points__gt=0, days__gt=0), name="scoreevent_points"),
        ]
        indexes = [models.Index(fields=["organisation", "on", "id"], name="scoreevent_of")]


class Appeal(Row):
    """A provider says that an event is wrong; somebody else decides. One for each event."""

    scope_kind: ClassVar[str] = "area"

    event = models.OneToOneField(ScoreEvent, on_delete=models.PROTECT, related_name="appeal")
    organisation = models.UUIDField()
    area = models.BigIntegerField()
    text = SealedField()
    raised_by = models.UUIDField()
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField()
    upheld = models.BooleanField(null=True)
    answer = models.CharField(max_length=500, blank=True, default="")
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("raised_by")), name="qualityappeal_by_two"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, upheld=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False, upheld__isnull=False),
                name="qualityappeal_answered",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="qualityappeal_open", condition=Q(answered_at=None))
        ]


class Consequence(Row):
    """A warning, or the proposal of a suspension or an exit with the score that led to it. A proposal does
    nothing by itself: who admits providers takes it up through `services`, or does not.
    """

    scope_kind: ClassVar[str] = "area"

    organisation = models.UUIDField()
    area = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    tenths = models.PositiveSmallIntegerField()
    on = models.DateField()
    state = models.CharField(max_length=10)
    made_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(state="open"), name="consequence_open_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="warning", state="told")
                | Q(kind__in=["suspension", "exit"], state__in=["open", "accepted", "refused"]),
                name="consequence_state",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["told", "open"], decided_by=None)
                | Q(state__in=["accepted", "refused"], decided_by__isnull=False) & ~Q(reason=""),
                name="consequence_decided",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "on", "id"], name="consequence_of")]
