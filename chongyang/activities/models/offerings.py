"""What one enrols for, and its lessons."""

from datetime import date
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q

from chongyang.activities.enums import Kind, LessonState, Standing
from chongyang.activities.models.hosts import Host, Room, Route
from chongyang.core.models import Row
from chongyang.territory.models import TstzRange


class Offering(Row):
    """A course, or a departure of a route. `taken` never exceeds `places_most`: two who ask at once meet at
    this row, and the database refuses one place too many. `areas` are codes of who may enrol, none is all.
    """

    scope_kind: ClassVar[str] = "public"

    host = models.ForeignKey(Host, on_delete=models.PROTECT, related_name="offerings")
    organisation = models.UUIDField()
    area = models.BigIntegerField()
    kind = models.CharField(max_length=8)
    title = models.CharField(max_length=60)
    subject = models.CharField(max_length=20, blank=True)
    term = models.CharField(max_length=20, blank=True)
    route = models.ForeignKey(Route, null=True, on_delete=models.PROTECT, related_name="departures")
    room = models.ForeignKey(Room, null=True, on_delete=models.PROTECT, related_name="offerings")
    place = models.CharField(max_length=120)
    teacher = models.CharField(max_length=40, blank=True)
    teacher_account = models.UUIDField(null=True)
    carers_along = models.PositiveSmallIntegerField(default=0)
    about = models.CharField(max_length=500, blank=True)
    slots = models.JSONField(default=list)
    starts_on = models.DateField()
    ends_on = models.DateField()
    places_least = models.PositiveSmallIntegerField(default=1)
    places_most = models.PositiveSmallIntegerField()
    taken = models.PositiveSmallIntegerField(default=0)
    fee_fen = models.PositiveIntegerField(default=0)
    enrol_from = models.DateField()
    enrol_to = models.DateField()
    least_age = models.PositiveSmallIntegerField(null=True)
    most_age = models.PositiveSmallIntegerField(null=True)
    areas = ArrayField(models.CharField(max_length=12), default=list)
    cancellation = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default=Standing.DRAFT.value)
    reason = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.UUIDField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    places_least__gt=0, places_least__lte=F("places_most"), taken__lte=F("places_most")
                ),
                name="offering_places",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on"), enrol_from__lte=F("enrol_to")), name="offering_days"
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.COURSE.value, route=None)
                | Q(kind=Kind.JOURNEY.value, route__isnull=False, room=None),
                name="offering_kind",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in Standing]), name="offering_state"
            ),
            models.CheckConstraint(
                condition=Q(least_age=None) | Q(most_age=None) | Q(least_age__lte=F("most_age")),
                name="offering_ages",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "starts_on", "id"], name="offering_public"),
            models.Index(fields=["organisation", "starts_on"], name="offering_organisation"),
            models.Index(fields=["teacher_account"], name="offering_teacher"),
        ]

    @property
    def left(self) -> int:
        return self.places_most - self.taken

    def is_open_on(self, day: date) -> bool:
        """Whether enrolment runs on this day of the city."""
        return self.state == Standing.OPEN and self.enrol_from <= day <= self.enrol_to


class Lesson(Row):
    """One lesson, or one day of a journey. While it is planned nobody else has its room at that time."""

    scope_kind: ClassVar[str] = "public"

    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="lessons")
    organisation = models.UUIDField()
    room = models.ForeignKey(Room, null=True, on_delete=models.PROTECT, related_name="lessons")
    number = models.PositiveSmallIntegerField()
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=LessonState.PLANNED.value)
    reason = models.CharField(max_length=200, blank=True)
    called_at = models.DateTimeField(null=True)
    called_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="lesson_one_room",
                expressions=[
                    ("room", RangeOperators.EQUAL),
                    (TstzRange("from_at", "to_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state=LessonState.PLANNED.value, room__isnull=False),
            ),
            models.UniqueConstraint(fields=["offering", "number"], name="lesson_number"),
            models.CheckConstraint(condition=Q(from_at__lt=F("to_at")), name="lesson_span"),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in LessonState]), name="lesson_state"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "from_at"], name="lesson_day")]
