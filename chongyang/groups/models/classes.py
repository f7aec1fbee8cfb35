"""Dated classes, proposals of them, and the visits that classes by visit rest on."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from chongyang.core.fields import SealedField
from chongyang.core.models import Row


class DateRange(Func):
    function = "DATERANGE"
    output_field = DateRangeField()


class Membership(Row):
    """That a person is of a class, half-open from `valid_from` to `valid_to`; ended, never deleted.

    `office` is the organisation that decided, `planned_to` the end that it set. The office is no scope of its
    own: its rows are reached by area.
    """

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    person = models.UUIDField()
    area = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    level = models.CharField(max_length=1, blank=True)
    authority = models.CharField(max_length=30)
    office = models.UUIDField(null=True)
    evidence = models.CharField(max_length=20)
    number = models.CharField(max_length=60, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    planned_to = models.DateField(null=True)
    review_on = models.DateField(null=True)
    granted_by = models.UUIDField(null=True)
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    end_reason = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="membership_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="membership_ordered"
            ),
            models.CheckConstraint(
                condition=Q(end_reason="", ended_at=None)
                | (~Q(end_reason="") & Q(ended_at__isnull=False, valid_to__isnull=False)),
                name="membership_ended_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "area", "person"], name="membership_kind_area"),
            models.Index(fields=["valid_to"], name="membership_ends", condition=Q(valid_to__isnull=False)),
            models.Index(fields=["review_on"], name="membership_review", condition=Q(end_reason="")),
        ]


class Proposal(Row):
    """That somebody should be of a class; its life cycle is the deciding case of the same id."""

    scope_kind: ClassVar[str] = "area"

    person = models.UUIDField()
    area = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    level = models.CharField(max_length=1, blank=True)
    told_by = models.CharField(max_length=10)
    source = models.CharField(max_length=30)
    evidence = models.CharField(max_length=20, blank=True)
    number = models.CharField(max_length=60, blank=True)
    valid_from = models.DateField(null=True)
    last_day = models.DateField(null=True)
    state = models.CharField(max_length=12, default="open")
    proposed_by = models.UUIDField(null=True)
    proposed_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    membership = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="proposals")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(state="open"), name="proposal_open_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="granted") | Q(membership__isnull=False), name="proposal_granted_holds"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "withdrawn"))
                | Q(proposed_by=None)
                | ~Q(proposed_by=F("decided_by")),
                name="proposal_two_persons",
            ),
        ]
        indexes = [models.Index(fields=["area", "id"], name="proposal_open", condition=Q(state="open"))]


class Visit(Row):
    """Who went to see whether a class by visit is so, when, and what was found."""

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    person = models.UUIDField()
    area = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    visited_on = models.DateField()
    outcome = models.CharField(max_length=12)
    note = SealedField()
    visited_by = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()
    again_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "visited_on"], name="visit_once_a_day"),
        ]
        indexes = [models.Index(fields=["person", "kind", "-visited_on"], name="visit_latest")]
