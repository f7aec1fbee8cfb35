"""A chain at work: the run, its steps with due times, and what was sent to whom."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.alerting.models.chains import ChainVersion
from chongyang.core.models import Row


class Run(Row):
    """One subject being escalated, by the version that was active when it began. At most one a subject runs.

    `acknowledged_at` is the moment at the door; `stopped_at` the database's clock once the row was held, so
    that it can be compared with `Delivery.sent_at`, which comes from the same clock.
    """

    scope_kind: ClassVar[str] = "area"

    subject_key = models.CharField(max_length=80)
    subject = models.UUIDField()
    kind = models.CharField(max_length=20)
    version = models.ForeignKey(ChainVersion, on_delete=models.PROTECT, related_name="runs")
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)
    state = models.CharField(max_length=15, default="running")
    started_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.UUIDField(null=True)
    stopped_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_key"], condition=Q(state="running"), name="run_one_a_subject"
            ),
            models.CheckConstraint(
                condition=Q(state="running", ended_at=None)
                | Q(state__in=["acknowledged", "ended", "exhausted"], ended_at__isnull=False),
                name="run_state_dated",
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "started_at"], name="run_subject"),
            models.Index(fields=["started_at", "id"], name="run_running", condition=Q(state="running")),
            models.Index(fields=["stopped_at"], name="run_stopped"),
        ]


class RunStep(Row):
    """One step of a run: due at a moment, claimed by one worker, done in the same transaction."""

    scope_kind: ClassVar[str] = "area"

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    round = models.PositiveIntegerField(default=0)
    turn = models.PositiveSmallIntegerField(default=0)
    based_at = models.DateTimeField()
    due_at = models.DateTimeField()
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=60, blank=True)
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "number", "round", "turn"], name="runstep_once"),
        ]
        indexes = [models.Index(fields=["due_at", "id"], name="runstep_due", condition=Q(done_at=None))]


class Delivery(Row):
    """One message to one target by one channel. Queued, sent, delivered and reached are four things.

    `sent_at` says that the adapter took it, by the database's clock; `reached_at` that somebody answered.
    """

    scope_kind: ClassVar[str] = "area"

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="deliveries")
    step = models.ForeignKey(RunStep, on_delete=models.PROTECT, related_name="deliveries")
    key = models.CharField(max_length=120, unique=True)
    target_kind = models.CharField(max_length=10)
    target = models.UUIDField(null=True)
    role = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=10)
    adapter = models.CharField(max_length=20, blank=True)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    reached_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    withheld_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=40, blank=True)
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(failed_at=None) | ~Q(failure=""), name="delivery_failed_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(withheld_at=None) | Q(sent_at=None), name="delivery_withheld_is_not_sent"
            ),
            models.CheckConstraint(
                condition=Q(delivered_at=None) | Q(sent_at__isnull=False), name="delivery_delivered_was_sent"
            ),
        ]
        indexes = [models.Index(fields=["run", "queued_at"], name="delivery_run")]
