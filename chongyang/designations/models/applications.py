"""Applications for a title, their files, and what those saw who visited."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.fields import SealedField
from chongyang.core.models import Row
from chongyang.core.models.files import FileOfCase
from chongyang.designations.enums import DRAFT, ENDED


class Holder(models.Model):
    """Who applies for or holds a title: `slot` is the same for the same holder (`rules.holders`).

    At most one key stands: `provider` of providers, `holder_area` where the holder is an area itself,
    `enterprise` and `project` of the library of projects. `area` is where it lies.
    """

    title = models.CharField(max_length=40)
    holder_kind = models.CharField(max_length=12)
    slot = models.CharField(max_length=120)
    name = models.CharField(max_length=120)
    provider = models.UUIDField(null=True)
    holder_area = models.BigIntegerField(null=True)
    enterprise = models.UUIDField(null=True)
    project = models.UUIDField(null=True)
    area = models.BigIntegerField()

    class Meta:
        abstract = True


class Application(Holder, Row):
    """That somebody asks for a title. A draft has no case; the case of a submitted one has the same key.

    `organisation` is the applicant's own where an institution's clerk applies; a desk that applies for
    others has none. `state` follows the case.
    """

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    flow = models.CharField(max_length=20)
    organisation = models.UUIDField(null=True)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    statement = SealedField()
    self_points = models.JSONField(default=dict)
    state = models.CharField(max_length=20, default=DRAFT)
    submitted_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    proposed_office = models.UUIDField(null=True)
    answer = SealedField()
    decided_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=DRAFT) | Q(submitted_at=None), name="designapp_draft_not_submitted"
            ),
            models.UniqueConstraint(
                fields=["title", "slot"],
                condition=~Q(state__in=(DRAFT, *ENDED)),
                name="designapp_open_once",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "state", "due_at", "id"], name="designapp_work"),
            models.Index(fields=["asked_by", "-asked_at"], name="designapp_own"),
            models.Index(
                fields=["organisation"], name="designapp_org", condition=Q(organisation__isnull=False)
            ),
        ]

    @property
    def number(self) -> str:
        """What people call it: the end of its key."""
        return self.id.hex[-10:].upper()


class Evidence(FileOfCase):
    """One file of an application."""

    scope_kind: ClassVar[str] = "area"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="evidence")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "kind", "file"], name="designevidence_once")
        ]


class Evaluation(Row):
    """A sheet that one filled in on site; it counts when another of another role has signed the same."""

    scope_kind: ClassVar[str] = "area"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="evaluations")
    area = models.BigIntegerField()
    organisation = models.UUIDField(null=True)
    points = models.JSONField()
    total = models.DecimalField(max_digits=5, decimal_places=1)
    passes = models.BooleanField()
    grade = models.PositiveSmallIntegerField(null=True)
    note = SealedField()
    visited_on = models.DateField()
    scored_by = models.UUIDField()
    scored_role = models.CharField(max_length=40)
    scored_office = models.UUIDField(null=True)
    scored_at = models.DateTimeField()
    signed_by = models.UUIDField(null=True)
    signed_role = models.CharField(max_length=40, blank=True)
    signed_office = models.UUIDField(null=True)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_by=None)
                | (~Q(signed_by=F("scored_by")) & ~Q(signed_role=F("scored_role"))),
                name="evaluation_by_two",
            ),
            models.CheckConstraint(condition=Q(total__range=(0, 100)), name="evaluation_of_100"),
        ]
        indexes = [models.Index(fields=["application", "-scored_at"], name="evaluation_of")]
