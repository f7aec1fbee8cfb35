"""Who is paid, and into which account."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from chongyang.core.fields import SealedField
from chongyang.core.identifiers import mask_card, mask_name
from chongyang.core.models import Row
from chongyang.treasury.models.base import DateRange, Named


class Payee(Named, Row):
    """A person or an organisation that money goes to; one row each, however many programmes pay her."""

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    kind = models.CharField(max_length=12)
    person = models.UUIDField(null=True)
    organisation = models.UUIDField(null=True)
    area = models.BigIntegerField()
    name = SealedField(mask=mask_name)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(person__isnull=False), name="payee_person"
            ),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(organisation__isnull=False), name="payee_organisation"
            ),
            models.CheckConstraint(
                condition=Q(kind="person", person__isnull=False, organisation=None)
                | Q(kind="organisation", organisation__isnull=False, person=None),
                name="payee_is_one",
            ),
        ]
        indexes = [models.Index(fields=["area", "id"], name="payee_area")]


class PayeeAccount(Row):
    """A bank account of a payee. Told by one, confirmed by another; one is in force on a day.

    `number_index` finds the same account under other payees without opening anything.
    """

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    payee = models.ForeignKey(Payee, on_delete=models.PROTECT, related_name="accounts")
    person = models.UUIDField(null=True)
    organisation = models.UUIDField(null=True)
    area = models.BigIntegerField()
    bank = models.CharField(max_length=60)
    number = SealedField(mask=mask_card)
    number_index = models.BinaryField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    proposed_by = models.UUIDField(null=True)
    proposed_at = models.DateTimeField()
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="payeeaccount_one_in_force",
                expressions=[
                    ("payee", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                condition=Q(confirmed_by__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["payee"], condition=Q(confirmed_by=None, valid_to=None), name="payeeaccount_one_told"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | Q(proposed_by=None) | ~Q(confirmed_by=F("proposed_by")),
                name="payeeaccount_by_two",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="payeeaccount_ordered"
            ),
        ]
        indexes = [models.Index(fields=["number_index"], name="payeeaccount_number")]
