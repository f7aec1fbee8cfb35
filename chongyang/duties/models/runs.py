"""What one organisation was given of one item, and all that was said of it."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from chongyang.core.models import Row
from chongyang.duties.enums import EscalationState, EscalationStep, Light, Part, RunState

LIGHTS = [light.value for light in Light]


class Run(Row):
    """One item given to one organisation; its case has the same key. `basis` says why, where the text of the
    plan does not name the organisation. `area` is the organisation's: a county's runs are its own.
    """

    scope_kind: ClassVar[str] = "area"

    item = models.CharField(max_length=80)
    clause = models.CharField(max_length=40)
    part = models.CharField(max_length=10)
    organisation = models.UUIDField()
    organisation_key = models.CharField(max_length=80)
    area = models.BigIntegerField()
    basis = models.CharField(max_length=200, blank=True)
    due_on = models.DateField()
    state = models.CharField(max_length=10)
    assigned_on = models.DateField()
    assigned_at = models.DateTimeField()
    assigned_by = models.UUIDField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "organisation"], condition=~Q(state="withdrawn"), name="duty_run_given_once"
            ),
            models.CheckConstraint(condition=Q(state__in=list(RunState)), name="duty_run_state_known"),
            models.CheckConstraint(condition=Q(part__in=list(Part)), name="duty_run_part_known"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at=None)),
                name="duty_run_closed_at_moment",
            ),
        ]
        indexes = [models.Index(fields=["clause", "item"], name="duty_run_of_clause")]


class About(Row):
    """A row about one run, seen by whoever sees the run."""

    scope_kind: ClassVar[str] = "area"

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="%(class)s_rows")
    organisation = models.UUIDField()
    area = models.BigIntegerField()

    class Meta:
        abstract = True


class Progress(About):
    """The report of one quarter. Until its day another takes its place; later there are additions alone.

    `own_light` is the owner's proposal; `files` are keys of kept files, `reached` targets told as reached.
    """

    period = models.CharField(max_length=6)
    until_on = models.DateField()
    done = models.CharField(max_length=1000)
    percent = models.PositiveSmallIntegerField()
    reached = ArrayField(models.CharField(max_length=80), default=list)
    problem = models.CharField(max_length=500, blank=True)
    own_light = models.CharField(max_length=6)
    files = ArrayField(models.UUIDField(), default=list)
    told_at = models.DateTimeField()
    told_by = models.UUIDField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "period"], condition=Q(replaced_at=None), name="duty_progress_counts_once"
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="duty_progress_percent"),
            models.CheckConstraint(condition=~Q(done=""), name="duty_progress_said"),
            models.CheckConstraint(condition=Q(own_light__in=LIGHTS), name="duty_progress_light_known"),
        ]


class Addition(About):
    """What is said of a past quarter afterwards, with its day and document; the report stays as it was."""

    append_only: ClassVar[bool] = True

    progress = models.ForeignKey(Progress, on_delete=models.PROTECT, related_name="additions")
    words = models.CharField(max_length=1000)
    document = models.CharField(max_length=120)
    files = ArrayField(models.UUIDField(), default=list)
    told_at = models.DateTimeField()
    told_by = models.UUIDField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words="") & ~Q(document=""), name="duty_addition_whole"),
        ]


class LightSet(About):
    """That the office differs from the rule's light of a quarter, and why."""

    period = models.CharField(max_length=6)
    light = models.CharField(max_length=6)
    by_rule = models.CharField(max_length=6)
    reason = models.CharField(max_length=300)
    set_at = models.DateTimeField()
    set_by = models.UUIDField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "period"], condition=Q(replaced_at=None), name="duty_lightset_counts_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="duty_lightset_has_reason"),
            models.CheckConstraint(
                condition=Q(light__in=LIGHTS) & Q(by_rule__in=LIGHTS), name="duty_lightset_light_known"
            ),
        ]


class Reminder(About):
    """That the machine told an organisation of a day, once: a report that is due, or the last day itself."""

    append_only: ClassVar[bool] = True

    about = models.CharField(max_length=20)
    due_on = models.DateField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "about"], name="duty_reminder_once")]


class Escalation(About):
    """催办, 通报 or 约谈 for a day that was missed: proposed once by the machine, decided by a person.

    Of one missed day a single step waits: a graver one that falls due supersedes the milder.
    """

    step = models.CharField(max_length=10)
    about = models.CharField(max_length=20)
    missed_on = models.DateField()
    state = models.CharField(max_length=10)
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "about", "step"], name="duty_escalation_once"),
            models.UniqueConstraint(
                fields=["run", "about"], condition=Q(state="proposed"), name="duty_escalation_proposed_once"
            ),
            models.CheckConstraint(
                condition=Q(step__in=list(EscalationStep)), name="duty_escalation_step_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=list(EscalationState)), name="duty_escalation_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by=None)
                | Q(state="superseded", decided_by=None, decided_at__isnull=False)
                | Q(state__in=["issued", "declined"], decided_by__isnull=False, decided_at__isnull=False),
                name="duty_escalation_by_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(remark=""), name="duty_escalation_declined_with_reason"
            ),
        ]
