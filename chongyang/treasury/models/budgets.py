"""Budgets, why they are what they are, what a city allots to its counties, what is frozen or closed."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from chongyang.core.models import Row
from chongyang.treasury.models.base import DateRange


class Budget(Row):
    """What one payer has of one fund for one programme in one year. `area` is the first code of the payer's.

    The database holds the ceiling: what is committed and what is spent never come to more.
    """

    scope_kind: ClassVar[str] = "area"

    area = models.BigIntegerField()
    level = models.CharField(max_length=8)
    fund = models.CharField(max_length=16)
    programme = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    ceiling_fen = models.BigIntegerField(default=0)
    committed_fen = models.BigIntegerField(default=0)
    spent_fen = models.BigIntegerField(default=0)
    allotted_fen = models.BigIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "fund", "programme", "year"], name="budget_once"),
            models.CheckConstraint(
                condition=Q(committed_fen__gte=0, spent_fen__gte=0, allotted_fen__gte=0),
                name="budget_not_below_nothing",
            ),
            models.CheckConstraint(
                condition=Q(ceiling_fen__gte=F("committed_fen") + F("spent_fen")), name="budget_ceiling"
            ),
            models.CheckConstraint(
                condition=Q(ceiling_fen__gte=F("allotted_fen")), name="budget_allotted_within"
            ),
            models.CheckConstraint(condition=Q(year__range=(2000, 2100)), name="budget_year"),
        ]
        indexes = [models.Index(fields=["year", "area", "id"], name="budget_year_area")]


class BudgetLine(Row):
    """One reason of a ceiling, with its document. Proposed by one and confirmed by another; then it stays
    (trigger `line_stays`). The ceiling is the sum of the confirmed lines; what takes away is negative.
    """

    scope_kind: ClassVar[str] = "area"

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="lines")
    area = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    amount_fen = models.BigIntegerField()
    document = models.CharField(max_length=120)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")), name="budgetline_by_two"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(confirmed_by__isnull=False, refused_at=None),
                name="budgetline_confirmed_by_whom",
            ),
            models.CheckConstraint(condition=~Q(amount_fen=0), name="budgetline_moves"),
            models.CheckConstraint(condition=~Q(document=""), name="budgetline_document"),
        ]
        indexes = [models.Index(fields=["budget", "id"], name="budgetline_budget")]


class Allotment(Row):
    """下达指标: money of a city's budget put at a county's disposal, by three persons of two offices."""

    scope_kind: ClassVar[str] = "area"
    scope_also: ClassVar[tuple[str, ...]] = ("to_area",)

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="allotments")
    area = models.BigIntegerField()
    to_area = models.BigIntegerField()
    amount_fen = models.BigIntegerField()
    document = models.CharField(max_length=120)
    state = models.CharField(max_length=10, default="proposed")
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    received_by = models.UUIDField(null=True)
    received_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="allotment_positive"),
            models.CheckConstraint(condition=~Q(document=""), name="allotment_document"),
            models.CheckConstraint(
                condition=Q(received_by=None)
                | (~Q(received_by=F("proposed_by")) & ~Q(received_by=F("confirmed_by"))),
                name="allotment_by_three",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")), name="allotment_by_two"
            ),
            models.CheckConstraint(
                condition=~Q(state="received") | Q(confirmed_by__isnull=False, received_by__isnull=False),
                name="allotment_received_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["to_area", "state", "id"], name="allotment_to")]


class AllottedFund(Row):
    """What a county holds of a city's budget, and what of it was paid out."""

    scope_kind: ClassVar[str] = "area"

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="allotted")
    area = models.BigIntegerField()
    allotted_fen = models.BigIntegerField(default=0)
    used_fen = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["budget", "area"], name="allottedfund_once"),
            models.CheckConstraint(
                condition=Q(used_fen__gte=0, allotted_fen__gte=F("used_fen")), name="allottedfund_within"
            ),
        ]


class Freeze(Row):
    """No release of a programme (or of any) within an area for a time; asked by one, confirmed by another."""

    scope_kind: ClassVar[str] = "area"

    area = models.BigIntegerField()
    level = models.CharField(max_length=8)
    programme = models.CharField(max_length=60, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    reason = models.CharField(max_length=200)
    proposed_by = models.UUIDField()
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    lifted_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="freeze_once",
                expressions=[
                    ("area", RangeOperators.EQUAL),
                    ("programme", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                condition=Q(confirmed_by__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")), name="freeze_by_two"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="freeze_ordered"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="freeze_reason"),
        ]


class YearEnd(Row):
    """That a payer's year is closed, by two persons: what nobody committed lapses or is carried over."""

    scope_kind: ClassVar[str] = "area"

    area = models.BigIntegerField()
    level = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    document = models.CharField(max_length=120)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    lapsed_fen = models.BigIntegerField(default=0)
    carried_fen = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "year"], name="yearend_once"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")), name="yearend_by_two"
            ),
        ]
