"""What a project needs: solved problems, money, land."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.models import Row
from chongyang.projects.enums import LandState, LandSupply, MoneySource, ProblemState
from chongyang.projects.models.codes import codes
from chongyang.projects.models.projects import Project


class Problem(Row):
    """A problem, who must solve it by when. Solved is said by another than who answered."""

    scope_kind: ClassVar[str] = "area"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="problems")
    area = models.BigIntegerField()
    says = models.CharField(max_length=300)
    solver = models.CharField(max_length=120)
    solver_key = models.CharField(max_length=120, blank=True)
    due_on = models.DateField()
    state = models.CharField(max_length=10, default=ProblemState.OPEN.value)
    opened_by = models.UUIDField(null=True)
    opened_at = models.DateTimeField()
    answer = models.CharField(max_length=300, blank=True)
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    solved_by = models.UUIDField(null=True)
    solved_at = models.DateTimeField(null=True)
    returned = models.CharField(max_length=200, blank=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=codes(ProblemState)), name="problem_state_known"),
            models.CheckConstraint(
                condition=Q(state="open") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="problem_answered",
            ),
            models.CheckConstraint(
                condition=Q(state="solved", solved_at__isnull=False)
                | (~Q(state="solved") & Q(solved_at=None)),
                name="problem_solved",
            ),
            models.CheckConstraint(
                condition=Q(solved_by=None) | Q(answered_by=None) | ~Q(solved_by=F("answered_by")),
                name="problem_solved_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "due_on", "id"], name="problem_open", condition=~Q(state="solved"))
        ]


class FundNeed(Row):
    """How much a project needs of one source in a year."""

    scope_kind: ClassVar[str] = "area"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="needs")
    area = models.BigIntegerField()
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=10)
    needed_fen = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "year", "source"], name="fundneed_once"),
            models.CheckConstraint(condition=Q(needed_fen__gte=0), name="fundneed_not_negative"),
            models.CheckConstraint(condition=Q(source__in=codes(MoneySource)), name="fundneed_source_known"),
        ]


class Grant(Row):
    """Money that was granted: by an approved application of `funding`, or by a document."""

    scope_kind: ClassVar[str] = "area"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="grants")
    area = models.BigIntegerField()
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=10)
    amount_fen = models.BigIntegerField()
    application = models.UUIDField(null=True)
    document = models.CharField(max_length=120, blank=True)
    entered_by = models.UUIDField(null=True)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "source"], name="projgrant_application_once"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="projgrant_positive"),
            models.CheckConstraint(
                condition=Q(application__isnull=False) | ~Q(document=""), name="projgrant_has_source"
            ),
            models.CheckConstraint(condition=Q(source__in=codes(MoneySource)), name="projgrant_source_known"),
        ]


class Parcel(Row):
    """A piece of land: how large, how it comes (2018-34/3.8.2), where that stands."""

    scope_kind: ClassVar[str] = "area"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="parcels")
    area = models.BigIntegerField()
    label = models.CharField(max_length=60)
    size_m2 = models.DecimalField(max_digits=12, decimal_places=2)
    supply = models.CharField(max_length=12)
    state = models.CharField(max_length=10, default=LandState.NEEDED.value)
    document = models.CharField(max_length=120, blank=True)
    supplied_on = models.DateField(null=True)
    changed_by = models.UUIDField(null=True)
    changed_at = models.DateTimeField()
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "label"], name="parcel_once"),
            models.CheckConstraint(condition=Q(size_m2__gt=0), name="parcel_has_size"),
            models.CheckConstraint(condition=Q(supply__in=codes(LandSupply)), name="parcel_supply_known"),
            models.CheckConstraint(condition=Q(state__in=codes(LandState)), name="parcel_state_known"),
            models.CheckConstraint(
                condition=~Q(state="supplied") | (Q(supplied_on__isnull=False) & ~Q(document="")),
                name="parcel_supplied_by_document",
            ),
        ]
