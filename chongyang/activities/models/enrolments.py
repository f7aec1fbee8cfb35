"""Who enrolled, who came, and who was told what."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.activities.enums import OPEN, Mark
from chongyang.activities.models.offerings import Lesson, Offering
from chongyang.core.fields import SealedField
from chongyang.core.identifiers import mask_name, mask_phone
from chongyang.core.models import Row

CLOSED = ("withdrawn", "ended", "absent")


class Enrolment(Row):
    """One person in one offering, once while it is open; its case has its key and `state` follows the case.

    `name` and `phone` are sealed copies: a school reaches its enrolments, not the registry. Fee and rule of
    cancellation are copied when somebody asks. `declared_at` is when she said yes to all that a route asks of
    health, `receipt` the host's own number of a fee paid at its counter, `back_fen` what goes back.
    """

    scope_kind: ClassVar[str] = "area"

    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="enrolments")
    number = models.CharField(max_length=12, unique=True)
    person = models.UUIDField()
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    state = models.CharField(max_length=10)
    channel = models.CharField(max_length=8)
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    placed_at = models.DateTimeField(null=True)
    pay_by = models.DateField(null=True)
    paid_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    leaving = models.CharField(max_length=8, blank=True)
    name = SealedField(mask=mask_name)
    phone = SealedField(mask=mask_phone)
    fee_fen = models.PositiveIntegerField(default=0)
    back_fen = models.PositiveIntegerField(default=0)
    receipt = models.CharField(max_length=40, blank=True)
    cancellation = models.JSONField(default=dict)
    declared_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["offering", "person"], condition=Q(closed_at=None), name="enrolment_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, closed_at=None) | Q(state__in=CLOSED, closed_at__isnull=False),
                name="enrolment_state",
            ),
            models.CheckConstraint(condition=Q(back_fen__lte=F("fee_fen")), name="enrolment_back"),
        ]
        indexes = [
            models.Index(fields=["person", "id"], name="enrolment_person"),
            models.Index(fields=["offering", "asked_at", "id"], name="enrolment_list"),
            models.Index(fields=["pay_by", "id"], name="enrolment_unpaid", condition=Q(state="placed")),
        ]


class RollMark(Row):
    """What the roll call of one lesson says of one enrolment: once, the last tick stands."""

    scope_kind: ClassVar[str] = "area"

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="marks")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="marks")
    person = models.UUIDField()
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    mark = models.CharField(max_length=8)
    at = models.DateTimeField()
    account = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lesson", "enrolment"], name="rollmark_once"),
            models.CheckConstraint(condition=Q(mark__in=[one.value for one in Mark]), name="rollmark_mark"),
        ]
        indexes = [models.Index(fields=["enrolment", "id"], name="rollmark_enrolment")]


class Notice(Row):
    """What somebody who enrolled is told on her page; of unseen ones the secretary calls whom it concerns."""

    scope_kind: ClassVar[str] = "area"

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="notices")
    lesson = models.ForeignKey(Lesson, null=True, on_delete=models.PROTECT, related_name="notices")
    person = models.UUIDField()
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    kind = models.CharField(max_length=10)
    was_at = models.DateTimeField(null=True)
    is_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "id"], name="activitynotice_person"),
            models.Index(
                fields=["organisation", "at"], name="activitynotice_unseen", condition=Q(seen_at=None)
            ),
        ]
