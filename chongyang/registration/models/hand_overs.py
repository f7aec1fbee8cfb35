"""A person's file on its way from one area to another: one row that both sides read."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.fields import SealedField
from chongyang.core.models import Row


class HandOver(Row):
    """`area` is the sender's, `to_area` the receiver's; `card` is the little that the receiver may
    know before the file is his (sealed JSON: covered name, sex, year of birth, where from).
    """

    scope_kind: ClassVar[str] = "area"
    scope_also: ClassVar[tuple[str, ...]] = ("to_area",)

    person = models.UUIDField()
    area = models.BigIntegerField()
    to_area = models.BigIntegerField()
    direction = models.CharField(max_length=3)
    card = SealedField()
    address = SealedField()
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=12, default="proposed")
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state="proposed"), name="handover_open_once"
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("proposed_by")) | Q(state="withdrawn"),
                name="handover_by_two",
            ),
            models.CheckConstraint(condition=~Q(area=F("to_area")), name="handover_goes_somewhere"),
            models.CheckConstraint(condition=Q(direction__in=["in", "out"]), name="handover_direction"),
        ]
        indexes = [
            models.Index(fields=["area", "-proposed_at"], name="handover_from"),
            models.Index(fields=["to_area", "-proposed_at"], name="handover_to"),
            models.Index(
                fields=["due_at"], name="handover_due", condition=Q(state="proposed", escalated_at=None)
            ),
        ]
