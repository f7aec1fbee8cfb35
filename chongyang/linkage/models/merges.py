"""Two files made one person, and what is needed to make them two again."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.fields import SealedField
from chongyang.core.models import Row


class Merge(Row):
    """The link of a double to its survivor, with the image of both files as they were (sealed JSON).

    The image is what makes the undoing exact: whatever the files' own values became while they were one
    person, they are put back byte for byte, unless a person has changed them meanwhile and says so.
    """

    scope_kind: ClassVar[str] = "area"

    area = models.BigIntegerField()
    other_area = models.BigIntegerField()
    double = models.UUIDField()
    survivor = models.UUIDField()
    pair = models.UUIDField(null=True)
    image = SealedField()
    reason = models.CharField(max_length=200)
    merged_at = models.DateTimeField()
    merged_by = models.UUIDField(null=True)
    second_by = models.UUIDField(null=True)
    parted_at = models.DateTimeField(null=True)
    parted_by = models.UUIDField(null=True)
    part_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["double"], condition=Q(parted_at=None), name="merge_double_once"),
            models.CheckConstraint(condition=~Q(double=F("survivor")), name="merge_of_two"),
        ]
        indexes = [
            models.Index(fields=["survivor"], name="merge_survivor"),
            models.Index(fields=["area", "-merged_at", "id"], name="merge_newest"),
        ]


class Moved(Row):
    """What was written while two files were one, and to whom it was given when they parted."""

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True

    merge = models.ForeignKey(Merge, on_delete=models.PROTECT, related_name="moved")
    area = models.BigIntegerField()
    what = models.CharField(max_length=40)
    row = models.UUIDField()
    was = models.UUIDField()
    became = models.UUIDField()
    at = models.DateTimeField()
