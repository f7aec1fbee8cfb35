"""Orders to and from 12345, and the extensions asked for them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.fields import SealedField
from chongyang.core.identifiers import mask_phone
from chongyang.core.models import Row


class Order(Row):
    """An order between 12349 and 12345; `organisation` is the unit to which it is assigned.

    Its life cycle is a case with the same id. `due_at` is a moment of the city's calendar: a job, not a
    timer of the table, reminds before it and escalates after it.
    """

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    number = models.CharField(max_length=20, unique=True)
    direction = models.CharField(max_length=4)
    other_number = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    content = SealedField()
    caller_name = models.CharField(max_length=60, blank=True)
    caller_phone = SealedField(mask=mask_phone)
    place = SealedField()
    person = models.UUIDField(null=True)
    area = models.BigIntegerField()
    organisation = models.UUIDField(null=True)
    state = models.CharField(max_length=12)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=1000, blank=True)
    satisfaction = models.CharField(max_length=1, blank=True)
    call = models.UUIDField(null=True)
    incident = models.UUIDField(null=True)
    complaint = models.UUIDField(null=True)
    account = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["direction", "other_number"],
                condition=~Q(other_number=""),
                name="order_other_number_once",
            ),
            models.CheckConstraint(
                condition=Q(direction="out") | ~Q(other_number=""), name="order_in_has_number"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "closed"]) | ~Q(answer=""), name="order_answered_in_words"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="order_open", condition=Q(closed_at=None)),
            models.Index(fields=["person"], name="order_person"),
        ]


class Extension(Row):
    """More working days asked for an order; another person grants or refuses."""

    scope_kind: ClassVar[str] = "area"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="extensions")
    workdays = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=200)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    is_granted = models.BooleanField(null=True)
    area = models.BigIntegerField()
    organisation = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(decided_at=None), name="extension_open_once"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="extension_second_person"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, is_granted=None, decided_by=None)
                | Q(decided_at__isnull=False, is_granted__isnull=False, decided_by__isnull=False),
                name="extension_decided_whole",
            ),
        ]
