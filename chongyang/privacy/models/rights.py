"""What persons asked for about their own data."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.core.fields import SealedField
from chongyang.core.models import Row
from chongyang.privacy.rules.rights import Kind, Outcome


class RightsRequest(Row):
    """One request: access, copy, correction or deletion, with its deadline, answer and handing out.

    `reference` is what carries it out elsewhere: a destruction list, a change request, a contest.
    """

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=12)
    person = models.UUIDField()
    area = models.BigIntegerField()
    asker = models.CharField(max_length=12)
    account = models.UUIDField(null=True)
    channel = models.CharField(max_length=12)
    text = SealedField()
    state = models.CharField(max_length=12, default="received")
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    remind_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    is_extended = models.BooleanField(default=False)
    outcome = models.CharField(max_length=12, blank=True)
    answer = SealedField()
    answered_at = models.DateTimeField(null=True)
    reference = models.UUIDField(null=True)
    handing = models.CharField(max_length=12, blank=True)
    handed_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in Kind]), name="rightsrequest_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, outcome="")
                | Q(answered_at__isnull=False, outcome__in=[one.value for one in Outcome]),
                name="rightsrequest_answered",
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(state__in=["received", "working", "answered"]),
                name="rightsrequest_open_once",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "due_at"], name="rightsrequest_area"),
            models.Index(fields=["person", "-id"], name="rightsrequest_person"),
            models.Index(
                fields=["due_at"], name="rightsrequest_due", condition=Q(state__in=["received", "working"])
            ),
        ]
