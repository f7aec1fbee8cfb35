"""Reports that were made: what they say and from which values, so that both papers can be made again."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.core.models import Row


class Report(Row):
    """One report of a period and place. `sections` are its whole content and hold no person; `digest` is over
    them. Other values make another edition; what was published stays as it is. `made_by` is empty where the
    clock or a command made it.
    """

    scope_kind: ClassVar[str] = "public"

    period = models.CharField(max_length=6)
    place = models.CharField(max_length=20)
    edition = models.PositiveSmallIntegerField()
    sections = models.JSONField()
    digest = models.CharField(max_length=64)
    made_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "place", "edition"], name="madereport_edition_once"),
            models.CheckConstraint(condition=Q(edition__gte=1), name="madereport_edition_counts"),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="madereport_publishing_whole",
            ),
            models.CheckConstraint(
                condition=Q(made_by=None) | Q(published_by=None) | ~Q(made_by=models.F("published_by")),
                name="madereport_published_by_another",
            ),
        ]
        indexes = [models.Index(fields=["place", "period"], name="madereport_of_place")]
