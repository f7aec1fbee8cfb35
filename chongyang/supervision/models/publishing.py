"""What was published of a locked run."""

from django.db import models
from django.db.models import Q

from chongyang.core.models import Row
from chongyang.supervision.models.assessment import Run
from chongyang.supervision.rules.tables import PROPOSED, PUBLISHED, WITHDRAWN


class Publication(Row):
    """An extract of a run as it was approved: rank and points by item, no word of a judge. Its case has the
    same key. One of a run is public at a time; after a correction another number replaces it.
    """

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="publications")
    number = models.CharField(max_length=20, unique=True)
    year = models.PositiveSmallIntegerField()
    listing = models.CharField(max_length=12)
    state = models.CharField(max_length=10, default=PROPOSED)
    extract = models.JSONField()
    digest = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    published_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run"],
                condition=Q(state__in=[PROPOSED, PUBLISHED]),
                name="publication_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[PUBLISHED, WITHDRAWN]) | Q(published_on__isnull=False),
                name="publication_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=WITHDRAWN) | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_why="")),
                name="publication_withdrawn_says_why",
            ),
        ]
