"""Remarks of the public on a clause, their answers, and what readers thought of them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.core.fields import SealedField
from chongyang.core.models import Row
from chongyang.supervision.rules.tables import RECEIVED, REFUSED, ROUTED, SHOWN


class Remark(Row):
    """What somebody wrote who has no account. Nothing is kept of who it was but the contact that she gave.

    `text` is as it came, numbers of persons covered already; `shown` is what a moderator let be read. Its
    case has the same key. `area` is the city: who keeps its records may destroy it when its years are over.
    """

    scope_kind: ClassVar[str] = "area"

    area = models.BigIntegerField()
    number = models.CharField(max_length=12, unique=True)
    clause = models.CharField(max_length=40)
    unit = models.CharField(max_length=80)
    state = models.CharField(max_length=10, default=RECEIVED)
    text = SealedField()
    shown = models.TextField(blank=True)
    contact = SealedField()
    consent = models.CharField(max_length=8, blank=True)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=20, blank=True)
    answer = models.TextField(blank=True)
    answered_for = models.CharField(max_length=80, blank=True)
    settled_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    hidden_why = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(contact=None) | ~Q(consent=""), name="remark_contact_agreed"),
            models.CheckConstraint(
                condition=~Q(state=REFUSED) | ~Q(refusal=""), name="remark_refused_says_why"
            ),
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_why="") | (Q(hidden_at__isnull=False) & ~Q(hidden_why="")),
                name="remark_hidden_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[RECEIVED, ROUTED]) | Q(due_at__isnull=False),
                name="remark_has_deadline",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at", "id"], name="remark_work"),
            models.Index(fields=["clause", "-received_at", "id"], name="remark_of_clause"),
            models.Index(fields=["unit", "state"], name="remark_of_unit"),
        ]

    @property
    def is_open(self) -> bool:
        """Whether everybody may read it."""
        return self.state not in (RECEIVED, REFUSED) and self.hidden_at is None and bool(self.shown)

    @property
    def is_answered(self) -> bool:
        return self.state == SHOWN


class FormUsed(Row):
    """That a form came back: each counts once. Only the digest of its own random number is kept."""

    digest = models.BinaryField(unique=True)
    used_at = models.DateTimeField(db_index=True)


class Vote(Row):
    """How many chose what, of an answer (`useful`) or a published result (`content`). No voter is kept."""

    about = models.UUIDField()
    kind = models.CharField(max_length=10)
    choice = models.CharField(max_length=10)
    votes = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["about", "kind", "choice"], name="vote_counted_once")]
