"""An incident, and what led to it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.core.fields import SealedField
from chongyang.core.identifiers import mask_phone
from chongyang.core.models import Row
from chongyang.emergency.rules.kinds import WORKER_KIND


class Incident(Row):
    """Someone may need help. At most one is open for a person (or an unknown source) and kind.

    `subject_key` is whose report would join it: a known person's, or an unknown source's, which stays when it
    becomes known who she is.
    """

    scope_kind: ClassVar[str] = "area"
    scope_person: ClassVar[str] = "file"

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=20)
    subject_key = models.CharField(max_length=80)
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)
    file = models.UUIDField()
    device = models.UUIDField(null=True)
    caller_number = SealedField(mask=mask_phone)
    state = models.CharField(max_length=20)
    level = models.CharField(max_length=2, blank=True)
    level_at = models.DateTimeField(null=True)
    protocol = models.CharField(max_length=20, blank=True, default="", db_default="")
    protocol_version = models.PositiveSmallIntegerField(default=0, db_default=0)
    answers = models.JSONField(default=dict)
    taken_by = models.UUIDField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=30, blank=True)
    false_reason = models.CharField(max_length=30, blank=True)
    outcome_note = models.CharField(max_length=500, blank=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    place_note = models.CharField(max_length=200, blank=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    split_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="split_off")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_key", "kind"], condition=Q(closed_at=None), name="incident_open_once"
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(closed_at=None, person__isnull=False) & ~Q(kind=WORKER_KIND),
                name="incident_person_once",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | ~Q(outcome=""), name="incident_closed_with_outcome"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="false_alarm") | ~Q(false_reason=""), name="incident_false_with_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["opened_at", "id"], name="incident_open", condition=Q(closed_at=None)),
            models.Index(fields=["person", "opened_at"], name="incident_person"),
            models.Index(
                fields=["subject_key", "kind"],
                condition=Q(merged_into__isnull=False),
                name="incident_merged_key",
            ),
        ]


class Origin(Row):
    """A signal, call or other report that belongs to an incident: the first opened it, later ones join."""

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True
    erasable: ClassVar[tuple[str, ...]] = ("note",)

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="origins")
    source = models.CharField(max_length=20)
    reference = models.UUIDField(null=True)
    kind = models.CharField(max_length=20)
    said_at = models.DateTimeField()
    received_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "reference"], condition=Q(reference__isnull=False), name="origin_once"
            )
        ]


class OriginMove(Row):
    """A report that belongs to another incident after all; it stays as written, the last move counts."""

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True

    origin = models.ForeignKey(Origin, on_delete=models.PROTECT, related_name="moves")
    source = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="moved_out")
    target = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="moved_in")
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    account = models.UUIDField(null=True)
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)


class Sighting(Row):
    """What a neighbour, a community worker or a passer-by told, and how to reach her again."""

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True
    erasable: ClassVar[tuple[str, ...]] = (
        "whom",
        "seen",
        "reporter_name",
        "reporter_phone",
    )

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="sightings")
    reporter = models.CharField(max_length=20)
    whom = SealedField()
    seen = models.CharField(max_length=500)
    reporter_name = SealedField()
    reporter_phone = SealedField(mask=mask_phone)
    door = models.CharField(max_length=20)
    account = models.UUIDField(null=True)
    at = models.DateTimeField()
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)
