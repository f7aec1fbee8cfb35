"""A year's assessment of one list: runs, scores with their trace, judgements, appeals, corrections, notes.

All rows are the system's: who sees which sheet is a rule of `permissions`, because a department is no area
and a leader without persons has none. No elder and no official stands in them but by the key of an account.
"""

from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from chongyang.core.models import Row
from chongyang.supervision.enums import AppealState, Kind, Listing, NoteKind
from chongyang.supervision.rules.tables import ABANDONED, LOCKED, SCORING


def points() -> "models.DecimalField[Decimal | None, Decimal | None]":
    return models.DecimalField(max_digits=7, decimal_places=3, null=True)


class Run(Row):
    """One list of one year. Its case has the same key, `state` follows it. One counts for a list and year.

    `digest` names all its lines: a second count over the same values gives the same one.
    """

    year = models.PositiveSmallIntegerField()
    listing = models.CharField(max_length=12)
    version = models.PositiveSmallIntegerField()
    subjects = models.CharField(max_length=20)
    state = models.CharField(max_length=12, default=SCORING)
    digest = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True)
    announced_at = models.DateTimeField(null=True)
    appeals_until = models.DateTimeField(null=True)
    locked_at = models.DateTimeField(null=True)
    corrected_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year", "listing"], condition=~Q(state=ABANDONED), name="run_counts_once"
            ),
            models.CheckConstraint(condition=Q(listing__in=list(Listing)), name="run_listing_known"),
            models.CheckConstraint(
                condition=Q(state=LOCKED, locked_at__isnull=False)
                | (~Q(state=LOCKED) & Q(locked_at=None, corrected_at=None)),
                name="run_locked_has_day",
            ),
            models.CheckConstraint(
                condition=Q(announced_at=None, appeals_until=None)
                | Q(announced_at__isnull=False, appeals_until__gt=models.F("announced_at")),
                name="run_appeals_follow",
            ),
        ]


class Score(Row):
    """One item of one unit as counted or judged. `points` is what counts today: a ruling or a correction
    changes it and leaves `counted`, so that both stand side by side.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="scores")
    subject = models.CharField(max_length=80)
    item = models.CharField(max_length=40)
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    share = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    counted = points()
    points = points()
    trace = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "subject", "item"], name="score_once"),
            models.CheckConstraint(condition=Q(kind__in=list(Kind)), name="score_kind_known"),
            models.CheckConstraint(
                condition=Q(share=None) | Q(share__gte=0, share__lte=1), name="score_share_whole"
            ),
            models.CheckConstraint(condition=Q(points=None) | Q(points__gte=0), name="score_not_negative"),
        ]


class Standing(Row):
    """What a unit's lines come to, and its rank among those of its list; equal totals share a rank."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="standings")
    subject = models.CharField(max_length=80)
    base = points()
    bonus = models.DecimalField(max_digits=7, decimal_places=3)
    penalty = models.DecimalField(max_digits=7, decimal_places=3)
    known = models.DecimalField(max_digits=7, decimal_places=3)
    total = points()
    rank = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "subject"], name="standing_once"),
            models.CheckConstraint(
                condition=Q(rank=None, total=None) | Q(rank__gte=1, total__isnull=False),
                name="standing_rank_has_total",
            ),
        ]


class Judgement(Row):
    """What one judge gave one unit for one item, why, and on what it rests: in words, and files by key."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="judgements")
    subject = models.CharField(max_length=80)
    item = models.CharField(max_length=40)
    judge = models.UUIDField()
    points = models.DecimalField(max_digits=6, decimal_places=2)
    reason = models.CharField(max_length=500)
    evidence = models.CharField(max_length=200)
    files = ArrayField(models.UUIDField(), default=list)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "subject", "item", "judge"], name="judgement_once"),
            models.CheckConstraint(
                condition=Q(points__gte=0, points__lte=100), name="judgement_points_in_range"
            ),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(evidence=""), name="judgement_says_why"),
        ]


class Appeal(Row):
    """A unit says that an item is wrong. Once for each item; decided by somebody who did not judge."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="appeals")
    subject = models.CharField(max_length=80)
    item = models.CharField(max_length=40)
    text = models.CharField(max_length=1000)
    evidence = models.CharField(max_length=200)
    files = ArrayField(models.UUIDField(), default=list)
    state = models.CharField(max_length=10, default=AppealState.RAISED)
    raised_by = models.UUIDField()
    raised_at = models.DateTimeField()
    points = points()
    reply = models.CharField(max_length=1000, blank=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "subject", "item"], name="appeal_once"),
            models.CheckConstraint(condition=~Q(text="") & ~Q(evidence=""), name="appeal_says_why"),
            models.CheckConstraint(
                condition=Q(state=AppealState.RAISED, decided_at=None, points=None)
                | Q(state=AppealState.REJECTED, decided_at__isnull=False, points=None)
                | Q(state=AppealState.UPHELD, decided_at__isnull=False, points__isnull=False),
                name="appeal_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("raised_by")),
                name="appeal_decided_by_another",
            ),
        ]


class Correction(Row):
    """A change of a locked score: why, on what document, proposed by one and confirmed by another."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="corrections")
    subject = models.CharField(max_length=80)
    item = models.CharField(max_length=40)
    before = points()
    points = models.DecimalField(max_digits=7, decimal_places=3)
    reason = models.CharField(max_length=500)
    document = models.CharField(max_length=120)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "subject", "item"],
                condition=Q(confirmed_at=None),
                name="correction_open_once",
            ),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(document=""), name="correction_says_why"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | (Q(confirmed_at__isnull=False) & ~Q(confirmed_by=models.F("proposed_by"))),
                name="correction_by_two",
            ),
        ]


class Note(Row):
    """What somebody proposes for a unit after a locked run: praise or a call to account, with the clause."""

    append_only: ClassVar[bool] = True

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="notes")
    subject = models.CharField(max_length=80)
    kind = models.CharField(max_length=10)
    clause = models.CharField(max_length=40)
    text = models.CharField(max_length=1000)
    written_by = models.UUIDField()
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(NoteKind)), name="note_kind_known"),
            models.CheckConstraint(condition=~Q(text=""), name="note_says_why"),
        ]
