"""Projects, their dated stages, planned money, and what is proposed to people."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.models import Row
from chongyang.projects.enums import Batch, MoneySource, ProposalKind, Stage
from chongyang.projects.models.codes import codes


class Project(Row):
    """One project. `area` is the first code of its county, or the city's where it is not known or city-wide.

    A named one has `document`, `quote` and `milestone` of its plan. `stood` is the last stage that was not
    suspension. `leader` is a post, never a name. Months are due from `reports_since` on, where there is one.
    """

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    number = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    document = models.CharField(max_length=20, blank=True)
    clause = models.CharField(max_length=30, blank=True)
    quote = models.CharField(max_length=200, blank=True)
    milestone = models.CharField(max_length=20, blank=True)
    and_then = models.CharField(max_length=20, blank=True)
    said = models.CharField(max_length=60, blank=True)
    due_on = models.DateField(null=True)
    target = models.CharField(max_length=80, blank=True)
    envelope = models.CharField(max_length=60, blank=True)
    sector = models.CharField(max_length=24)
    area = models.BigIntegerField()
    is_area_confirmed = models.BooleanField(default=False)
    place = models.CharField(max_length=120, blank=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    owner = models.CharField(max_length=120, blank=True)
    owner_key = models.CharField(max_length=120, blank=True)
    leader = models.CharField(max_length=120, blank=True)
    site_m2 = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    floor_m2 = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    beds = models.PositiveIntegerField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    batch = models.CharField(max_length=12, default=Batch.RESERVE.value)
    stage = models.CharField(max_length=12, default=Stage.RESERVE.value)
    stood = models.CharField(max_length=12, default=Stage.RESERVE.value)
    stage_since = models.DateField()
    listed_on = models.DateField()
    reports_since = models.DateField(null=True)
    is_synthetic = models.BooleanField(default=False)
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(longitude=None, latitude=None)
                | Q(longitude__isnull=False, latitude__isnull=False),
                name="project_point_whole",
            ),
            models.CheckConstraint(condition=Q(stage__in=codes(Stage)), name="project_stage_known"),
            models.CheckConstraint(condition=Q(batch__in=codes(Batch)), name="project_batch_known"),
            models.CheckConstraint(condition=~Q(stood=Stage.SUSPENDED.value), name="project_stood"),
            models.CheckConstraint(
                condition=Q(site_m2=None) | Q(site_m2__gte=0), name="project_site_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(floor_m2=None) | Q(floor_m2__gte=0), name="project_floor_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="project_days_ordered",
            ),
        ]
        indexes = [models.Index(fields=["area", "stage", "number"], name="project_area_stage")]


class StageChange(Row):
    """One dated move between stages. Back, or into suspension, only with a reason and a document."""

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="changes")
    area = models.BigIntegerField()
    was = models.CharField(max_length=12)
    stage = models.CharField(max_length=12)
    from_rank = models.PositiveSmallIntegerField()
    to_rank = models.PositiveSmallIntegerField()
    on = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    document = models.CharField(max_length=120, blank=True)
    changed_by = models.UUIDField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_rank__gte=F("from_rank")) | (~Q(reason="") & ~Q(document="")),
                name="stagechange_back_has_reason",
            ),
            models.CheckConstraint(condition=~Q(was=F("stage")), name="stagechange_moves"),
            models.CheckConstraint(condition=Q(stage__in=codes(Stage)), name="stagechange_stage_known"),
        ]
        indexes = [models.Index(fields=["project", "on", "id"], name="stagechange_project")]


class PlannedMoney(Row):
    """What a project shall invest in a year from one source."""

    scope_kind: ClassVar[str] = "area"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="planned")
    area = models.BigIntegerField()
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=10)
    planned_fen = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "year", "source"], name="plannedmoney_once"),
            models.CheckConstraint(condition=Q(planned_fen__gte=0), name="plannedmoney_not_negative"),
            models.CheckConstraint(
                condition=Q(source__in=codes(MoneySource)), name="plannedmoney_source_known"
            ),
            models.CheckConstraint(condition=Q(year__range=(2000, 2100)), name="plannedmoney_year"),
        ]


class Proposal(Row):
    """What the machine proposes of a project's stage or batch; a person accepts or refuses it once.

    `key` says why it was made, so that the same reason proposes once. `basis` are the conditions that held.
    """

    scope_kind: ClassVar[str] = "area"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="proposals")
    area = models.BigIntegerField()
    key = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=8)
    was = models.CharField(max_length=12)
    to = models.CharField(max_length=12)
    basis = models.JSONField(default=list)
    document = models.CharField(max_length=120, blank=True)
    proposed_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    is_accepted = models.BooleanField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=codes(ProposalKind)), name="proposal_kind_known"),
            models.CheckConstraint(
                condition=Q(decided_at=None, is_accepted=None)
                | Q(decided_at__isnull=False, is_accepted__isnull=False),
                name="proposal_decided_whole",
            ),
            models.CheckConstraint(
                condition=~Q(is_accepted=False) | ~Q(reason=""), name="proposal_refused_has_reason"
            ),
        ]
        indexes = [
            models.Index(
                fields=["area", "proposed_at", "id"], name="projproposal_open", condition=Q(decided_at=None)
            )
        ]
