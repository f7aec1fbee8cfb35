"""Joint reviews (联合审图、联合验收): one meeting, one list of opinions, one outcome."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.approvals.models.stages import Item, StageRun
from chongyang.core.models import Row


class JointReview(Row):
    """A meeting of the departments of some items of a run; after one that failed another may be called."""

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    run = models.ForeignKey(StageRun, on_delete=models.PROTECT, related_name="joint_reviews")
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    turn = models.PositiveSmallIntegerField(default=1)
    meets_on = models.DateField()
    place = models.CharField(max_length=120)
    state = models.CharField(max_length=10, default="called")
    outcome = models.CharField(max_length=500, blank=True)
    called_by = models.UUIDField()
    called_at = models.DateTimeField()
    closed_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "turn"], name="joint_turn_once"),
            models.UniqueConstraint(
                fields=["run"], condition=Q(state__in=["called", "passed"]), name="joint_one_outcome"
            ),
            models.CheckConstraint(
                condition=Q(state="called", closed_at=None)
                | (~Q(state="called") & Q(closed_at__isnull=False)),
                name="joint_closed",
            ),
        ]


class Opinion(Row):
    """What a department says of its item in a joint review; it may be mended until the outcome."""

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    review = models.ForeignKey(JointReview, on_delete=models.PROTECT, related_name="opinions")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="opinions")
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    agrees = models.BooleanField()
    text = models.CharField(max_length=500)
    written_by = models.UUIDField()
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "item"], name="opinion_once"),
            models.CheckConstraint(condition=Q(agrees=True) | ~Q(text=""), name="opinion_says_why"),
        ]
