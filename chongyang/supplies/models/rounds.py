"""Who brings which meals in which order, and what was ticked at each door."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.core.models import Row
from chongyang.supplies.enums import Outcome
from chongyang.supplies.models.meals import Menu, Portion


class Round(Row):
    """One way of one carrier with the meals of one menu."""

    scope_kind: ClassVar[str] = "organisation"

    menu = models.ForeignKey(Menu, on_delete=models.PROTECT, related_name="rounds")
    organisation = models.UUIDField()
    number = models.PositiveSmallIntegerField()
    carer = models.UUIDField(null=True)
    leaves_at = models.DateTimeField()
    metres = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["menu", "number"], name="round_numbered")]


class Stop(Row):
    """A door in its turn. A tick is written once; a later "handed over" mends an earlier "nobody"."""

    scope_kind: ClassVar[str] = "area"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="stops")
    portion = models.OneToOneField(Portion, on_delete=models.PROTECT, related_name="stop")
    order = models.UUIDField(unique=True)
    person = models.UUIDField()
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    sequence = models.PositiveSmallIntegerField()
    planned_at = models.DateTimeField()
    metres = models.PositiveIntegerField()
    outcome = models.CharField(max_length=12, blank=True, default="")
    ticked_at = models.DateTimeField(null=True)
    ticked_by = models.UUIDField(null=True)
    incident = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "sequence"], name="stop_in_turn", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=[one.value for one in Outcome]), name="stop_outcome"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", ticked_at=None) | ~Q(outcome="") & Q(ticked_at__isnull=False),
                name="stop_ticked_when",
            ),
        ]
        indexes = [models.Index(fields=["person", "planned_at"], name="stop_person")]
