"""Public notices before a title is given, and what was said against it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.models.notices import PublicNotice, SaidAgainst
from chongyang.designations.models.applications import Application


class Notice(PublicNotice):
    """Who is to get which title with how many points: everybody reads it. Days are half open."""

    scope_kind: ClassVar[str] = "public"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="notices")
    title = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    area = models.BigIntegerField()
    total = models.DecimalField(max_digits=5, decimal_places=1)
    grade = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gt=F("from_on")), name="designnotice_days"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(closed_at=None), name="designnotice_open_once"
            ),
        ]


class Objection(SaidAgainst):
    """What somebody said against a title in its notice; another person of another office answers."""

    scope_kind: ClassVar[str] = "area"

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="objections")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("raised_by")),
                name="designobjection_by_another",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, upheld=None)
                | Q(answered_at__isnull=False, upheld__isnull=False),
                name="designobjection_answered",
            ),
        ]
