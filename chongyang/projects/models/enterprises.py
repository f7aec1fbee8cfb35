"""Enterprises under cultivation 培育, attracted investment 招商, bank and enterprise 银企对接."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.models import Row
from chongyang.projects.enums import AttractionState, EnterpriseKind, EnterpriseLevel, Sector
from chongyang.projects.models.codes import codes
from chongyang.projects.models.projects import Project


class Enterprise(Row):
    """An enterprise that the city fosters, for one of the plan's promises (`clause`)."""

    scope_kind: ClassVar[str] = "area"

    name = models.CharField(max_length=120)
    area = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    sector = models.CharField(max_length=24)
    level = models.CharField(max_length=12, default=EnterpriseLevel.NONE.value)
    clause = models.CharField(max_length=30)
    listed_on = models.DateField()
    left_on = models.DateField(null=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "area"], condition=Q(left_on=None), name="enterprise_listed_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=codes(EnterpriseKind)), name="enterprise_kind_known"),
            models.CheckConstraint(condition=Q(sector__in=codes(Sector)), name="enterprise_sector_known"),
            models.CheckConstraint(
                condition=Q(level__in=codes(EnterpriseLevel)), name="enterprise_level_known"
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("listed_on")), name="enterprise_days_ordered"
            ),
        ]
        indexes = [models.Index(fields=["area", "name", "id"], name="enterprise_area")]


class Revenue(Row):
    """What an enterprise took in a year, and which paper says so."""

    scope_kind: ClassVar[str] = "area"

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="revenues")
    area = models.BigIntegerField()
    year = models.PositiveSmallIntegerField()
    revenue_fen = models.BigIntegerField()
    document = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "year"], name="revenue_once"),
            models.CheckConstraint(condition=Q(revenue_fen__gte=0), name="revenue_not_negative"),
            models.CheckConstraint(condition=~Q(document=""), name="revenue_document"),
        ]


class Attraction(Row):
    """An investor: what was agreed and what has arrived; 一事一议 (2018-34/4.3) with its note.

    `is_known_operator` marks a well-known institution of elder care (2018-34/2.3.p3).
    """

    scope_kind: ClassVar[str] = "area"

    investor = models.CharField(max_length=120)
    area = models.BigIntegerField()
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, related_name="attractions")
    clause = models.CharField(max_length=30)
    state = models.CharField(max_length=10, default=AttractionState.TALKING.value)
    is_known_operator = models.BooleanField(default=False)
    is_case_by_case = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)
    agreed_fen = models.BigIntegerField(default=0)
    arrived_fen = models.BigIntegerField(default=0)
    agreed_on = models.DateField(null=True)
    arrived_on = models.DateField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=codes(AttractionState)), name="attraction_state_known"
            ),
            models.CheckConstraint(
                condition=Q(agreed_fen__gte=0, arrived_fen__gte=0), name="attraction_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(is_case_by_case=True) | ~Q(note=""), name="attraction_case_has_note"
            ),
            models.CheckConstraint(
                condition=~Q(state="arrived") | Q(arrived_on__isnull=False), name="attraction_arrived_on"
            ),
        ]
        indexes = [models.Index(fields=["area", "investor", "id"], name="attraction_area")]


class BankMatch(Row):
    """A bank and who needs money: need, agreed, paid out, and the interest subsidy by its name (3.8.1)."""

    scope_kind: ClassVar[str] = "area"

    area = models.BigIntegerField()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, related_name="banks")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, related_name="banks")
    bank = models.CharField(max_length=60)
    need_fen = models.BigIntegerField()
    agreed_fen = models.BigIntegerField(default=0)
    paid_fen = models.BigIntegerField(default=0)
    subsidy = models.CharField(max_length=120, blank=True)
    met_on = models.DateField()
    document = models.CharField(max_length=120, blank=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(enterprise__isnull=False) | Q(project__isnull=False), name="bankmatch_for_whom"
            ),
            models.CheckConstraint(
                condition=Q(need_fen__gt=0, agreed_fen__gte=0, paid_fen__gte=0), name="bankmatch_amounts"
            ),
            models.CheckConstraint(
                condition=Q(paid_fen__lte=F("agreed_fen")), name="bankmatch_paid_within_agreed"
            ),
        ]
        indexes = [models.Index(fields=["area", "-met_on", "id"], name="bankmatch_area")]
