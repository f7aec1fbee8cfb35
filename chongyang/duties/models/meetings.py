"""Meetings of the leading group and the problems that come before them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.core.models import Row
from chongyang.duties.enums import MatterState
from chongyang.duties.models.runs import Run


class Meeting(Row):
    """A meeting; once it was held its agenda is closed and the minutes are printed from its matters."""

    scope_kind: ClassVar[str] = "area"

    area = models.BigIntegerField()
    held_on = models.DateField()
    title = models.CharField(max_length=100)
    place = models.CharField(max_length=100)
    chaired_by = models.CharField(max_length=60)
    attended = models.CharField(max_length=500, blank=True)
    planned_at = models.DateTimeField()
    planned_by = models.UUIDField()
    ended_at = models.DateTimeField(null=True)


class Matter(Row):
    """A problem: of a duty, a project or by somebody's word; decided in a meeting, followed until solved.

    `organisation` is who solves it, `area` where it is; `project` is the key of a project, empty elsewhere.
    """

    scope_kind: ClassVar[str] = "area"

    area = models.BigIntegerField()
    organisation = models.UUIDField(null=True)
    organisation_key = models.CharField(max_length=80, blank=True)
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.PROTECT, related_name="matters")
    run = models.ForeignKey(Run, null=True, on_delete=models.PROTECT, related_name="matters")
    project = models.CharField(max_length=60, blank=True)
    words = models.CharField(max_length=500)
    state = models.CharField(max_length=10)
    raised_at = models.DateTimeField()
    raised_by = models.UUIDField()
    decision = models.CharField(max_length=500, blank=True)
    solve_by = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=500, blank=True)
    solved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(MatterState)), name="duty_matter_state_known"),
            models.CheckConstraint(
                condition=Q(state="open")
                | (
                    Q(organisation__isnull=False, solve_by__isnull=False, meeting__isnull=False)
                    & ~Q(decision="")
                ),
                name="duty_matter_decided_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="solved") | (Q(solved_at__isnull=False) & ~Q(outcome="")),
                name="duty_matter_solved_whole",
            ),
        ]
