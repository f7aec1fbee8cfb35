"""What must stay for now, what shall go, and the proof that it went."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.models import Row


class LegalHold(Row):
    """While it stands, nothing of this person is destroyed."""

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    person = models.UUIDField()
    area = models.BigIntegerField()
    reason = models.CharField(max_length=20)
    case_number = models.CharField(max_length=60, blank=True)
    placed_at = models.DateTimeField()
    placed_by = models.UUIDField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_at=None) | Q(lifted_at__gte=F("placed_at")), name="legalhold_ordered"
            )
        ]
        indexes = [models.Index(fields=["person"], name="legalhold_open", condition=Q(lifted_at=None))]


class DestructionList(Row):
    """Records of one class whose time is over, or of one person who asked; signed by two persons.

    `counts` and `certificate` are numbers by table; `digest` covers every item, so that a certificate names
    exactly what it was made of.
    """

    scope_kind: ClassVar[str] = "area"
    scope_person: ClassVar[str] = "no_person"

    number = models.CharField(max_length=20, unique=True)
    record_class = models.CharField(max_length=20)
    area = models.BigIntegerField()
    request = models.UUIDField(null=True)
    before = models.DateField(null=True)
    counts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=12, default="proposed")
    proposed_at = models.DateTimeField()
    proposed_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.UUIDField(null=True)
    carried_at = models.DateTimeField(null=True)
    certificate = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(proposed_by=None) | ~Q(approved_by=F("proposed_by")),
                name="destruction_by_two",
            ),
            models.CheckConstraint(
                condition=Q(carried_at=None) | Q(approved_at__isnull=False), name="destruction_approved_first"
            ),
            models.UniqueConstraint(
                fields=["request"], condition=Q(request__isnull=False), name="destruction_request_once"
            ),
        ]
        indexes = [models.Index(fields=["area", "-id"], name="destruction_area")]


class DestructionItem(Row):
    """One row of one table on a list. `result` says what became of it: erased, dropped, held, gone.

    It stays as the line for what went: `digest` is the keyed digest of what the row said, so that a paper or
    an old backup can be compared with it by who holds the key, and guessed by nobody.
    """

    scope_kind: ClassVar[str] = "area"
    scope_person: ClassVar[str] = "no_person"

    list = models.ForeignKey(DestructionList, on_delete=models.PROTECT, related_name="items")
    model = models.CharField(max_length=60)
    row = models.CharField(max_length=160)
    person = models.UUIDField(null=True)
    area = models.BigIntegerField()
    then = models.CharField(max_length=10)
    result = models.CharField(max_length=10, blank=True)
    digest = models.CharField(max_length=64, blank=True, default="", db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "model", "row"], name="destructionitem_once")]
        indexes = [models.Index(fields=["row", "model"], name="destructionitem_row")]
