"""Calls after the case: one open for each incident or complaint, and each try to reach somebody."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.core.models import Row


class FollowUp(Row):
    """A call that is due after an incident, a complaint or a need; a case of core with the same id.

    `event` is what opened it: the same event, delivered twice, opens it once.
    """

    scope_kind: ClassVar[str] = "area"

    about = models.CharField(max_length=12)
    subject = models.UUIDField()
    event = models.UUIDField(null=True, unique=True)
    person = models.UUIDField(null=True)
    area = models.BigIntegerField()
    state = models.CharField(max_length=12)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    is_safe = models.BooleanField(null=True)
    satisfaction = models.CharField(max_length=1, blank=True)
    needs = models.CharField(max_length=500, blank=True)
    note = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["about", "subject"], condition=Q(ended_at=None), name="followup_open_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(is_safe__isnull=False), name="followup_done_says_safe"
            ),
        ]
        indexes = [models.Index(fields=["due_at", "id"], name="followup_open", condition=Q(ended_at=None))]


class FollowUpTry(Row):
    """One try to reach somebody for a follow-up; `number` makes a second click the same try."""

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="tried")
    number = models.PositiveSmallIntegerField()
    result = models.CharField(max_length=12)
    call = models.UUIDField(null=True)
    account = models.UUIDField(null=True)
    at = models.DateTimeField()
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["follow_up", "number"], name="followuptry_once")]
