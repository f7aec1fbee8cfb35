"""Incidents, what led to them, whom the city asked for help, and the chain from press to close.

An incident's life cycle is a case of core with the same id; so is a dispatch's. `file` is the person's key,
or the incident's own while nobody is identified: the key under which a responder is granted the incident.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from chongyang.core.fields import SealedField
from chongyang.core.identifiers import mask_phone
from chongyang.core.models import Row


class Incident(Row):
    """Someone may need help. At most one is open for a person (or an unknown source) and kind."""

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

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_key", "kind"], condition=Q(closed_at=None), name="incident_open_once"
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
        ]


class Origin(Row):
    """A signal, call or other report that belongs to an incident: the first opened it, later ones join."""

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True

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


class Link(Row):
    """One link of the response chain: when it was reached first, by whom, and how that is known."""

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="links")
    link = models.CharField(max_length=12)
    at = models.DateTimeField()
    actor = models.CharField(max_length=120)
    how = models.CharField(max_length=40)
    evidence = models.JSONField(default=dict)
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "link"], name="link_once")]


class Attempt(Row):
    """A try to reach somebody for an incident: the elder, a contact, 120, 119, 110."""

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="attempts")
    target = models.CharField(max_length=12)
    contact = models.UUIDField(null=True)
    result = models.CharField(max_length=12)
    case_number = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    account = models.UUIDField(null=True)
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)


class Dispatch(Row):
    """A responder asked to go. The offer shows no personal data; accepting grants the file."""

    scope_kind: ClassVar[str] = "area"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="dispatches")
    responder = models.UUIDField()
    account = models.UUIDField()
    organisation = models.UUIDField(null=True)
    area = models.BigIntegerField()
    incident_kind = models.CharField(max_length=20)
    level = models.CharField(max_length=2, blank=True)
    state = models.CharField(max_length=12)
    reasons = ArrayField(models.CharField(max_length=80), default=list)
    distance_metres = models.PositiveIntegerField(null=True)
    offered_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "responder"], condition=Q(ended_at=None), name="dispatch_open_once"
            )
        ]
        indexes = [models.Index(fields=["account", "offered_at"], name="dispatch_account")]


class Call(Row):
    """A call on the line 12349 as the seat keyed it in."""

    scope_kind: ClassVar[str] = "area"

    caller_number = SealedField(mask=mask_phone)
    caller_index = models.BinaryField(null=True)
    began_at = models.DateTimeField()
    answered_at = models.DateTimeField()
    purpose = models.CharField(max_length=20)
    note = models.CharField(max_length=500, blank=True)
    account = models.UUIDField(null=True)
    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="calls")
    person = models.UUIDField(null=True)
    area = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "began_at"], name="call_once")]
