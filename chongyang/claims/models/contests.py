"""What a person or a clerk says against a claim; and a death that a department told and nobody confirmed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.core.fields import SealedField
from chongyang.core.models import Row

OPEN = ("open", "asked")


class Contest(Row):
    """A claim's field that somebody says is wrong; its case (same id) moves by claims.rules.contests.

    Words of people (what is wrong, what should stand there, the evidence, the answer) lie sealed.
    """

    scope_kind: ClassVar[str] = "area"

    person = models.UUIDField()
    area = models.BigIntegerField()
    field = models.CharField(max_length=40)
    feed = models.CharField(max_length=40, blank=True)
    record_index = models.BinaryField(null=True)
    source = models.CharField(max_length=30)
    reason = models.CharField(max_length=20)
    contested = SealedField()
    proposed = SealedField()
    note = SealedField()
    state = models.CharField(max_length=12, default="open")
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)
    asked_as = models.CharField(max_length=40, blank=True)
    due_at = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True)
    answer = SealedField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "field", "feed", "record_index"],
                condition=Q(state__in=OPEN),
                name="contest_once_open",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN) | Q(answered_at__isnull=False), name="contest_end_dated"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "asked_at"], name="contest_person"),
            models.Index(
                fields=["due_at", "id"], condition=Q(state__in=OPEN, escalated_at=None), name="contest_due"
            ),
        ]


class StopProposal(Row):
    """A death that a claim tells of somebody who lives by the file: stops nothing, waits for a person.

    The same claim proposes once; of one person one proposal waits at a time.
    """

    scope_kind: ClassVar[str] = "area"

    person = models.UUIDField()
    area = models.BigIntegerField()
    claim = models.UUIDField()
    feed = models.CharField(max_length=40)
    record_index = models.BinaryField()
    source = models.CharField(max_length=30)
    evidence = models.CharField(max_length=30)
    died_on = models.DateField(null=True)
    told_on = models.DateField()
    state = models.CharField(max_length=12, default="waiting")
    proposed_at = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    contest = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(state="waiting"), name="stop_one_waiting"),
            models.UniqueConstraint(
                fields=["person", "claim"], condition=~Q(state="lapsed"), name="stop_once_a_claim"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(decided_at__isnull=False), name="stop_end_dated"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "area", "proposed_at", "id"], name="stop_state"),
        ]
