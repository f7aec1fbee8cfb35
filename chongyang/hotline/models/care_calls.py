"""Daily care calls: the rules that streets adopted, each day's calls, each try, and pauses."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from chongyang.core.models import Row


class CareRule(Row):
    """Whom an area calls, how often and when. Adopted by a person, ended, never changed."""

    scope_kind: ClassVar[str] = "area"

    template = models.CharField(max_length=30)
    name = models.CharField(max_length=60)
    area = models.BigIntegerField()
    until = models.BigIntegerField()
    classes = ArrayField(models.CharField(max_length=40), default=list)
    living_forms = ArrayField(models.CharField(max_length=40), default=list)
    age_from = models.PositiveSmallIntegerField()
    ability_levels = ArrayField(models.CharField(max_length=1), default=list)
    needs_consent = models.BooleanField(default=False)
    weekdays = ArrayField(models.PositiveSmallIntegerField())
    window_from = models.TimeField()
    window_to = models.TimeField()
    language = models.CharField(max_length=10, default="zh")
    adopted_by = models.UUIDField(null=True)
    adopted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "until", "template"], condition=Q(ended_at=None), name="carerule_open_once"
            ),
            models.CheckConstraint(condition=Q(until__gte=F("area")), name="carerule_interval"),
            models.CheckConstraint(condition=Q(window_to__gt=F("window_from")), name="carerule_window"),
            models.CheckConstraint(
                condition=~Q(classes=[]) | ~Q(living_forms=[]), name="carerule_names_a_group"
            ),
        ]


class CareCall(Row):
    """One person's call of one day. A hundred thousand a day: no case of core, a state of its own.

    The rule is the row from which the day was made and rules are never deleted, so the database neither
    checks nor indexes it: that was a third of the morning's time.
    """

    scope_kind: ClassVar[str] = "area"

    on = models.DateField()
    person = models.UUIDField()
    area = models.BigIntegerField()
    rule = models.ForeignKey(
        CareRule, on_delete=models.PROTECT, related_name="calls", db_constraint=False, db_index=False
    )
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default="planned", db_default="planned")
    next_at = models.DateTimeField()
    window_to = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    outcome = models.CharField(max_length=12, blank=True, default="", db_default="")
    skipped = models.CharField(max_length=10, blank=True, default="", db_default="")
    need = models.CharField(max_length=12, blank=True, default="", db_default="")
    led_to = models.UUIDField(null=True)
    taken_by = models.UUIDField(null=True)
    taken_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "on"], name="carecall_once_a_day"),
            models.CheckConstraint(
                condition=~Q(state="missed") | Q(led_to__isnull=False), name="carecall_missed_has_incident"
            ),
        ]
        indexes = [
            models.Index(
                fields=["on", "next_at", "id"],
                name="carecall_next",
                condition=Q(state__in=["planned", "waiting", "calling"]),
            ),
            models.Index(fields=["taken_by"], name="carecall_taken", condition=Q(state="calling")),
            models.Index(fields=["on", "area", "state"], name="carecall_day"),
        ]


class CareTry(Row):
    """One try of a call; `number` makes a second click the same try."""

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True

    care_call = models.ForeignKey(CareCall, on_delete=models.PROTECT, related_name="tried")
    number = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=12)
    worker = models.CharField(max_length=10)
    account = models.UUIDField(null=True)
    call = models.UUIDField(null=True)
    at = models.DateTimeField()
    area = models.BigIntegerField()
    person = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["care_call", "number"], name="caretry_once")]


class CarePause(Row):
    """No calls for a while: in hospital, away. `until` is the first day on which she is called again."""

    scope_kind: ClassVar[str] = "area"

    person = models.UUIDField()
    area = models.BigIntegerField()
    reason = models.CharField(max_length=12)
    since = models.DateField()
    until = models.DateField(null=True)
    account = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at=None), name="carepause_open_once"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="carepause_ordered"
            ),
        ]
