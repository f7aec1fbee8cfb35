"""What two offices saw on site, what was published, and who objected."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.models import Row
from chongyang.core.models.notices import PublicNotice, SaidAgainst
from chongyang.funding.models.applications import Application


class SiteCheck(Row):
    """Inputs as they were found on site: recorded by one, signed by another of another office; then they
    count instead of what was applied with.
    """

    scope_kind: ClassVar[str] = "area"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="site_checks")
    area = models.BigIntegerField()
    organisation = models.UUIDField(null=True)
    person = models.UUIDField(null=True)
    found = models.JSONField(default=dict)
    note = models.CharField(max_length=500, blank=True)
    visited_on = models.DateField()
    recorded_by = models.UUIDField()
    recorded_office = models.UUIDField()
    recorded_at = models.DateTimeField()
    signed_by = models.UUIDField(null=True)
    signed_office = models.UUIDField(null=True)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_by=None)
                | (~Q(signed_by=F("recorded_by")) & ~Q(signed_office=F("recorded_office"))),
                name="sitecheck_two_offices",
            ),
        ]
        indexes = [models.Index(fields=["application", "-recorded_at"], name="sitecheck_of")]


class Notice(PublicNotice):
    """A public notice: everybody reads it while it runs, and it says no more of a person than is needed.

    `shown` is what the page shows: covered name, place to the street, programme, amount. Days are half open.
    """

    scope_kind: ClassVar[str] = "public"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="notices")
    programme = models.CharField(max_length=60)
    area = models.BigIntegerField()
    shown = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gt=F("from_on")), name="notice_days"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(closed_at=None), name="notice_open_once"
            ),
        ]
        indexes = [models.Index(fields=["to_on", "id"], name="notice_running", condition=Q(closed_at=None))]


class Objection(SaidAgainst):
    """What somebody said against a published application; another person answers it."""

    scope_kind: ClassVar[str] = "area"

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="objections")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("raised_by")), name="objection_by_another"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, upheld=None)
                | Q(answered_at__isnull=False, upheld__isnull=False),
                name="objection_answered",
            ),
        ]
        indexes = [models.Index(fields=["notice", "id"], name="objection_of")]
