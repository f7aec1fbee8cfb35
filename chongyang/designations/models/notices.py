"""Public notices before a title is given, and what was said against it."""

from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.fields import SealedField
from chongyang.core.models import Row
from chongyang.designations.models.applications import Application


class Notice(Row):
    """Who is to get which title with how many points: everybody reads it. Days are half open."""

    scope_kind: ClassVar[str] = "public"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="notices")
    title = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    area = models.BigIntegerField()
    total = models.DecimalField(max_digits=5, decimal_places=1)
    grade = models.PositiveSmallIntegerField(null=True)
    from_on = models.DateField()
    to_on = models.DateField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gt=F("from_on")), name="designnotice_days"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(closed_at=None), name="designnotice_open_once"
            ),
        ]

    @property
    def last_day(self) -> date:
        """The last on which anybody may object; `to_on` is the day after."""
        return self.to_on - timedelta(days=1)

    def runs_on(self, day: date) -> bool:
        """Whether anybody may still object."""
        return self.closed_at is None and self.from_on <= day < self.to_on


class Objection(Row):
    """What somebody said against a title in its notice; another person of another office answers."""

    scope_kind: ClassVar[str] = "area"

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="objections")
    area = models.BigIntegerField()
    text = SealedField()
    contact = SealedField()
    raised_by = models.UUIDField()
    raised_at = models.DateTimeField()
    reply = SealedField()
    upheld = models.BooleanField(null=True)
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("raised_by")),
                name="designobjection_by_another",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, upheld=None)
                | Q(answered_at__isnull=False, upheld__isnull=False),
                name="designobjection_answered",
            ),
        ]
