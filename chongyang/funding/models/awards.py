"""Standing awards of monthly programmes: what is known by date, when they stop, what each month gave."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q

from chongyang.core.models import Row
from chongyang.funding.models.applications import Application, DateRange


class Award(Row):
    """That somebody is paid every month, from an approved application until it stops. `payee` is the elder,
    the carer or the institution; `county` the first code of the county that pays. One award of a programme
    at a time for each.
    """

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    programme = models.CharField(max_length=60)
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="award")
    area = models.BigIntegerField()
    county = models.BigIntegerField()
    person = models.UUIDField(null=True)
    carer = models.UUIDField(null=True)
    organisation = models.UUIDField(null=True)
    payee = models.UUIDField()
    object = models.CharField(max_length=120)
    held_by = ArrayField(models.UUIDField(), default=list)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="award_one_at_a_time",
                expressions=[
                    ("payee", RangeOperators.EQUAL),
                    ("programme", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="award_days"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, carer=None, organisation=None, payee=F("person"))
                | Q(person=None, carer__isnull=False, organisation=None, payee=F("carer"))
                | Q(person=None, carer=None, organisation__isnull=False, payee=F("organisation")),
                name="award_of_one",
            ),
        ]
        indexes = [
            models.Index(fields=["county", "programme", "id"], name="award_month"),
            models.Index(fields=["person"], name="award_person", condition=Q(person__isnull=False)),
        ]


class AwardFact(Row):
    """One input of the rule from a day on, as it was told. A later word about the same days is a new row."""

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True
    erasable: ClassVar[tuple[str, ...]] = ("value", "source")

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="facts")
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)
    name = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    valid_from = models.DateField()
    source = models.CharField(max_length=200)
    told_by = models.UUIDField(null=True)
    told_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["award", "name", "valid_from", "told_at"], name="awardfact_of")]


class AwardStop(Row):
    """That an award is to end before `from_on`. A death that was confirmed stops at once, everything else
    waits for a second person.
    """

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="stops")
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)
    kind = models.CharField(max_length=10)
    reason = models.CharField(max_length=200)
    from_on = models.DateField()
    proposed_by = models.UUIDField(null=True)
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="proposed")
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["award", "kind"], condition=Q(state="proposed"), name="awardstop_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(proposed_by=None) | ~Q(decided_by=F("proposed_by")),
                name="awardstop_by_two",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at=None)
                | (~Q(state="proposed") & Q(decided_at__isnull=False)),
                name="awardstop_decided_when",
            ),
        ]
        indexes = [models.Index(fields=["award", "state"], name="awardstop_of")]


class MonthRun(Row):
    """One month of one programme in one county: computed, checked and approved by three persons.

    What the rule said stands in `steps` (name, label, kind, parameters, needs) by month, and each line holds
    its values; `digest` is over all lines. `computed_at` is the moment as of which everything was known.
    """

    scope_kind: ClassVar[str] = "area"

    programme = models.CharField(max_length=60)
    area = models.BigIntegerField()
    month = models.DateField()
    state = models.CharField(max_length=10)
    computed_at = models.DateTimeField()
    computed_by = models.UUIDField()
    steps = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)
    awards = models.PositiveIntegerField(default=0)
    due_fen = models.BigIntegerField(default=0)
    back_fen = models.BigIntegerField(default=0)
    recovered_fen = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "area"],
                condition=Q(state__in=["computed", "checked"]),
                name="monthrun_one_open",
            ),
            models.UniqueConstraint(
                fields=["programme", "area", "month"],
                condition=Q(state="approved"),
                name="monthrun_approved_once",
            ),
        ]
        indexes = [models.Index(fields=["area", "-month", "-id"], name="monthrun_listed")]


class MonthLine(Row):
    """What a month gives one award: what is due by the rule, what was ordered for that month before, and the
    difference: ordered, or recovered where it is negative. Months before the run's are segments of back-pay.
    """

    scope_kind: ClassVar[str] = "area"

    run = models.ForeignKey(MonthRun, on_delete=models.PROTECT, related_name="lines")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="lines")
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)
    month = models.DateField()
    answer = models.CharField(max_length=10)
    missing = models.JSONField(default=list)
    amount_fen = models.BigIntegerField(default=0)
    parts = models.JSONField(default=dict)
    values = models.JSONField(default=list)
    before_fen = models.BigIntegerField(default=0)
    difference_fen = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64)
    order = models.UUIDField(null=True)
    waits = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "award", "month"], name="monthline_once"),
            models.CheckConstraint(
                condition=Q(difference_fen=F("amount_fen") - F("before_fen"), amount_fen__gte=0),
                name="monthline_difference",
            ),
        ]
        indexes = [
            models.Index(fields=["award", "month"], name="monthline_award"),
            models.Index(fields=["order"], name="monthline_order", condition=Q(order__isnull=False)),
        ]


class MonthApproval(Row):
    """That finance approved a month too large for one request: the worker orders it, all of it or nothing.
    `done` of `payments` are written outside its transaction, so that the page can show how far it is.
    """

    scope_kind: ClassVar[str] = "area"

    run = models.ForeignKey(MonthRun, on_delete=models.PROTECT, related_name="approvals")
    area = models.BigIntegerField()
    asked_by = models.UUIDField()
    role = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, default="waiting")
    payments = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    why = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run"], condition=Q(state="waiting"), name="monthapproval_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "done", "refused"]), name="monthapproval_state"
            ),
        ]
