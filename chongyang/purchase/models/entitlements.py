"""Who is entitled to what government buys: proposed from the register, decided as a case, re-checked."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.fields import SealedField
from chongyang.core.identifiers import mask_name
from chongyang.core.models import Row
from chongyang.core.models.notices import PublicNotice, SaidAgainst
from chongyang.purchase.enums import CLOSED, IN_FORCE, LIVING, PROPOSED, STOPPED, UNDER_WAY


class Entitlement(Row):
    """That a rule's group fits a person. As `proposed` it is what the register says and gives nothing; once
    applied for, its case has the same key; in force it grants a quota from `valid_from` until `valid_to`.

    `facts` are what was known on `day`, each condition with its source; `why` names the reason of an end.
    """

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    rule = models.CharField(max_length=60)
    group = models.CharField(max_length=40)
    quota = models.BigIntegerField()
    person = models.UUIDField()
    area = models.BigIntegerField()
    name = SealedField(mask=mask_name)
    day = models.DateField()
    facts = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=12, default=PROPOSED)
    why = models.CharField(max_length=20, blank=True)
    reason = SealedField()
    proposed_at = models.DateTimeField()
    computed_at = models.DateTimeField()
    applied_by = models.UUIDField(null=True)
    applied_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    ability_seen = models.CharField(max_length=1, blank=True)
    decided_at = models.DateTimeField(null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    checked_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "person"], condition=Q(state__in=LIVING), name="purchaseent_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[*UNDER_WAY, IN_FORCE])
                | Q(applied_by__isnull=False, applied_at__isnull=False),
                name="purchaseent_applied",
            ),
            models.CheckConstraint(
                condition=~Q(state=IN_FORCE) | Q(valid_from__isnull=False), name="purchaseent_in_force"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[STOPPED, CLOSED]) | ~Q(why=""), name="purchaseent_why"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="purchaseent_days"
            ),
            models.CheckConstraint(condition=Q(quota__gt=0), name="purchaseent_quota"),
        ]
        indexes = [
            models.Index(fields=["area", "state", "proposed_at", "id"], name="purchaseent_listed"),
            models.Index(fields=["person"], name="purchaseent_person"),
            models.Index(fields=["rule", "id"], name="purchaseent_force", condition=Q(state=IN_FORCE)),
        ]

    @property
    def number(self) -> str:
        """What people call it: the end of its key."""
        return self.id.hex[-10:].upper()


class Notice(PublicNotice):
    """The public notice of one decision: no name, only the rule, the group and the street."""

    scope_kind: ClassVar[str] = "public"

    application = models.ForeignKey(Entitlement, on_delete=models.PROTECT, related_name="notices")
    rule = models.CharField(max_length=60)
    group = models.CharField(max_length=40)
    shown_name = models.CharField(max_length=40)
    area = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["area", "to_on", "id"], name="purchasenotice_running"),
            models.Index(fields=["application"], name="purchasenotice_of"),
        ]


class Objection(SaidAgainst):
    """What somebody said against a decision while its notice ran."""

    scope_kind: ClassVar[str] = "area"

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="objections")

    class Meta:
        indexes = [
            models.Index(fields=["notice"], name="purchaseobj_of"),
        ]
