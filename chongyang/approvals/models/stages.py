"""One run of a project through one stage: its items, the papers handed in, the notices of the window."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.approvals.models.applications import Application
from chongyang.core.models import FileStored, Row


class StageRun(Row):
    """A stage of an application, from its draft to its end; its case has the same key from submission on.

    `due_at` is the deadline of whoever has it now: the window's, the departments', or the applicant's while
    the clock is stopped; then `kept_due_at` is the offices' own, to go on afterwards. A completion is asked
    once: `asked_at` is never set a second time.
    """

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="runs")
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    stage = models.CharField(max_length=20)
    turn = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=20, default="draft")
    begun_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    kept_due_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    stopped_workdays = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    used_workdays = models.PositiveSmallIntegerField(null=True)
    is_in_time = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "stage", "turn"], name="stagerun_turn_once"),
            models.UniqueConstraint(
                fields=["application"],
                condition=~Q(state__in=["permitted", "refused", "turned_away", "withdrawn"]),
                name="stagerun_one_open",
            ),
            models.UniqueConstraint(
                fields=["application", "stage"],
                condition=Q(state="permitted"),
                name="stagerun_permitted_once",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(submitted_at__isnull=False), name="stagerun_submitted"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["processing", "suspended", "permitted"])
                | Q(accepted_at__isnull=False),
                name="stagerun_accepted",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["completing", "suspended"]) | Q(asked_at__isnull=False),
                name="stagerun_asked",
            ),
            models.CheckConstraint(
                condition=~Q(state="permitted")
                | Q(ended_at__isnull=False, used_workdays__isnull=False, is_in_time__isnull=False),
                name="stagerun_permitted",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "state", "due_at", "id"], name="stagerun_work"),
            models.Index(fields=["due_at", "id"], name="stagerun_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["ended_at"], name="stagerun_ended", condition=Q(ended_at__isnull=False)),
        ]


class Item(Row):
    """What one department decides in a run. A permit has a day and a number of the department's own.

    An item that was permitted in a former run of the stage is carried into the next.
    """

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    run = models.ForeignKey(StageRun, on_delete=models.PROTECT, related_name="items")
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    name = models.CharField(max_length=40)
    department = models.CharField(max_length=60)
    state = models.CharField(max_length=12, default="waiting")
    condition = models.CharField(max_length=40, blank=True)
    due_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    lacks = models.CharField(max_length=500, blank=True)
    number = models.CharField(max_length=60, blank=True)
    document_on = models.DateField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    former = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "name"], name="appritem_once"),
            models.UniqueConstraint(
                fields=["department", "number"], condition=~Q(number=""), name="appritem_number_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="permitted")
                | (~Q(number="") & Q(document_on__isnull=False, decided_at__isnull=False)),
                name="appritem_permit_has_number",
            ),
            models.CheckConstraint(
                condition=Q(state="permitted") | Q(number="", document_on=None),
                name="appritem_number_of_permit",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="appritem_refusal_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state="fallen_away") | ~Q(condition=""), name="appritem_falls_by_clause"
            ),
            models.CheckConstraint(
                condition=~Q(state="carried") | Q(former__isnull=False), name="appritem_carried"
            ),
        ]
        indexes = [
            models.Index(fields=["department", "state", "due_at", "id"], name="appritem_work"),
            models.Index(
                fields=["due_at", "id"],
                name="appritem_due",
                condition=Q(state="waiting", due_at__isnull=False),
            ),
        ]


class Paper(Row):
    """A material handed in for a run; `first` is the paper of an earlier run that is used again."""

    scope_kind: ClassVar[str] = "area"

    run = models.ForeignKey(StageRun, on_delete=models.PROTECT, related_name="papers")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="papers")
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    material = models.CharField(max_length=40)
    file = models.ForeignKey(FileStored, on_delete=models.PROTECT, related_name="+")
    first = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    handed_at = models.DateTimeField()
    added_by = models.UUIDField()
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "material", "file"], name="apprpaper_once"),
            models.CheckConstraint(condition=Q(added_at__gte=F("handed_at")), name="apprpaper_handed"),
        ]
        indexes = [models.Index(fields=["application", "material"], name="apprpaper_of")]


class Notice(Row):
    """A paper of the window: accepted, correction (with the whole list) or closed. Written once."""

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True

    run = models.ForeignKey(StageRun, on_delete=models.PROTECT, related_name="notices")
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    kind = models.CharField(max_length=12)
    lines = models.JSONField(default=list)
    outcome = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    due_at = models.DateTimeField(null=True)
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "kind"], name="apprnotice_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["accepted", "correction", "closed"]), name="apprnotice_kind_known"
            ),
        ]
