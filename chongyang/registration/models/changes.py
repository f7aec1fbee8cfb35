"""Changes that are asked for, and the fields of each; applications to be registered."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from chongyang.core.fields import SealedField
from chongyang.core.models import Row


class ChangeRequest(Row):
    """What shall change in a file. `values` is sealed JSON: by field what stood there and what shall stand.

    `organisation` is the department that asked, and so may read its own request. The row follows the person
    while it is open. `carries` is the person's request for a correction (privacy) that it carries out.
    """

    scope_kind: ClassVar[str] = "area"

    person = models.UUIDField()
    area = models.BigIntegerField()
    organisation = models.UUIDField(null=True)
    fields = ArrayField(models.CharField(max_length=30))
    values = SealedField()
    route = models.CharField(max_length=10)
    asked_as = models.CharField(max_length=12)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    source = models.CharField(max_length=30)
    reason = SealedField()
    evidence = models.CharField(max_length=30, blank=True)
    evidence_note = SealedField()
    state = models.CharField(max_length=12, default="open")
    due_at = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    answer = SealedField()
    told_at = models.DateTimeField(null=True)
    carries = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(fields=[]), name="changerequest_changes_something"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="changerequest_by_two",
            ),
        ]
        indexes = [
            models.Index(
                fields=["area", "due_at", "id"], name="changerequest_open", condition=Q(decided_at=None)
            ),
            models.Index(fields=["person", "-asked_at"], name="changerequest_person"),
            models.Index(
                fields=["carries"], name="changerequest_carries", condition=Q(carries__isnull=False)
            ),
            models.Index(
                fields=["due_at"], name="changerequest_due", condition=Q(escalated_at=None, decided_at=None)
            ),
        ]


class ChangedField(Row):
    """One field of a request; who asks may have one open request for a field of a person."""

    scope_kind: ClassVar[str] = "area"

    request = models.ForeignKey(ChangeRequest, on_delete=models.CASCADE, related_name="parts")
    person = models.UUIDField()
    area = models.BigIntegerField()
    organisation = models.UUIDField(null=True)
    field = models.CharField(max_length=30)
    asked_by = models.UUIDField()
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "field", "asked_by"],
                condition=Q(is_open=True),
                name="changedfield_open_once_an_asker",
            ),
        ]


class Application(Row):
    """That the family or the elder asks to be registered; `form` is sealed JSON of what was typed.

    The applicant reads it by her own account, by a query that crosses the areas.
    """

    scope_kind: ClassVar[str] = "area"

    area = models.BigIntegerField()
    form = SealedField()
    identity_index = models.BinaryField(null=True)
    relation = models.CharField(max_length=20, blank=True)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=12, default="waiting")
    due_at = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True)
    person = models.UUIDField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    answer = SealedField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asked_by", "identity_index"],
                condition=Q(state="waiting"),
                name="application_open_once",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")) | Q(state="withdrawn"),
                name="application_by_two",
            ),
        ]
        indexes = [
            models.Index(
                fields=["area", "due_at", "id"], name="application_open", condition=Q(state="waiting")
            ),
            models.Index(fields=["asked_by", "-asked_at"], name="application_asker"),
        ]
