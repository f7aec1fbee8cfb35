"""The scheduled test of communications: rounds, and one proof for each channel that was tried in a round."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.core.models import Row


class ProofRound(Row):
    """One pass over all contacts, or all responders.

    `cursor` is the last one taken: a crash goes on from it.
    """

    scope_kind: ClassVar[str] = "system"

    kind = models.CharField(max_length=10)
    channel = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    cursor = models.UUIDField(null=True)
    taken = models.PositiveIntegerField(default=0)
    taken_on = models.DateField(null=True)
    taken_today = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "channel", "number"], name="proofround_number_once"),
            models.UniqueConstraint(
                fields=["kind", "channel"], condition=Q(ended_at=None), name="proofround_one_open"
            ),
        ]


class Proof(Row):
    """One test message to one channel in a round (0: asked for by a person).

    Its key sends it at most once.
    """

    scope_kind: ClassVar[str] = "area"

    channel = models.ForeignKey("alerting.Channel", on_delete=models.PROTECT, related_name="proofs")
    key = models.CharField(max_length=120, unique=True)
    adapter = models.CharField(max_length=20, blank=True)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    reached_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=40, blank=True)
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(failed_at=None) | ~Q(failure=""), name="proof_failed_with_reason"
            ),
        ]
        indexes = [
            models.Index(
                fields=["queued_at", "id"],
                name="proof_waiting",
                condition=Q(reached_at=None, failed_at=None),
            ),
        ]
