"""Running cases of all life cycles: where each stands, every step it took, and who holds which stage."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.core.models.base import Row


class Case(Row):
    """One run through one version of a life cycle. Its state is moved by `operations.cases` alone.

    The timers of the state count from `timed_from`, the next goes off at `due_at`. `entered_number` is the
    step that entered the state: votes for a quorum are the later ones.
    """

    scope_kind: ClassVar[str] = "area"

    lifecycle = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=40)
    pace = models.CharField(max_length=20, blank=True)
    area = models.BigIntegerField()
    organisation = models.UUIDField(null=True)
    person = models.UUIDField(null=True)
    opened_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    timed_from = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    timers_fired = models.PositiveSmallIntegerField(default=0)
    last_number = models.PositiveIntegerField(default=1)
    entered_number = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], name="case_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["lifecycle", "state", "area"], name="case_state"),
            models.Index(fields=["person", "lifecycle"], name="case_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(entered_number__lte=models.F("last_number")), name="case_numbers"
            ),
        ]


class Step(Row):
    """One step of a case: who did what, when, and how it is known. Written once.

    Numbers begin with 1, the opening. A step in a stage that stays in its state is a vote or a repetition.
    Two foreign keys of the database (see the migration) demand that its persons hold that stage.
    """

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True
    erasable: ClassVar[tuple[str, ...]] = (
        "reason",
        "evidence",
    )

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps_taken")
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=40)
    source = models.CharField(max_length=40, blank=True)
    target = models.CharField(max_length=40)
    stage = models.CharField(max_length=40, null=True)
    actor_account = models.UUIDField(null=True)
    actor_kind = models.CharField(max_length=10)
    actor_role = models.CharField(max_length=40, blank=True)
    actor_label = models.CharField(max_length=80)
    on_behalf_of = models.UUIDField(null=True)
    at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)
    how = models.CharField(max_length=40, blank=True)
    evidence = models.JSONField(default=dict)
    area = models.BigIntegerField()
    organisation = models.UUIDField(null=True)
    person = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="step_number_once"),
            models.CheckConstraint(
                condition=Q(stage__isnull=True) | Q(actor_account__isnull=False), name="step_stage_has_person"
            ),
        ]


class StageHolder(Row):
    """A person who has acted in a stage of a deciding case, in person or by a delegate: one stage a case."""

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="stage_holders")
    holder = models.UUIDField()
    stage = models.CharField(max_length=40)
    at = models.DateTimeField()
    area = models.BigIntegerField()
    organisation = models.UUIDField(null=True)
    person = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "holder"], name="stageholder_one_stage"),
            models.UniqueConstraint(fields=["case", "holder", "stage"], name="stageholder_referred"),
        ]
