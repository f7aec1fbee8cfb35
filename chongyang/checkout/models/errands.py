"""Bills of others that somebody pays for the elder (代办代缴), with a receipt on each side."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.checkout.enums import ErrandState, Utility
from chongyang.core.fields import SealedField
from chongyang.core.identifiers import mask_address, mask_name, mask_phone
from chongyang.core.models import Row


class Errand(Row):
    """One bill of a utility paid by the provider's card for the elder, who pays the provider afterwards.

    `paid_receipt` is the utility's own, `handed_receipt` what the elder signed: two receipts or no bill.
    Name, place and telephone are copies: a provider reaches its errands, not the registry.
    """

    scope_kind: ClassVar[str] = "area"

    person = models.UUIDField()
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    order = models.UUIDField(null=True)
    utility = models.CharField(max_length=12)
    household_number = SealedField()
    name = SealedField(mask=mask_name)
    place = SealedField(mask=mask_address)
    phone = SealedField(mask=mask_phone)
    most_fen = models.PositiveBigIntegerField()
    amount_fen = models.PositiveBigIntegerField(null=True)
    state = models.CharField(max_length=12, default=ErrandState.ASKED.value)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    paid_by = models.UUIDField(null=True)
    paid_at = models.DateTimeField(null=True)
    paid_receipt = models.UUIDField(null=True)
    handed_at = models.DateTimeField(null=True)
    handed_receipt = models.UUIDField(null=True)
    handed_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "utility"],
                condition=Q(state="asked"),
                name="errand_asked_once",
            ),
            models.CheckConstraint(
                condition=Q(utility__in=[word.value for word in Utility]), name="errand_utility"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[word.value for word in ErrandState]), name="errand_state"
            ),
            models.CheckConstraint(
                condition=Q(amount_fen=None) | Q(amount_fen__gt=0, amount_fen__lte=F("most_fen")),
                name="errand_within_what_was_asked",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["paid_for", "handed_over"])
                | Q(paid_receipt__isnull=False, amount_fen__isnull=False, paid_by__isnull=False),
                name="errand_first_receipt",
            ),
            models.CheckConstraint(
                condition=~Q(state="handed_over") | Q(handed_receipt__isnull=False),
                name="errand_second_receipt",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "id"], name="errand_person"),
            models.Index(fields=["organisation", "id"], name="errand_organisation"),
            models.Index(fields=["area", "paid_at"], name="errand_paid"),
        ]


class CashHeld(Row):
    """Cash that a carer took for an errand, where the city allows it at all; off by default.

    Two people: one takes it, another says that it was so, and only then anything is paid with it.
    """

    scope_kind: ClassVar[str] = "area"

    errand = models.OneToOneField(Errand, on_delete=models.PROTECT, related_name="cash")
    person = models.UUIDField()
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    amount_fen = models.PositiveBigIntegerField()
    taken_by = models.UUIDField()
    taken_at = models.DateTimeField()
    receipt = models.UUIDField()
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    given_back_fen = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="cash_positive"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | ~Q(confirmed_by=F("taken_by")) & Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="cash_by_two",
            ),
            models.CheckConstraint(
                condition=Q(given_back_fen=None) | Q(given_back_fen__lte=F("amount_fen")), name="cash_back"
            ),
        ]
