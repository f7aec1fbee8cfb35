"""What should be looked at: signals on cases with their answer and appeal, and samples of paid cases."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.fields import SealedField
from chongyang.core.models import Row
from chongyang.funding.models.applications import Application


class Signal(Row):
    """A rule found something about a case. `finding` are numbers and keys, nothing personal; `key` names the
    rule, the case and the finding, so that what was answered is not raised again.
    """

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    rule = models.CharField(max_length=40)
    severity = models.CharField(max_length=10)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="signals")
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)
    organisation = models.UUIDField(null=True)
    finding = models.JSONField(default=dict)
    key = models.CharField(max_length=160, unique=True)
    raised_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="open")
    answer = SealedField()
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    appeal = SealedField()
    appealed_by = models.UUIDField(null=True)
    appealed_at = models.DateTimeField(null=True)
    reply = SealedField()
    replied_by = models.UUIDField(null=True)
    replied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(replied_by=None)
                | (~Q(replied_by=F("answered_by")) & ~Q(replied_by=F("appealed_by"))),
                name="signal_appeal_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None)
                | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="signal_answered_when",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "state", "-raised_at", "id"], name="signal_listed"),
            models.Index(fields=["application", "state"], name="signal_of"),
        ]


class Sample(Row):
    """Paid cases drawn by chance, of every county and programme. The same seed draws the same again."""

    scope_kind: ClassVar[str] = "area"

    area = models.BigIntegerField()
    from_on = models.DateField()
    to_on = models.DateField()
    each = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField()
    drawn_by = models.UUIDField(null=True)
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(to_on__gt=F("from_on")), name="sample_days")]


class SampleLine(Row):
    """One paid case to call or visit, with what came of it."""

    scope_kind: ClassVar[str] = "area"

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="lines")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="samples")
    order = models.UUIDField()
    programme = models.CharField(max_length=60)
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)
    organisation = models.UUIDField(null=True)
    result = models.CharField(max_length=12, default="waiting")
    way = models.CharField(max_length=6, blank=True)
    note = SealedField()
    done_by = models.UUIDField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sample", "order"], name="sampleline_once"),
            models.CheckConstraint(
                condition=Q(result="waiting", done_at=None)
                | (~Q(result="waiting") & Q(done_at__isnull=False)),
                name="sampleline_done_when",
            ),
        ]
        indexes = [models.Index(fields=["area", "result", "id"], name="sampleline_listed")]
