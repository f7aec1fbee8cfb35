"""Complaints, about whom, and who looked into them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.fields import SealedField
from chongyang.core.identifiers import mask_phone
from chongyang.core.models import Row


class Complaint(Row):
    """A complaint; a case of core with the same id. Nobody investigates himself or his own organisation."""

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    number = models.CharField(max_length=20, unique=True)
    came_by = models.CharField(max_length=12)
    reference = models.UUIDField(null=True)
    person = models.UUIDField(null=True)
    area = models.BigIntegerField()
    complainant_name = models.CharField(max_length=60, blank=True)
    complainant_phone = SealedField(mask=mask_phone)
    against = models.CharField(max_length=12)
    against_name = models.CharField(max_length=120, blank=True)
    against_account = models.UUIDField(null=True)
    against_organisation = models.UUIDField(null=True)
    content = SealedField()
    level = models.CharField(max_length=10)
    state = models.CharField(max_length=16)
    investigator = models.UUIDField(null=True)
    investigator_organisation = models.UUIDField(null=True)
    reviewer = models.UUIDField(null=True)
    reviewer_organisation = models.UUIDField(null=True)
    finding = models.CharField(max_length=12, blank=True)
    answer = SealedField()
    review_finding = models.CharField(max_length=12, blank=True)
    review_answer = SealedField()
    appealed_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    account = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["came_by", "reference"],
                condition=Q(reference__isnull=False),
                name="complaint_reference_once",
            ),
            models.CheckConstraint(
                condition=Q(investigator=None)
                | Q(against_account=None)
                | ~Q(investigator=F("against_account")),
                name="complaint_investigator_apart",
            ),
            models.CheckConstraint(
                condition=Q(investigator_organisation=None)
                | Q(against_organisation=None)
                | ~Q(investigator_organisation=F("against_organisation")),
                name="complaint_organisation_apart",
            ),
            models.CheckConstraint(
                condition=Q(reviewer=None)
                | (
                    (Q(against_account=None) | ~Q(reviewer=F("against_account")))
                    & ~Q(reviewer=F("investigator"))
                ),
                name="complaint_reviewer_apart",
            ),
            models.CheckConstraint(
                condition=Q(reviewer_organisation=None)
                | Q(against_organisation=None)
                | ~Q(reviewer_organisation=F("against_organisation")),
                name="complaint_reviewer_organisation",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="complaint_open", condition=Q(closed_at=None)),
            models.Index(fields=["person"], name="complaint_person"),
        ]
