"""Who is entitled without having applied: what the register says today, and what people made of it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.fields import SealedField
from chongyang.core.models import Row
from chongyang.funding.rules.entitled import ASIDE, CLOSED, LIVING, OPEN, TAKEN


class Entitlement(Row):
    """That the rule says yes or probably of somebody who has neither award nor application. `payee` is the
    elder or the carer. It is computed again and closes by itself; by itself it gives nobody anything.

    `inputs` are what the register told on `day`, `values` those of the rule's steps in their order. `said`
    names the answer: one that was set aside comes back only with another. `application` is the draft that was
    made of it: its key, since a draft may be thrown away.
    """

    scope_kind: ClassVar[str] = "area"

    programme = models.CharField(max_length=60)
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)
    carer = models.UUIDField(null=True)
    payee = models.UUIDField()
    day = models.DateField()
    answer = models.CharField(max_length=10)
    missing = models.JSONField(default=list)
    amount_fen = models.BigIntegerField(null=True)
    parts = models.JSONField(default=dict)
    inputs = models.JSONField(default=dict)
    values = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    said = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    computed_at = models.DateTimeField()
    state = models.CharField(max_length=8, default=OPEN)
    why = models.CharField(max_length=12, blank=True)
    reason = SealedField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    application = models.UUIDField(null=True)
    agreed_how = models.CharField(max_length=8, blank=True)
    agreed_by = models.UUIDField(null=True)
    agreed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "payee"], condition=Q(state__in=LIVING), name="entitlement_once"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, carer=None, payee=F("person"))
                | Q(person=None, carer__isnull=False, payee=F("carer")),
                name="entitlement_of_one",
            ),
            models.CheckConstraint(
                condition=~Q(state=TAKEN) | Q(application__isnull=False), name="entitlement_taken_as"
            ),
            models.CheckConstraint(
                condition=Q(state=CLOSED, closed_at__isnull=False) | (~Q(state=CLOSED) & Q(closed_at=None)),
                name="entitlement_closed_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ASIDE, CLOSED]) | ~Q(why=""), name="entitlement_why"
            ),
            models.CheckConstraint(
                condition=Q(answer="yes") | Q(answer="probably", amount_fen=None), name="entitlement_answer"
            ),
        ]
        indexes = [
            models.Index(fields=["area", "state", "proposed_at", "id"], name="entitlement_listed"),
            models.Index(fields=["person"], name="entitlement_person", condition=Q(person__isnull=False)),
            models.Index(
                fields=["application"], name="entitlement_app", condition=Q(application__isnull=False)
            ),
        ]
