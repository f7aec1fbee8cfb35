"""What a department may ask, on what basis, how often: proposed by one person, decided by another."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from chongyang.core.models import Row


class Agreement(Row):
    """An agreement with one department; its terms never change, a new one takes its place.

    `organisation` is the department, `intervals` the areas whose elders it may ask about, `token` the key to
    the JSON door that speaks for it. `purposes` are pairs of a purpose and its legal basis.
    """

    scope_kind: ClassVar[str] = "area"

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    organisation = models.UUIDField()
    area = models.BigIntegerField()
    intervals = ArrayField(ArrayField(models.BigIntegerField(), size=2))
    purposes = models.JSONField()
    basis = models.CharField(max_length=12)
    law = models.CharField(max_length=200)
    answer_kind = models.CharField(max_length=8)
    fields = ArrayField(models.CharField(max_length=20), default=list)
    changes = ArrayField(models.CharField(max_length=20), default=list)
    hour_limit = models.PositiveIntegerField()
    day_limit = models.PositiveIntegerField()
    batch_limit = models.PositiveSmallIntegerField(default=1)
    contact = models.CharField(max_length=80)
    signed_by = models.CharField(max_length=80)
    signed_on = models.DateField()
    valid_from = models.DateField()
    valid_to = models.DateField()
    state = models.CharField(max_length=10, default="draft")
    token = models.UUIDField(null=True, unique=True)
    token_prefix = models.CharField(max_length=12, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.UUIDField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="agreement_ordered"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")), name="agreement_by_two"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "ended"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="agreement_in_force_decided",
            ),
            models.CheckConstraint(
                condition=Q(answer_kind="yes_no", fields=[]) | (Q(answer_kind="fields") & ~Q(fields=[])),
                name="agreement_fields_by_kind",
            ),
            models.CheckConstraint(
                condition=Q(hour_limit__gt=0, day_limit__gte=F("hour_limit"), batch_limit__gt=0)
                & Q(batch_limit__lte=F("hour_limit")),
                name="agreement_limits",
            ),
            models.CheckConstraint(condition=~Q(law="") & ~Q(purposes=[]), name="agreement_has_basis"),
        ]


class AgreementStep(Row):
    """What was done with an agreement: proposed, decided, suspended, resumed, ended, keys given."""

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="steps")
    action = models.CharField(max_length=12)
    at = models.DateTimeField()
    account = models.UUIDField(null=True)
    role = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    area = models.BigIntegerField()
    organisation = models.UUIDField()
