"""One visit of one order: its times, its score with reasons, and what a second person decided."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from chongyang.core.fields import SealedField
from chongyang.core.models import Row

VERDICTS = ("", "accepted", "below", "verified", "rejected")


class Visit(Row):
    """What happened at one door. Its times are those of the entries that were kept without a conflict.

    `carers` were asked to come (`workforce`), `accounts` told something: none of these verifies the visit.
    A verdict of a person is never changed by what a phone tells later.
    """

    scope_kind: ClassVar[str] = "area"

    order = models.UUIDField(unique=True)
    number = models.CharField(max_length=30)
    person = models.UUIDField()
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    item = models.CharField(max_length=60)
    carers = ArrayField(models.UUIDField(), default=list)
    accounts = ArrayField(models.UUIDField(), default=list)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    set_out_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    paused_seconds = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    last_received_at = models.DateTimeField()
    marks = ArrayField(models.CharField(max_length=20), default=list)
    score = models.PositiveSmallIntegerField(null=True)
    score_reasons = models.JSONField(default=list)
    verdict = models.CharField(max_length=10, blank=True, default="")
    judged_at = models.DateTimeField(null=True)
    verified_by = models.UUIDField(null=True)
    verified_at = models.DateTimeField(null=True)
    verify_reason = SealedField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(verdict__in=VERDICTS), name="visit_verdict_known"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(started_at=None) | Q(ended_at__gte=F("started_at")),
                name="visit_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=Q(score=None) | Q(score__lte=100), name="visit_score_of_100"),
            models.CheckConstraint(
                condition=Q(verdict="") | Q(score__isnull=False), name="visit_verdict_has_score"
            ),
            models.CheckConstraint(
                condition=~Q(verdict__in=["verified", "rejected"]) | Q(verified_by__isnull=False),
                name="visit_verified_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(verdict__in=["accepted", "verified"]) | Q(ended_at__isnull=False),
                name="visit_payable_has_ended",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "ended_at"], name="visit_month"),
            models.Index(fields=["person", "from_at"], name="visit_person"),
            models.Index(fields=["last_received_at"], name="visit_unjudged", condition=Q(verdict="")),
            models.Index(fields=["area", "judged_at"], name="visit_below", condition=Q(verdict="below")),
        ]


class CallBack(Row):
    """Somebody rang the elder afterwards and asked whether she was helped."""

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True
    erasable: ClassVar[tuple[str, ...]] = ("note",)

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="call_backs")
    person = models.UUIDField()
    area = models.BigIntegerField()
    account = models.UUIDField()
    outcome = models.CharField(max_length=12)
    note = SealedField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["confirmed", "denied", "not_reached"]), name="callback_outcome_known"
            )
        ]
