"""What happened to persons a department asked about, told in order."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.fields import SealedField
from chongyang.core.models import Row


class Subscription(Row):
    """That a department is told of changes. `last_number` counts what there is, `delivered_number` what its
    webhook took; without a `url` it pulls. One for each agreement.
    """

    scope_kind: ClassVar[str] = "area"

    agreement = models.OneToOneField(
        "exchange.Agreement", on_delete=models.PROTECT, related_name="subscription"
    )
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    kinds = models.JSONField()
    url = models.CharField(max_length=300, blank=True)
    secret = SealedField()
    last_number = models.PositiveBigIntegerField(default=0)
    delivered_number = models.PositiveBigIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(delivered_number__lte=F("last_number")), name="subscription_in_order"
            )
        ]


class ToldChange(models.Model):
    """One change for one subscription; numbered without a gap, in the order in which it happened.

    `subject` is the name of the person between us and this department alone: the same in its answers.
    """

    scope_kind: ClassVar[str] = "area"

    pk = models.CompositePrimaryKey("subscription", "number")
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="told")
    number = models.PositiveBigIntegerField()
    event = models.UUIDField()
    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=40)
    at = models.DateTimeField()
    fields = models.JSONField(default=dict)
    area = models.BigIntegerField()
    organisation = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscription", "event", "kind"], name="toldchange_once")
        ]


class ChangeMark(models.Model):
    """Up to which transaction the events were looked through for changes. One row."""

    scope_kind: ClassVar[str] = "system"

    name = models.CharField(max_length=20, primary_key=True, default="changes")
    last_xid = models.DecimalField(max_digits=20, decimal_places=0)
