"""An account of hours and what happened to it. Minutes, never money: no price stands anywhere here."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.fields import SealedField
from chongyang.core.identifiers import mask_name
from chongyang.core.models import Row


class TimeAccount(Row):
    """Of a volunteer (`account`) or of an elder (`person`). The counters are one row with one check: two who
    spend at once meet here, and the database refuses the second.
    """

    scope_kind: ClassVar[str] = "area"

    number = models.CharField(max_length=10, unique=True)
    area = models.BigIntegerField()
    account = models.UUIDField(null=True, unique=True)
    person = models.UUIDField(null=True, unique=True)
    name = SealedField(mask=mask_name)
    opened_at = models.DateTimeField()
    earned = models.PositiveIntegerField(default=0)
    received = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    spent = models.PositiveIntegerField(default=0)
    given = models.PositiveIntegerField(default=0)
    expired = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False) | Q(person__isnull=False), name="timeaccount_of_somebody"
            ),
            models.CheckConstraint(
                condition=Q(
                    held__lte=F("earned")
                    + F("received")
                    - F("spent")
                    - F("given")
                    - F("expired")
                    - F("taken")
                ),
                name="timeaccount_never_negative",
            ),
        ]
        indexes = [models.Index(fields=["area", "id"], name="timeaccount_area")]

    @property
    def left(self) -> int:
        """What may be used: neither held nor gone."""
        gone = self.held + self.spent + self.given + self.expired + self.taken
        return self.earned + self.received - gone

    @property
    def consumed(self) -> int:
        return self.spent + self.given + self.expired + self.taken


class HourEntry(Row):
    """One movement of minutes; `reference` is the activity, booking, transfer or correction, once a kind."""

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True

    bank = models.ForeignKey(TimeAccount, on_delete=models.PROTECT, related_name="entries")
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)
    kind = models.CharField(max_length=10)
    minutes = models.PositiveIntegerField()
    reference = models.UUIDField()
    on = models.DateField()
    at = models.DateTimeField()
    account = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bank", "kind", "reference"], name="hourentry_once"),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="hourentry_minutes"),
        ]
        indexes = [models.Index(fields=["bank", "on", "id"], name="hourentry_of")]
