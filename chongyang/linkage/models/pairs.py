"""Two records that no machine joins by itself, what people said of them, what is asked of a county."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from chongyang.core.models import Row


class Pair(Row):
    """Two records, each by source and key (a file of the registry is source `registry`, its key the record).

    `area` is where the left one's person lives, `other_area` the right one's. `weights` holds for each field
    the step that held and its weight, never a value. A pair that was decided is not asked again.
    """

    scope_kind: ClassVar[str] = "area"

    area = models.BigIntegerField()
    other_area = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    left_feed = models.CharField(max_length=40)
    left_record = models.BinaryField()
    left_person = models.UUIDField()
    right_feed = models.CharField(max_length=40)
    right_record = models.BinaryField()
    right_person = models.UUIDField()
    weight = models.FloatField()
    probability = models.FloatField()
    weights = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="open")
    found_at = models.DateTimeField()
    run = models.UUIDField(null=True)
    proposed_by = models.UUIDField(null=True)
    survivor = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["left_feed", "left_record", "right_feed", "right_record"], name="pair_once"
            ),
            models.CheckConstraint(
                condition=~Q(left_feed=F("right_feed")) | ~Q(left_record=F("right_record")),
                name="pair_of_two",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["same", "different"]) | Q(decided_at__isnull=False),
                name="pair_decided_with_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="proposed") | Q(proposed_by__isnull=False), name="pair_proposed_by_one"
            ),
        ]
        indexes = [
            models.Index(
                fields=["area", "-weight", "id"],
                condition=Q(state__in=["open", "unsure", "proposed", "asked"]),
                name="pair_waiting",
            ),
            models.Index(fields=["left_person"], name="pair_left_person"),
            models.Index(fields=["right_person"], name="pair_right_person"),
        ]

    @property
    def goes_on(self) -> UUID:
        """Whose file stays when two become one: the left one's, unless who proposed it named the other."""
        return self.survivor or self.left_person


class Verdict(Row):
    """One word of one person about a pair, with the reason; never changed."""

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True
    erasable: ClassVar[tuple[str, ...]] = ("reason",)

    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="verdicts")
    area = models.BigIntegerField()
    answer = models.CharField(max_length=10)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    account = models.UUIDField(null=True)
    role = models.CharField(max_length=30, blank=True)

    class Meta:
        indexes = [models.Index(fields=["pair", "id"], name="verdict_pair")]


class Ask(Row):
    """A county asks another whether two people are one. `area` is where the answer must come from.

    Who answers sees the own file, and of the other side only how each field compares.
    """

    scope_kind: ClassVar[str] = "area"

    pair = models.UUIDField()
    area = models.BigIntegerField()
    from_area = models.BigIntegerField()
    person = models.UUIDField()
    other_person = models.UUIDField()
    weight = models.FloatField()
    steps = models.JSONField(default=dict)
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default="open")
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    answer_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pair"], condition=Q(state="open"), name="ask_once"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "withdrawn"]) | Q(answered_at__isnull=False),
                name="ask_answered_with_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "asked_at", "id"], condition=Q(state="open"), name="ask_waiting")
        ]
