"""Who of a provider has an elder's key, since when, and from whom."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.models import Row


class KeyHolding(Row):
    """An elder's key with a carer; with none it is back at the elder's.

    Who gives says so, and somebody else says that it came: before the second word it counts as where it was.
    `former` is the holding that it ends.
    """

    scope_kind: ClassVar[str] = "area"

    person = models.UUIDField()
    carer = models.UUIDField(null=True)
    former = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="next")
    given_at = models.DateTimeField()
    given_by = models.UUIDField(null=True)
    taken_at = models.DateTimeField(null=True)
    taken_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    area = models.BigIntegerField()
    organisation = models.UUIDField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_by=None) | ~Q(taken_by=F("given_by")), name="keyholding_two_persons"
            ),
            models.CheckConstraint(
                condition=Q(carer__isnull=False) | Q(former__isnull=False),
                name="keyholding_back",
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "carer"],
                condition=Q(ended_at=None, carer__isnull=False),
                name="keyholding_once",
            ),
            models.UniqueConstraint(
                fields=["former"], condition=Q(taken_at=None, ended_at=None), name="keyholding_given_once"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "person"], name="keyholding_of", condition=Q(ended_at=None))
        ]
