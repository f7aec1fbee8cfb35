"""What rooms share that publish before they decide: a notice with its days, and what was said against it."""

from datetime import date, timedelta

from django.db import models

from chongyang.core.fields import SealedField
from chongyang.core.models.base import Row


class PublicNotice(Row):
    """Everybody reads it while it runs. Days are half open; it is closed early or on its last day."""

    from_on = models.DateField()
    to_on = models.DateField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def last_day(self) -> date:
        """The last on which anybody may object; `to_on` is the day after."""
        return self.to_on - timedelta(days=1)

    def runs_on(self, day: date) -> bool:
        """Whether anybody may still object."""
        return self.closed_at is None and self.from_on <= day < self.to_on


class SaidAgainst(Row):
    """An objection to a notice, sealed, with the answer of another person; the room names the notice."""

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
        abstract = True
