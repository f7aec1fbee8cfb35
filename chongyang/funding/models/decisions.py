"""What was laid down about an application, with every step of the rule. Written once."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.core.models import Row
from chongyang.funding.models.applications import Application


class Decision(Row):
    """`outcome` proposed, approved or refused; `trace` explains the answer step by step, `digest` names the
    same answer: what was proposed and what is approved must be one.
    """

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True
    erasable: ClassVar[tuple[str, ...]] = ("inputs", "missing", "parts", "reason", "trace")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decisions")
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)
    organisation = models.UUIDField(null=True)
    outcome = models.CharField(max_length=10)
    answer = models.CharField(max_length=10)
    missing = models.JSONField(default=list)
    amount_fen = models.BigIntegerField(null=True)
    parts = models.JSONField(default=dict)
    trace = models.JSONField(default=list)
    day = models.DateField()
    inputs = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=500, blank=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(outcome__in=["approved", "refused"]),
                name="decision_final_once",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="approved") | Q(answer="yes", amount_fen__gt=0),
                name="decision_approved_is_yes",
            ),
        ]
        indexes = [models.Index(fields=["application", "made_at"], name="decision_of")]
